import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ActionResult } from "@/lib/contract/console";
import type { Call } from "@/lib/kms/call";
import { clock } from "@/lib/platform/clock";
import { consoleCall } from "./console-call";
import { consoleError } from "./console-error";
import { cookieName } from "./session-cookie";

/**
 * Runs a reading verb while a page is drawn, as the signed-in person in the organisation and project of the address. A
 * refusal is a value, for the page to show; without a session it leads to sign-in and back to `path`.
 */
export async function pageRead<T>(
  place: { readonly organisation: string; readonly project: string | null; readonly path: string },
  verb: (call: Call) => Promise<T>,
): Promise<ActionResult<T>> {
  const [sent, jar] = await Promise.all([headers(), cookies()]);
  const call = consoleCall({
    method: "GET",
    path: place.path,
    headers: sent,
    sessionId: jar.get(cookieName("session"))?.value ?? null,
    organisation: place.organisation,
    project: place.project,
    body: {},
  });
  const { requestId } = call;
  try {
    return { ok: true, value: await verb(call), elapsedInMilliseconds: clock.monotonicMs() - call.startedAtMs };
  } catch (thrown) {
    const { code, message } = consoleError(thrown, requestId);
    if (code === "unauthenticated") redirect(`/sign-in?callbackUrl=${encodeURIComponent(place.path)}`);
    return { ok: false, error: { code, message, requestId } };
  }
}
