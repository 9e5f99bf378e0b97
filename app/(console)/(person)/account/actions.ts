"use server";

import type { z } from "zod";
import { createPersonalAccessToken, revokePersonalAccessToken } from "@/lib/access/personal-access-tokens";
import { endOtherSessions as endOthers, endOwnSession } from "@/lib/access/sessions";
import { changeOwnPassword } from "@/lib/console/change-password";
import type { createdPersonalAccessToken, deleted } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";
import { onObject } from "../../[org]/access/on-object";

/** Changes the person's password, which takes the current one. */
export async function changePassword(request: unknown): Promise<ActionResult<{ email: string }>> {
  return changeOwnPassword(request);
}

/** Ends one of the person's sessions. */
export async function endSession(place: unknown): Promise<ActionResult<{ ended: number }>> {
  return onObject(place, endOwnSession);
}

/** Ends every session of the person but the one at the page. */
export async function endOtherSessions(place: unknown): Promise<ActionResult<{ ended: number }>> {
  return onObject(place, endOthers);
}

/** Makes a token of the person's own. */
export async function createToken(
  place: unknown,
  request: unknown,
): Promise<ActionResult<z.output<typeof createdPersonalAccessToken>>> {
  return onObject(place, createPersonalAccessToken, request);
}

/** Revokes one of the person's own tokens. */
export async function revokeToken(place: unknown): Promise<ActionResult<z.output<typeof deleted>>> {
  return onObject(place, revokePersonalAccessToken);
}
