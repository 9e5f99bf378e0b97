import { createHash } from "node:crypto";
import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { hasAcceptedMembership } from "./membership-store";
import { hashPassword } from "./password";
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

/** What a link does, and for whom. */
export interface OpenedLink {
  readonly userId: string;
  readonly email: string;
  /** The organisation that a person who has a password joins with it, once they are signed in; null = it sets a password. */
  readonly organisationName: string | null;
}

/** What a link does, for the page that it leads to; changes nothing. Errors: invalid_request (it opens nothing), unavailable. */
export function openPasswordLink(secret: string): Promise<OpenedLink> {
  return inHomeTransaction(async (transaction) => {
    const { user, purpose } = await requireUsable(transaction, secret, clock.now());
    const organisationName = purpose.kind === "join" ? purpose.pending.organisation.name : null;
    return { userId: user.id, email: user.email, organisationName };
  });
}

/** Who has set a password through a link, and where they belong. */
export interface Redeemed {
  readonly userId: string;
  readonly email: string;
  readonly organisationIds: readonly string[];
  /** The invitation that was accepted with it; null where the link only set a password. */
  readonly accepted: Accepted | null;
}

/** An invitation that was accepted. */
export interface Accepted {
  readonly membershipId: string;
  readonly organisationId: string;
}

/**
 * Sets a password through a link, which ends every session of the person; where it is an invitation, accepts that. Never changes
 * the password of an account through an invitation. One text for every reason why a link opens nothing.
 * Errors: invalid_request (link, or length of the password), state_conflict (the account has a password by now), unavailable.
 */
export async function redeemPasswordLink(
  transaction: IamTransaction,
  given: { readonly secret: string; readonly password: string },
): Promise<Redeemed> {
  const at = clock.now();
  const { user, purpose } = await takeLink(transaction, given.secret, at);
  if (purpose.kind === "join") {
    throw new KmsError("state_conflict", {
      message: "This address has an account with a password by now: open the link again to join with it.",
    });
  }
  const { pending } = purpose;
  const userId = user.id;
  const passwordHash = await hashPassword(given.password);
  if (pending !== null) await accept(transaction, pending.id, at);
  // Until they accept their first invitation, a person has no name of their own.
  const name = pending?.invitedName ?? user.name;
  await transaction.user.update({ where: { id: userId }, data: { name, passwordHash, passwordChangedAt: at } });
  await transaction.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: at } });
  await bumpEpochsOfUser(transaction, userId);
  const memberships = await transaction.membership.findMany({
    where: { userId, acceptedAt: { not: null } },
    orderBy: { organisationId: "asc" },
  });
  const organisationIds = memberships.map((row) => row.organisationId);
  const accepted = pending === null ? null : { membershipId: pending.id, organisationId: pending.organisationId };
  return { userId, email: user.email, organisationIds, accepted };
}

/**
 * Accepts an invitation for a person who has proven who they are: the link shows that whom the organisation told is the one who
 * has the account. Answers also with the organisation's slug. Errors: invalid_request (link), permission_denied (another person's),
 * state_conflict (it sets a password by now), unavailable.
 */
export async function joinThroughLink(
  transaction: IamTransaction,
  given: { readonly secret: string; readonly userId: string },
): Promise<Accepted & { readonly slug: string }> {
  const at = clock.now();
  const { user, purpose } = await takeLink(transaction, given.secret, at);
  if (user.id !== given.userId) {
    throw new KmsError("permission_denied", {
      message: "This link is for somebody else: sign in as the person it names.",
    });
  }
  if (purpose.kind === "set") {
    throw new KmsError("state_conflict", { message: "This link sets a password by now: open it again." });
  }
  const { id: membershipId, organisationId, organisation } = purpose.pending;
  await accept(transaction, membershipId, at);
  await bumpEpochsOfUser(transaction, user.id);
  return { membershipId, organisationId, slug: organisation.slug };
}

type Link = NonNullable<Awaited<ReturnType<typeof findLink>>>;
type Pending = NonNullable<Awaited<ReturnType<typeof pendingMembership>>>;
type Purpose =
  | { readonly kind: "set"; readonly pending: Pending | null }
  | { readonly kind: "join"; readonly pending: Pending };

/** Uses a link up, unless the transaction fails. The person's row is held: of two links, only one sets the first password. */
async function takeLink(transaction: IamTransaction, secret: string, at: Date) {
  const found = await findLink(transaction, secret, at);
  if (found === null) throw notUsable();
  await lockUser(transaction, found.userId);
  const { idHash, user, purpose } = await requireUsable(transaction, secret, at);
  await transaction.passwordLink.update({ where: { idHash }, data: { usedAt: at } });
  return { user, purpose };
}

async function requireUsable(transaction: IamTransaction, secret: string, at: Date) {
  const link = await findLink(transaction, secret, at);
  const purpose = link === null ? null : await purposeOf(transaction, link);
  if (link === null || purpose === null) throw notUsable();
  return { idHash: link.idHash, user: link.user, purpose };
}

async function findLink(transaction: IamTransaction, secret: string, at: Date) {
  if (!SECRET.test(secret)) return null;
  const where = { idHash: hashOf(secret), usedAt: null, expiresAt: { gt: at } };
  return transaction.passwordLink.findFirst({ where, include: { user: true } });
}

/** What a link does as things stand; null = nothing any more. */
async function purposeOf(transaction: IamTransaction, link: Link): Promise<Purpose | null> {
  const { userId, organisationId, user } = link;
  const pending = await pendingMembership(transaction, link);
  if (pending === null) {
    const sets = organisationId === "" || (await mayBeResetBy(transaction, userId, organisationId));
    return sets ? { kind: "set", pending } : null;
  }
  if (user.passwordHash !== null) return { kind: "join", pending };
  // Who has no password but rights already, through a token, is not taken over by whoever invites them.
  const hasRights = user.isPlatformAdministrator || (await hasAcceptedMembership(transaction, userId));
  return hasRights ? null : { kind: "set", pending };
}

function pendingMembership(
  transaction: IamTransaction,
  { userId, organisationId }: { readonly userId: string; readonly organisationId: string },
) {
  const organisation = { select: { name: true, slug: true } } as const;
  return transaction.membership.findFirst({
    where: { userId, organisationId, acceptedAt: null },
    include: { organisation },
  });
}

/** Errors: invalid_request (it was taken back meanwhile). */
async function accept(transaction: IamTransaction, id: string, at: Date): Promise<void> {
  const where = { id, acceptedAt: null };
  const { count } = await transaction.membership.updateMany({ where, data: { acceptedAt: at, invitedName: null } });
  if (count !== 1) throw notUsable();
}

function hashOf(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(secret).digest());
}

function notUsable(): KmsError {
  return new KmsError("invalid_request", {
    message: "This link cannot be used: it has been used, has expired or was replaced. Ask for a new one.",
  });
}
