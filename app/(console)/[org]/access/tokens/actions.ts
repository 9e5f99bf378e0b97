"use server";

import type { z } from "zod";
import { revokeOrganisationCredential } from "@/lib/access/organisation-credentials";
import { revokePersonalAccessToken } from "@/lib/access/personal-access-tokens";
import type { deleted } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";
import { onObject } from "../on-object";

/** Revokes a credential of any kind. */
export async function revokeCredential(place: unknown): Promise<ActionResult<z.output<typeof deleted>>> {
  return onObject(place, revokeOrganisationCredential);
}

/** Revokes an access token of one's own, in every organisation that it opens. */
export async function revokeOwnToken(place: unknown): Promise<ActionResult<z.output<typeof deleted>>> {
  return onObject(place, revokePersonalAccessToken);
}
