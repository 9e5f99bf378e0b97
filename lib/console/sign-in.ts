import { countCall } from "@/lib/audit/call-counts";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { type PasswordProof, proveByPassword } from "@/lib/iam/password-proof";
import { principalOfSession } from "@/lib/iam/principal";
import { createSession, revokeSession, sessionCredentialId } from "@/lib/iam/session";
import { homeDatabase } from "@/lib/platform/db";
import { recordAct, recordChange, type SignInAct, type SignInRequest } from "./sign-in-record";

/** Who has signed in, and the id that goes into the cookie. */
export interface SignedIn {
  readonly sessionId: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

/**
 * Signs a person in with e-mail and password: a new session, and the end of the one the browser had before. Both are
 * recorded, as are refusals of people who exist; attempts on addresses nobody has, and those that come too soon, are counted.
 * Errors: unauthenticated (one text for every reason), too_many_requests, unavailable.
 */
export async function signIn(
  request: SignInRequest,
  given: { email: string; password: string },
  previousSessionId: string | null,
): Promise<SignedIn> {
  const { proven, person } = await prove(request, given);
  if (!proven || person === null) {
    await noteRefusal(request, person);
    throw new KmsError("unauthenticated", { message: "E-mail address or password is not right." });
  }
  const { id: userId, name, email, organisationIds } = person;
  return recordChange(request, async (transaction) => {
    const started = {
      userId,
      address: request.clientAddress,
      userAgent: request.userAgent,
      replaces: previousSessionId,
    };
    const { sessionId } = await createSession(started, transaction);
    const credentialId = sessionCredentialId(sessionId);
    const act: SignInAct = { event: "iam.session.create", userId, organisationIds, credentialId, refusedAs: null };
    return { value: { sessionId, userId, name, email }, acts: [act] };
  });
}

/**
 * Ends a session, at once on every node, and records it. A session that opens nothing any more needs neither.
 * Errors: unavailable.
 */
export async function signOut(request: SignInRequest, sessionId: string): Promise<void> {
  const principal = await principalOfSession(sessionId, { fresh: true }).catch((error: unknown) => {
    if (isKmsError(error) && error.code === "unauthenticated") return null;
    throw error;
  });
  if (principal === null) return;
  await recordChange(request, async (transaction) => {
    await revokeSession(sessionId, transaction);
    const act: SignInAct = {
      event: "iam.session.revoke",
      userId: principal.actorId,
      organisationIds: principal.organisations.map(({ id }) => id),
      credentialId: principal.credentialId,
      refusedAs: null,
    };
    return { value: undefined, acts: [act] };
  });
}

async function prove(request: SignInRequest, given: { email: string; password: string }): Promise<PasswordProof> {
  try {
    return await proveByPassword(given, request.clientAddress);
  } catch (error) {
    if (isKmsError(error) && error.code === "too_many_requests") {
      countCall(homeDatabase(), "too_many_requests", request.clientAddress);
    }
    throw error;
  }
}

async function noteRefusal(request: SignInRequest, person: PasswordProof["person"]): Promise<void> {
  if (person === null) return countCall(homeDatabase(), "unauthenticated", request.clientAddress);
  await recordAct(request, {
    event: "iam.session.create",
    userId: person.id,
    organisationIds: person.organisationIds,
    credentialId: "",
    refusedAs: "unauthenticated",
  });
}
