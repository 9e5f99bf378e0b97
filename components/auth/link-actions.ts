import type { ActionResult, LinkPurpose } from "@/lib/contract/console";

/** Server actions of the page that a password link leads to; the secret is in the address's fragment. */
export interface LinkActions {
  openLink: (given: { secret: string }) => Promise<ActionResult<LinkPurpose>>;
  setPassword: (given: { secret: string; password: string }) => Promise<ActionResult<{ email: string }>>;
  joinOrganisation: (given: { secret: string }) => Promise<ActionResult<{ slug: string }>>;
}

/** The secret of the link that the address names. */
export function secretOfAddress(): string {
  return window.location.hash.slice(1);
}
