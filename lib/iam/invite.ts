import { clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/id";
import { findPerson, hasAcceptedMembership } from "./membership-store";
import { createPasswordLink } from "./password-link";
import { type IamTransaction, insertMembership } from "./store";
import { createUser, normalisedEmail } from "./user";

/** Whom an organisation adds. */
export interface Invitation {
  readonly organisationId: string;
  readonly email: string;
  /** What the organisation calls somebody who has not accepted yet; absent = what stands before the @. */
  readonly name?: string | undefined;
  readonly role: "OWNER" | "MEMBER";
}

/** What became of it. */
export interface Invited {
  readonly membershipId: string;
  readonly userId: string;
  /** For somebody who has accepted no invitation yet: only through this link they belong here. Null = belongs here now. */
  readonly passwordLink: string | null;
}

/**
 * Adds a person to an organisation by e-mail address; null where they belong to it already. Until somebody has accepted an
 * invitation, each organisation has a link of its own, which lets them into that one alone, and a name of its own for them:
 * an address proves nothing yet, so whoever holds one organisation's link must not get into another, or learn from it.
 * Errors: invalid_request (the address is malformed).
 */
export async function invite(transaction: IamTransaction, given: Invitation): Promise<Invited | null> {
  const { organisationId, role } = given;
  const email = normalisedEmail(given.email);
  const localPart = email.slice(0, email.indexOf("@"));
  const known = await findPerson(transaction, email);
  const userId = known?.id ?? (await createUser({ email, name: localPart, password: null }, transaction)).id;
  const isPending =
    known === null || (known.passwordHash === null && !(await hasAcceptedMembership(transaction, known.id)));
  const createdAt = clock.now();
  const row = { id: newId("mem"), organisationId, userId, role, createdAt };
  const standing = isPending
    ? { acceptedAt: null, invitedName: given.name ?? localPart }
    : { acceptedAt: createdAt, invitedName: null };
  if (!(await insertMembership(transaction, { ...row, ...standing }))) return null;
  const passwordLink = isPending ? await createPasswordLink(transaction, { userId, organisationId }) : null;
  return { membershipId: row.id, userId, passwordLink };
}
