import { cookies } from "next/headers";
import { z } from "zod";
import type { ActionResult } from "@/lib/contract/console";
import { KmsError } from "@/lib/contract/kms-error";
import type { Principal } from "@/lib/iam/caller";
import { replacePassword } from "@/lib/iam/own-password";
import { hashPassword } from "@/lib/iam/password";
import { proveByPassword } from "@/lib/iam/password-proof";
import { principalOfSession } from "@/lib/iam/principal";
import { createSession } from "@/lib/iam/session";
import { SESSION_ABSOLUTE_MS } from "@/lib/iam/session-limits";
import { answerOwnRequest } from "./own-request";
import { cookieName, cookieOptions } from "./session-cookie";
import { recordAct, recordChange, type SignInRequest } from "./sign-in-record";

const given = z.object({ currentPassword: z.string().max(1_024), password: z.string().max(1_024) });

/**
 * Changes the signed-in person's password, for a server action: the current one is proven first, slowed down like a sign-in;
 * then every session ends and this browser gets a new one, all with the record or not at all. Never throws.
 */
export function changeOwnPassword(input: unknown): Promise<ActionResult<{ email: string }>> {
  return answerOwnRequest("/account", async (request) => {
    const jar = await cookies();
    const principal = await principalOfSession(jar.get(cookieName("session"))?.value ?? "", { fresh: true });
    const sessionId = await changePassword(request, principal, input);
    jar.set(cookieName("session"), sessionId, { ...cookieOptions(), maxAge: SESSION_ABSOLUTE_MS / 1_000 });
    return { email: principal.actorEmail };
  });
}

/**
 * Proves the current password and sets another; returns the id of the session that takes the place of all others.
 * Errors: invalid_request, too_many_requests, state_conflict, unavailable.
 */
export async function changePassword(request: SignInRequest, principal: Principal, input: unknown): Promise<string> {
  const parsed = given.safeParse(input);
  if (!parsed.success) throw invalid("currentPassword and password are required.");
  const { currentPassword, password } = parsed.data;
  const { actorId: userId, actorEmail: email, credentialId } = principal;
  const act = { event: "iam.password.set", userId, organisationIds: organisationsOf(principal), credentialId } as const;
  const { proven, person } = await proveByPassword({ email, password: currentPassword }, request.clientAddress);
  if (!proven || person === null || person.passwordHash === null) {
    await recordAct(request, { ...act, refusedAs: "invalid_request" });
    throw invalid("currentPassword: is not your password.");
  }
  if (password === currentPassword) throw invalid("password: must be another one than the current.");
  const replacement = { userId, before: person.passwordHash, after: await hashPassword(password) };
  return recordChange(request, async (transaction) => {
    await replacePassword(transaction, replacement);
    const { clientAddress: address, userAgent } = request;
    const { sessionId } = await createSession({ userId, address, userAgent, replaces: null }, transaction);
    return { value: sessionId, acts: [{ ...act, refusedAs: null }] };
  });
}

const organisationsOf = ({ organisations }: Principal) => organisations.map(({ id }) => id);

const invalid = (message: string) => new KmsError("invalid_request", { message });
