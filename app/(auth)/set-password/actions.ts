"use server";

import { joinOrganisationThroughLink, openLink as open, setPasswordThroughLink } from "@/lib/console/password-link";
import type { ActionResult, LinkPurpose } from "@/lib/contract/console";

/** What a link does. */
export async function openLink(given: unknown): Promise<ActionResult<LinkPurpose>> {
  return open(given);
}

/** Sets the password of the person that a link is for. */
export async function setPassword(given: unknown): Promise<ActionResult<{ email: string }>> {
  return setPasswordThroughLink(given);
}

/** Lets the signed-in person join the organisation that a link invites them to. */
export async function joinOrganisation(given: unknown): Promise<ActionResult<{ slug: string }>> {
  return joinOrganisationThroughLink(given);
}
