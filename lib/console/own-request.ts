import { headers } from "next/headers";
import type { ActionResult } from "@/lib/contract/console";
import type { ErrorCode } from "@/lib/contract/errors";
import { clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/id";
import { markedClientAddress } from "./client-origin";
import { consoleError } from "./console-error";
import { requireRuntime } from "./require-runtime";
import { requireSameOrigin } from "./same-origin";
import type { SignInRequest } from "./sign-in-record";

/**
 * Runs what a person does about their own account, for a server action on the page at `path`: from our own pages only, with the
 * facts for its record. Never throws; `refused` hears of every refusal.
 */
export async function answerOwnRequest<T>(
  path: string,
  work: (request: SignInRequest) => Promise<T>,
  refused: (code: ErrorCode, request: SignInRequest) => void = () => undefined,
): Promise<ActionResult<T>> {
  const sent = await headers();
  const request: SignInRequest = {
    requestId: newId("req"),
    method: "POST",
    path,
    clientAddress: markedClientAddress(sent),
    userAgent: sent.get("user-agent") ?? "",
    startedAtMs: clock.monotonicMs(),
  };
  try {
    requireSameOrigin(sent, "POST");
    await requireRuntime();
    const value = await work(request);
    return { ok: true, value, elapsedInMilliseconds: clock.monotonicMs() - request.startedAtMs };
  } catch (thrown) {
    const { code, message } = consoleError(thrown, request.requestId);
    refused(code, request);
    return { ok: false, error: { code, message, requestId: request.requestId } };
  }
}
