import { homeDatabase } from "@/lib/platform/db";
import type { IamTransaction } from "./store";

/** A person's access tokens, revoked ones too, the newest first; without what they are looked up by. */
export function findAccessTokens(userId: string) {
  return homeDatabase().prisma.accessToken.findMany({
    where: { userId },
    omit: { hash: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
}

/** Revokes a person's token unless it is revoked; false where the person has no such token. */
export async function revokeTokenOf(
  transaction: IamTransaction,
  userId: string,
  id: string,
  at: Date,
): Promise<boolean> {
  await transaction.accessToken.updateMany({ where: { id, userId, revokedAt: null }, data: { revokedAt: at } });
  return (await transaction.accessToken.count({ where: { id, userId } })) === 1;
}
