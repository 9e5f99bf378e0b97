import { cookies, headers } from "next/headers";
import type { ActionResult } from "@/lib/contract/console";
import type { Call } from "@/lib/door/call";
import { clock } from "@/lib/platform/clock";
import { consoleCall } from "./console-call";
import { consoleError } from "./console-error";
import { consoleOrigin, requireSameOrigin } from "./same-origin";
import { cookieName } from "./session-cookie";

/**
 * Runs a verb for a server action: checks where the request comes from, calls as the signed-in person in the organisation
 * and project of the page, and turns every refusal into a value. `request` is what the verb parses as its body.
 * Never throws.
 */
export async function runAction<T>(
  organisation: string,
  project: string | null | undefined,
  verb: (call: Call) => Promise<T>,
  request: unknown = {},
): Promise<ActionResult<T>> {
  const [sent, jar] = await Promise.all([headers(), cookies()]);
  const call = consoleCall({
    method: "POST",
    path: pageOf(sent) ?? `/${organisation}`,
    headers: sent,
    sessionId: jar.get(cookieName("session"))?.value ?? null,
    organisation,
    project: project || null,
    body: request,
  });
  try {
    requireSameOrigin(sent, "POST");
    const value = await verb(call);
    return { ok: true, value, elapsedInMilliseconds: clock.monotonicMs() - call.startedAtMs };
  } catch (thrown) {
    const { code, message } = consoleError(thrown, call.requestId);
    return { ok: false, error: { code, message, requestId: call.requestId } };
  }
}

/** A server action is posted to the page it is on; the page's path is what the record shows. */
function pageOf(sent: Headers): string | null {
  const referer = sent.get("referer");
  if (referer === null || !URL.canParse(referer)) return null;
  const page = new URL(referer);
  return page.origin === consoleOrigin() ? page.pathname : null;
}
