import { cookies } from "next/headers";
import { z } from "zod";
import { countCall } from "@/lib/audit/call-counts";
import type { ActionResult, LinkPurpose } from "@/lib/contract/console";
import { KmsError } from "@/lib/contract/kms-error";
import { type Accepted, joinThroughLink, openPasswordLink, redeemPasswordLink } from "@/lib/iam/password-link";
import { principalOfSession } from "@/lib/iam/principal";
import { homeDatabase } from "@/lib/platform/db";
import { answerOwnRequest } from "./own-request";
import { cookieName } from "./session-cookie";
import { recordChange, type SignInAct, type SignInRequest } from "./sign-in-record";
import { currentViewer } from "./viewer";

/*
 * Server actions of the page that a password link leads to. The secret comes in the body and is written nowhere. None of them
 * throws.
 */

const withSecret = z.object({ secret: z.string().max(128) });
const withPassword = withSecret.extend({ password: z.string().max(1_024) });

/** What a link does, and whether the browser is signed in as whom it is for. Changes nothing, and is not recorded. */
export function openLink(input: unknown): Promise<ActionResult<LinkPurpose>> {
  return answered(async () => {
    const { secret } = parse(withSecret, input);
    const { organisationName, email, userId } = await openPasswordLink(secret);
    if (organisationName === null) return { kind: "set" };
    return { kind: "join", organisationName, email, isSignedIn: (await currentViewer())?.user.identity === userId };
  });
}

/**
 * Sets a password through a link: the change and its record in each of the person's organisations, or neither. Answers with the
 * e-mail address to sign in with.
 */
export function setPasswordThroughLink(input: unknown): Promise<ActionResult<{ email: string }>> {
  return answered(async (request) => {
    const given = parse(withPassword, input);
    return recordChange(request, async (transaction) => {
      const { userId, email, organisationIds, accepted } = await redeemPasswordLink(transaction, given);
      const set = { event: "iam.password.set", userId, organisationIds, credentialId: "", refusedAs: null } as const;
      return { value: { email }, acts: accepted === null ? [set] : [set, acceptance(accepted, userId, "")] };
    });
  });
}

/**
 * Accepts an invitation for the person who is signed in, with its record in the organisation's log. The password of an account
 * is proven at sign-in only, so that guesses are slowed down and recorded there. Answers with the organisation's slug.
 */
export function joinOrganisationThroughLink(input: unknown): Promise<ActionResult<{ slug: string }>> {
  return answered(async (request) => {
    const sessionId = (await cookies()).get(cookieName("session"))?.value ?? "";
    const { actorId: userId, credentialId } = await principalOfSession(sessionId, { fresh: true });
    const { secret } = parse(withSecret, input);
    return recordChange(request, async (transaction) => {
      const { slug, ...accepted } = await joinThroughLink(transaction, { secret, userId });
      return { value: { slug }, acts: [acceptance(accepted, userId, credentialId)] };
    });
  });
}

function acceptance({ organisationId, membershipId }: Accepted, userId: string, credentialId: string): SignInAct {
  const facts = { userId, credentialId, membershipId, refusedAs: null };
  return { event: "iam.membership.accept", organisationIds: [organisationId], ...facts };
}

/** Whose link it was is not known where it opens nothing: such attempts are counted like calls without a credential. */
function answered<T>(work: (request: SignInRequest) => Promise<T>): Promise<ActionResult<T>> {
  return answerOwnRequest("/set-password", work, (code, { clientAddress }) => {
    if (code === "invalid_request") countCall(homeDatabase(), "unauthenticated", clientAddress);
  });
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new KmsError("invalid_request", { message: "The link, or the password, is missing or too long." });
}
