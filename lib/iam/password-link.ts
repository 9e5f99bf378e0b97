import { createHash } from "node:crypto";
import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { hashPassword } from "./password";
import { randomLetters } from "./random-letters";
import { bumpEpochsOfUser, type IamTransaction } from "./store";

/** How long a link can be used, in milliseconds: 72 hours. */
const LINK_LIFE_MS = 72 * 3_600_000;
const SECRET = /^[0-9A-Za-z]{43}$/;

/**
 * Makes a link with which a person sets a password, once and within 72 hours; links made before stop working. The secret
 * is in the address's fragment, which browsers send nowhere. `organisationId` is whose administrator made it; empty for
 * platform administrators'.
 */
export async function createPasswordLink(
  transaction: IamTransaction,
  { userId, organisationId }: { readonly userId: string; readonly organisationId: string },
): Promise<string> {
  const secret = randomLetters(43);
  const createdAt = clock.now();
  const expiresAt = new Date(createdAt.getTime() + LINK_LIFE_MS);
  await transaction.passwordLink.updateMany({ where: { userId, usedAt: null }, data: { usedAt: createdAt } });
  await transaction.passwordLink.create({
    data: { idHash: hashOf(secret), userId, organisationId, createdAt, expiresAt },
  });
  return `${config().publicUrl}/set-password#${secret}`;
}

/** Whether an organisation's link may set the person's password: it belongs to no other organisation and runs nothing. */
export async function mayBeResetBy(
  transaction: IamTransaction,
  userId: string,
  organisationId: string,
): Promise<boolean> {
  const user = await transaction.user.findUnique({ where: { id: userId }, include: { memberships: true } });
  if (user === null || user.isPlatformAdministrator) return false;
  return user.memberships.length === 1 && user.memberships[0]?.organisationId === organisationId;
}

/** Who has set a password through a link, and where they belong. */
export interface Redeemed {
  readonly userId: string;
  readonly email: string;
  readonly organisationIds: readonly string[];
}

/**
 * Sets the password of the person a link is for and ends every session of it. One text for every reason why a link opens
 * nothing. Errors: invalid_request (link or length of the password), unavailable.
 */
export async function redeemPasswordLink(
  transaction: IamTransaction,
  given: { readonly secret: string; readonly password: string },
): Promise<Redeemed> {
  const at = clock.now();
  if (!SECRET.test(given.secret)) throw notUsable();
  const idHash = hashOf(given.secret);
  const taken = { idHash, usedAt: null, expiresAt: { gt: at } };
  const passwordHash =
    (await transaction.passwordLink.count({ where: taken })) === 1 ? await hashPassword(given.password) : null;
  if (
    passwordHash === null ||
    (await transaction.passwordLink.updateMany({ where: taken, data: { usedAt: at } })).count !== 1
  ) {
    throw notUsable();
  }
  const link = await transaction.passwordLink.findUniqueOrThrow({ where: { idHash }, include: { user: true } });
  const { userId, organisationId } = link;
  if (organisationId !== "" && !(await mayBeResetBy(transaction, userId, organisationId))) throw notUsable();
  await transaction.user.update({ where: { id: userId }, data: { passwordHash, passwordChangedAt: at } });
  await transaction.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: at } });
  await bumpEpochsOfUser(transaction, userId);
  const memberships = await transaction.membership.findMany({ where: { userId }, orderBy: { organisationId: "asc" } });
  return { userId, email: link.user.email, organisationIds: memberships.map((row) => row.organisationId) };
}

function hashOf(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(secret).digest());
}

function notUsable(): KmsError {
  return new KmsError("invalid_request", {
    message: "This link cannot be used: it has been used, has expired or was replaced. Ask for a new one.",
  });
}
