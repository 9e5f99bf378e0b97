import { headers } from "next/headers";
import { z } from "zod";
import { countCall } from "@/lib/audit/call-counts";
import type { ActionResult } from "@/lib/contract/console";
import { KmsError } from "@/lib/contract/kms-error";
import { accountOfInvitation, redeemPasswordLink } from "@/lib/iam/password-link";
import { beginAttempt, settleAttempt } from "@/lib/iam/throttle";
import { clock } from "@/lib/platform/clock";
import { homeDatabase } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { markedClientAddress } from "./client-origin";
import { consoleError } from "./console-error";
import { requireRuntime } from "./require-runtime";
import { requireSameOrigin } from "./same-origin";
import { recordChange, type SignInRequest } from "./sign-in-record";

const given = z.object({ secret: z.string().max(128), password: z.string().max(1_024) });

/**
 * Sets a password through a link, for a server action: the change and its record in each of the person's organisations, or
 * neither. The secret comes in the body and is written nowhere. Answers with the e-mail address to sign in with. Never throws.
 */
export async function setPasswordThroughLink(input: unknown): Promise<ActionResult<{ email: string }>> {
  const sent = await headers();
  const request: SignInRequest = {
    requestId: newId("req"),
    method: "POST",
    path: "/set-password",
    clientAddress: markedClientAddress(sent),
    userAgent: sent.get("user-agent") ?? "",
    startedAtMs: clock.monotonicMs(),
  };
  try {
    requireSameOrigin(sent, "POST");
    await requireRuntime();
    const parsed = given.safeParse(input);
    if (!parsed.success) throw new KmsError("invalid_request", { message: "secret and password are required." });
    const account = await accountOfInvitation(parsed.data.secret);
    const attempt = account === null ? null : await beginAttempt(account, request.clientAddress);
    const value = await recordChange(request, async (transaction) => {
      const { userId, email, organisationIds } = await redeemPasswordLink(transaction, parsed.data);
      const act = { event: "iam.password.set", userId, organisationIds, credentialId: "", refusedAs: null } as const;
      return { value: { email }, act };
    });
    if (attempt !== null) await settleAttempt(attempt);
    return { ok: true, value, elapsedInMilliseconds: clock.monotonicMs() - request.startedAtMs };
  } catch (thrown) {
    const { code, message } = consoleError(thrown, request.requestId);
    // Whose link it was is not known where it opens nothing: such attempts are counted like calls without a credential.
    if (code === "invalid_request") countCall(homeDatabase(), "unauthenticated", request.clientAddress);
    return { ok: false, error: { code, message, requestId: request.requestId } };
  }
}
