import { homeDatabase } from "@/lib/platform/db";
import type { IamTransaction } from "./store";

/** Tokens confined to an organisation; null = whatever they are confined to. */
const confinedTo = (organisationId: string | null) => (organisationId === null ? {} : { organisationId });

/**
 * A person's access tokens, revoked ones too, the newest first; without what they are looked up by. Only those confined to
 * an organisation where one is given.
 */
export function findAccessTokens(userId: string, confinedToOrganisation: string | null) {
  return homeDatabase().prisma.accessToken.findMany({
    where: { userId, ...confinedTo(confinedToOrganisation) },
    omit: { hash: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
}

/** Revokes a person's token unless it is revoked; false where the person has no such token. */
export async function revokeTokenOf(
  transaction: IamTransaction,
  token: { readonly id: string; readonly userId: string; readonly confinedToOrganisation: string | null },
  at: Date,
): Promise<boolean> {
  const where = { id: token.id, userId: token.userId, ...confinedTo(token.confinedToOrganisation) };
  await transaction.accessToken.updateMany({ where: { ...where, revokedAt: null }, data: { revokedAt: at } });
  return (await transaction.accessToken.count({ where })) === 1;
}
