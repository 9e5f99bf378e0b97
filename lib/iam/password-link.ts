import { createHash } from "node:crypto";
import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { hashPassword, verifyPassword } from "./password";
import { randomLetters } from "./random-letters";
import { bumpEpochsOfUser, type IamTransaction, inHomeTransaction, lockUser } from "./store";

/** How long a link can be used, in milliseconds: 72 hours. */
const LINK_LIFE_MS = 72 * 3_600_000;
const SECRET = /^[0-9A-Za-z]{43}$/;

/**
 * Makes a link with which a person sets a password, or accepts an invitation, once and within 72 hours; links that the same
 * organisation made before stop working. The secret is in the address's fragment, which browsers send nowhere.
 * `organisationId` is whose administrator made it; empty for platform administrators'.
 */
export async function createPasswordLink(
  transaction: IamTransaction,
  { userId, organisationId }: { readonly userId: string; readonly organisationId: string },
): Promise<string> {
  const secret = randomLetters(43);
  const createdAt = clock.now();
  const expiresAt = new Date(createdAt.getTime() + LINK_LIFE_MS);
  await transaction.passwordLink.updateMany({
    where: { userId, organisationId, usedAt: null },
    data: { usedAt: createdAt },
  });
  await transaction.passwordLink.create({
    data: { idHash: hashOf(secret), userId, organisationId, createdAt, expiresAt },
  });
  return `${config().publicUrl}/set-password#${secret}`;
}

/**
 * Whether an organisation's link may set the person's password: they belong to no other organisation and run nothing.
 * Invitations that were not followed give nothing, and so count for nothing here.
 */
export async function mayBeResetBy(
  transaction: IamTransaction,
  userId: string,
  organisationId: string,
): Promise<boolean> {
  const user = await transaction.user.findUnique({ where: { id: userId }, include: { memberships: true } });
  if (user === null || user.isPlatformAdministrator) return false;
  const accepted = user.memberships.filter(({ acceptedAt }) => acceptedAt !== null);
  return accepted.length === 1 && accepted[0]?.organisationId === organisationId;
}

/** Who has set a password through a link, and where they belong. */
export interface Redeemed {
  readonly userId: string;
  readonly email: string;
  readonly organisationIds: readonly string[];
}

/**
 * The e-mail address of the person whose password a link asks for, as it only lets them into one more organisation; null
 * where a link sets a password, or opens nothing. Whoever then redeems it guesses at a password, which is to be slowed down.
 */
export async function accountOfInvitation(secret: string): Promise<string | null> {
  return inHomeTransaction(async (transaction) => {
    if (!SECRET.test(secret)) return null;
    const where = { idHash: hashOf(secret), usedAt: null, expiresAt: { gt: clock.now() } };
    const link = await transaction.passwordLink.findFirst({ where, include: { user: true } });
    if (link === null || link.user.passwordHash === null) return null;
    return (await pendingMembership(transaction, link)) === null ? null : link.user.email;
  });
}

/**
 * Redeems a link. An invitation lets the person into its organisation: with a new password where they have none yet, with the one they
 * have where they do. Any other link sets the password anew and ends every session of the person. One text for every reason why a link opens
 * nothing. Errors: invalid_request (link, length of the password, or not the person's password), unavailable.
 */
export async function redeemPasswordLink(
  transaction: IamTransaction,
  given: { readonly secret: string; readonly password: string },
): Promise<Redeemed> {
  const at = clock.now();
  if (!SECRET.test(given.secret)) throw notUsable();
  const idHash = hashOf(given.secret);
  const taken = { idHash, usedAt: null, expiresAt: { gt: at } };
  const link = await transaction.passwordLink.findFirst({ where: taken });
  if (link === null) throw notUsable();
  // Two invitations of the same person, redeemed at once, must not both set a password.
  await lockUser(transaction, link.userId);
  const { userId, organisationId } = link;
  const user = await transaction.user.findUniqueOrThrow({ where: { id: userId } });
  const pending = await pendingMembership(transaction, link);
  const joins = pending !== null && user.passwordHash !== null;
  if (joins) await requirePassword(user.passwordHash, given.password);
  const passwordHash = joins ? user.passwordHash : await hashPassword(given.password);
  if ((await transaction.passwordLink.updateMany({ where: taken, data: { usedAt: at } })).count !== 1)
    throw notUsable();
  if (pending !== null) {
    await transaction.membership.update({ where: { id: pending.id }, data: { acceptedAt: at, invitedName: null } });
  } else if (organisationId !== "" && !(await mayBeResetBy(transaction, userId, organisationId))) throw notUsable();
  if (!joins) {
    // Until now the person had no name of their own.
    const name = pending?.invitedName ?? user.name;
    await transaction.user.update({ where: { id: userId }, data: { name, passwordHash, passwordChangedAt: at } });
    await transaction.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: at } });
  }
  await bumpEpochsOfUser(transaction, userId);
  const memberships = await transaction.membership.findMany({
    where: { userId, acceptedAt: { not: null } },
    orderBy: { organisationId: "asc" },
  });
  return { userId, email: user.email, organisationIds: memberships.map((row) => row.organisationId) };
}

function pendingMembership(
  transaction: IamTransaction,
  { userId, organisationId }: { readonly userId: string; readonly organisationId: string },
) {
  return transaction.membership.findFirst({ where: { userId, organisationId, acceptedAt: null } });
}

async function requirePassword(passwordHash: string | null, password: string): Promise<void> {
  if (await verifyPassword(passwordHash, password)) return;
  throw new KmsError("invalid_request", {
    message: "This address has an account here already: enter its password to join.",
  });
}

function hashOf(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(secret).digest());
}

function notUsable(): KmsError {
  return new KmsError("invalid_request", {
    message: "This link cannot be used: it has been used, has expired or was replaced. Ask for a new one.",
  });
}
