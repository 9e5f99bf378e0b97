"use server";

import { setPasswordThroughLink } from "@/lib/console/set-password";
import type { ActionResult } from "@/lib/contract/console";

/** Sets the password of the person that a link is for. */
export async function setPassword(given: unknown): Promise<ActionResult<{ email: string }>> {
  return setPasswordThroughLink(given);
}
