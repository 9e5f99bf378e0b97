import { clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/id";
import { findPerson } from "./membership-store";
import { createPasswordLink } from "./password-link";
import { type IamTransaction, insertMembership } from "./store";
import { createUser, normalisedEmail } from "./user";

/** Whom an organisation adds. */
export interface Invitation {
  readonly organisationId: string;
  readonly email: string;
  /** What the organisation calls the person until they accept; absent = what stands before the @. */
  readonly name?: string | undefined;
  readonly role: "OWNER" | "MEMBER";
}

/** What became of it. */
export interface Invited {
  readonly membershipId: string;
  readonly userId: string;
  /** Only through this link the person belongs to the organisation. */
  readonly passwordLink: string;
}

/**
 * Invites a person to an organisation by e-mail address; null where they belong to it, or are invited, already. Addresses are
 * not verified, so having an account under one proves nothing: each organisation has a link of its own for the person, which
 * lets them into that one alone, and a name of its own for them until they have followed it.
 * Errors: invalid_request (the address is malformed).
 */
export async function invite(transaction: IamTransaction, given: Invitation): Promise<Invited | null> {
  const { organisationId, role } = given;
  const email = normalisedEmail(given.email);
  const localPart = email.slice(0, email.indexOf("@"));
  const known = await findPerson(transaction, email);
  const userId = known?.id ?? (await createUser({ email, name: localPart, password: null }, transaction)).id;
  const membership = {
    ...{ id: newId("mem"), organisationId, userId, role, createdAt: clock.now() },
    ...{ acceptedAt: null, invitedName: given.name ?? localPart },
  };
  if (!(await insertMembership(transaction, membership))) return null;
  const passwordLink = await createPasswordLink(transaction, { userId, organisationId });
  return { membershipId: membership.id, userId, passwordLink };
}
