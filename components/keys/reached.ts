import type { ActionResult } from "@/lib/contract/console";

/** A server action's result, also where no answer came: an error with code `network` and the given words. */
export async function reached<Value>(
  action: () => Promise<ActionResult<Value>>,
  unreachable: string,
): Promise<ActionResult<Value>> {
  try {
    return await action();
  } catch {
    return { ok: false, error: { code: "network", message: unreachable, requestId: "" } };
  }
}
