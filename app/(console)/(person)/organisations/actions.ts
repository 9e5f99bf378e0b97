"use server";

import type { z } from "zod";
import { createOrganisation as create, updateOrganisation as update } from "@/lib/access/organisations";
import type { createdOrganisation, OrganisationMessage } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";
import { onObject } from "../../[org]/access/on-object";

/** Creates an organisation; for platform administrators. */
export async function createOrganisation(
  place: unknown,
  request: unknown,
): Promise<ActionResult<z.output<typeof createdOrganisation>>> {
  return onObject(place, create, request);
}

/** Changes what an organisation is called; its features and limits for platform administrators. */
export async function updateOrganisation(place: unknown, request: unknown): Promise<ActionResult<OrganisationMessage>> {
  return onObject(place, update, request);
}
