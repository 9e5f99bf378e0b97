import { cookies, headers } from "next/headers";
import type { ActionResult } from "@/lib/contract/console";
import type { Call } from "@/lib/door/call";
import { clock } from "@/lib/platform/clock";
import { consoleCall } from "./console-call";
import { consoleError } from "./console-error";
import { cookieName } from "./session-cookie";
import { currentAddress, leaveToSignIn } from "./viewer";

/**
 * Runs a reading verb while a page is drawn, as the signed-in person in the organisation and project of the address. A
 * refusal is a value, for the page to show; without a session it leads to sign-in and back to the page.
 */
export async function pageRead<T>(
  place: { readonly organisation: string; readonly project: string | null },
  verb: (call: Call) => Promise<T>,
): Promise<ActionResult<T>> {
  const [sent, jar, address] = await Promise.all([headers(), cookies(), currentAddress()]);
  const call = consoleCall({
    method: "GET",
    path: pathOf(address),
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
    if (code === "unauthenticated") return leaveToSignIn();
    return { ok: false, error: { code, message, requestId } };
  }
}

function pathOf(address: string): string {
  const query = address.indexOf("?");
  return query < 0 ? address : address.slice(0, query);
}
