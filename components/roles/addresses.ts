import { type Scope, scopedAddress } from "../layout/scope";

/** Address of the roles of an organisation, or of the policies of a project. */
export function rolesAddress(scope: Scope): string {
  return scopedAddress(scope, "/access/roles");
}

/** Address of a role or policy, and on its page of a rule. */
export function roleAddress(scope: Scope, identity: string, rule?: string | null): string {
  return `${scopedAddress(scope, `/access/roles/${encodeURIComponent(identity)}`)}${rule ? `#${rule}` : ""}`;
}

/** Address of the form for a rule: a new one, or one of the role. */
export function ruleAddress(scope: Scope, role: string, rule: string | null): string {
  return scopedAddress(scope, `/access/roles/${encodeURIComponent(role)}/rules/${rule ?? "new"}`);
}

/** What a simulated call is about; all of it may be left out and filled in on the page. */
export interface SimulateFacts {
  /** Identity of a member or service account, `u-…` or `sa-…`. */
  subject?: string;
  /** For example `kms_key:encrypt`. */
  permission?: string;
  /** A key as `{region}/{slug or identity}`, for example `nl-01/orders`; without it no particular object is meant. */
  resource?: string;
  /** RFC 3339; without it, now. */
  at?: string;
  /** IPv4 or IPv6 address of the caller. */
  ip?: string;
}

/**
 * Address of the simulation, with the facts of a call filled in: `/{org}/access/simulate` with the search parameters
 * `subject`, `permission`, `resource`, `at` and `ip` (see `SimulateFacts`), and `project` from the scope. With a subject and a permission the
 * page simulates at once, so that a link from elsewhere answers "why was this refused?".
 */
export function simulateAddress(scope: Scope, facts: SimulateFacts = {}): string {
  const given = Object.entries(facts).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return scopedAddress(scope, "/access/simulate", Object.fromEntries(given));
}

/** Address of the access review; `at` is a moment in the past as RFC 3339 writes it, empty for now. */
export function reviewAddress(scope: Scope, at = ""): string {
  const moment: Record<string, string> = at === "" ? {} : { at };
  return scopedAddress({ ...scope, project: null }, "/access/review", moment);
}
