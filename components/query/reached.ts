import type { ActionResult } from "@/lib/contract/console";
import { setSession } from "./session-end";

/**
 * A server action's result, also where no answer came: an error with code `network` and the given words. Where the session
 * has ended, the page asks to sign in.
 */
export async function reached<Value>(
  action: () => Promise<ActionResult<Value>>,
  unreachable: string,
): Promise<ActionResult<Value>> {
  try {
    const result = await action();
    if (!result.ok && result.error.code === "unauthenticated") setSession("ended");
    return result;
  } catch {
    return { ok: false, error: { code: "network", message: unreachable, requestId: "" } };
  }
}
