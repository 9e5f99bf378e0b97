"use server";

import type { z } from "zod";
import { createClientKey as create, revokeClientKey as revoke } from "@/lib/access/client-keys";
import type { deleted } from "@/lib/contract/access";
import type { CreatedClientKeyMessage } from "@/lib/contract/client-keys";
import type { ActionResult } from "@/lib/contract/console";
import { onObject } from "../on-object";

/** Makes a client key, whose file is given this once. */
export async function createClientKey(
  place: unknown,
  request: unknown,
): Promise<ActionResult<CreatedClientKeyMessage>> {
  return onObject(place, create, request);
}

/** Revokes a client key. */
export async function revokeClientKey(place: unknown): Promise<ActionResult<z.output<typeof deleted>>> {
  return onObject(place, revoke);
}
