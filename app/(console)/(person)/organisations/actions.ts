"use server";

import type { z } from "zod";
import { createOrganisation as create, updateOrganisation as update } from "@/lib/access/organisations";
import type { createdOrganisation, OrganisationMessage } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";
import type { DnsZone } from "@/lib/contract/dns";
import { decideClaim as decide } from "@/lib/dns/claims";
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

/** Gives a contested name to the zone that waits for it, or refuses it; for platform administrators. */
export async function decideClaim(request: unknown): Promise<ActionResult<DnsZone>> {
  return onObject({ organisation: "" }, decide, request);
}
