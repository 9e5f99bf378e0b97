import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { bumpEpochsOfUser, type IamTransaction } from "./store";

/**
 * Sets another password for a person who has proven the current one, and ends every session of theirs. `before` and `after`
 * are hashes; links made to set a password stop working. Errors: state_conflict (it was changed meanwhile).
 */
export async function replacePassword(
  transaction: IamTransaction,
  { userId, before, after }: { readonly userId: string; readonly before: string; readonly after: string },
): Promise<void> {
  const at = clock.now();
  const data = { passwordHash: after, passwordChangedAt: at };
  const { count } = await transaction.user.updateMany({ where: { id: userId, passwordHash: before }, data });
  if (count !== 1)
    throw new KmsError("state_conflict", { message: "The password was changed meanwhile. Sign in again." });
  await transaction.passwordLink.updateMany({ where: { userId, usedAt: null }, data: { usedAt: at } });
  await transaction.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: at } });
  await bumpEpochsOfUser(transaction, userId);
}
