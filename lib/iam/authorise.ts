import { KmsError } from "@/lib/contract/kms-error";
import {
  ACCESS_RESOURCE_TYPES,
  EVERYTHING,
  grantingVerbs,
  type Permission,
  partsOf,
  type ResourceType,
} from "@/lib/contract/permissions";
import { clock } from "@/lib/platform/clock";
import type { Caller } from "./caller";
import { conditionsHold, type Situation } from "./conditions";
import type { Grant, Rule } from "./grants";

/** What a call wants to act on; `id` is empty where no object exists yet (create, list). */
export interface ResourceReference {
  readonly type: ResourceType;
  readonly id: string;
  readonly organisationId: string;
  readonly projectId: string;
  /** Absent where the type has none. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** One thing that led to a decision. */
export interface Reason {
  readonly effect: "allow" | "deny" | "none";
  /** For people; names policies and bindings, never values. */
  readonly text: string;
  readonly grant?: Grant;
  readonly rule?: Rule;
}

/** A decision and what led to it: the rule that decided it, or for a refusal without a rule the sentence that says so. */
export interface Decision {
  readonly allowed: boolean;
  readonly reason: Reason;
}

const OWNER: Decision = { allowed: true, reason: { effect: "allow", text: "Owners may do everything." } };
const NO_RULE: Decision = { allowed: false, reason: { effect: "none", text: "No rule allows it." } };

/**
 * Decides whether a caller may do something at a moment (milliseconds of the wall clock). Pure: everything it needs is in
 * its arguments. A denial wins over everything that allows; owners may do everything that no rule denies them, and access
 * management itself in any case; nobody may do anything outside the scope they call in.
 */
export function evaluate(caller: Caller, permission: Permission, resource: ResourceReference, atMs: number): Decision {
  const { scope, organisation } = caller;
  if (!permission.startsWith(`${resource.type}:`)) return refused("The permission is about another kind of resource.");
  if (resource.organisationId !== scope.organisationId) return refused("It belongs to another organisation.");
  if (resource.projectId !== scope.projectId) return refused("It is outside the project of the call.");
  const isOwner = organisation.role === "OWNER";
  if (isOwner && organisation.grants.length === 0) return OWNER;
  if (isOwner && ACCESS_RESOURCE_TYPES.includes(resource.type)) return OWNER;
  return decide(caller, permission, resource, atMs) ?? (isOwner ? OWNER : NO_RULE);
}

/** The denial that holds, else an allowance that holds, else null. */
function decide(caller: Caller, permission: Permission, resource: ResourceReference, atMs: number): Decision | null {
  const situation = { clientAddress: caller.origin.clientAddress, atMs, labels: resource.labels ?? {} };
  const verbs = grantingVerbs(permission);
  let allowance: Decision | null = null;
  for (const grant of caller.organisation.grants) {
    if (!reaches(grant, caller, atMs)) continue;
    for (const rule of grant.rules) {
      if (rule.effect === "allow" && allowance !== null) continue;
      if (!covers(rule, resource, verbs) || !conditionsHold(rule.conditions, situation)) continue;
      const decision = decidedBy(grant, rule);
      if (!decision.allowed) return decision;
      allowance = decision;
    }
  }
  return allowance;
}

/** Whether a binding counts in the scope of a call, with its credential, at a moment. */
export function reaches(grant: Grant, caller: Pick<Caller, "projectPath" | "origin">, atMs: number): boolean {
  if (grant.expiresAtMs !== null && grant.expiresAtMs <= atMs) return false;
  if (!scopesAllow(grant.scopes, caller.origin.method)) return false;
  if (grant.projectId === "" || grant.projectId === caller.projectPath[0]) return true;
  return grant.replicateToChildren && caller.projectPath.includes(grant.projectId);
}

/** Whether a rule is about this resource and gives one of these verbs; its conditions are not looked at. */
export function covers(
  rule: Rule,
  resource: Pick<ResourceReference, "type" | "id">,
  verbs: ReadonlySet<string>,
): boolean {
  if (!rule.resources.includes(resource.type) && !rule.resources.includes(EVERYTHING)) return false;
  if (!rule.permissions.some((verb) => verbs.has(verb))) return false;
  const { resourceIdentities } = rule;
  return resourceIdentities.length === 0 || resourceIdentities.some((pattern) => matchesIdentity(pattern, resource.id));
}

/** Whether an identity is the one a rule names, or begins as it says. No other character of a pattern has a meaning. */
export function matchesIdentity(pattern: string, id: string): boolean {
  return pattern.endsWith(EVERYTHING) ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
}

const READING_METHODS = ["GET", "HEAD"];

/** Whether scopes of a credential or binding let a call with this method through; none = all do. */
export function scopesAllow(scopes: readonly string[], method: string): boolean {
  if (scopes.length === 0 || scopes.includes("api:write")) return true;
  return scopes.includes("api:read") && READING_METHODS.includes(method);
}

/**
 * Refuses a call that may not be made. For permissions without a named object (create, list); where an object is named
 * the door answers as if it were absent.
 * Errors: permission_denied.
 */
export function requirePermission(caller: Caller, permission: Permission, resource: ResourceReference): void {
  const { allowed, reason } = evaluate(caller, permission, resource, clock.nowMs());
  if (allowed) return;
  throw new KmsError("permission_denied", {
    message: `The permission ${permission} is required.`,
    detail: reason.text,
  });
}

/**
 * Refuses a call that no object could make allowed: what can be said before the body of a request is read.
 * Errors: permission_denied.
 */
export function requireSomewhere(caller: Caller, permission: Permission): void {
  if (holdsOnSome(caller, permission, clock.nowMs())) return;
  throw new KmsError("permission_denied", {
    message: `The permission ${permission} is required.`,
    detail: NO_RULE.reason.text,
  });
}

/** Whether there can be objects on which a caller holds a permission at a moment; for each, `evaluate` decides. */
export function holdsOnSome(caller: Caller, permission: Permission, atMs: number): boolean {
  const { allow } = visibility(caller, permission, atMs);
  return allow === null || allow.length > 0;
}

/**
 * Refuses a call that the credential's scopes do not cover, whatever it is about.
 * Errors: permission_denied.
 */
export function requireScope({ principal, origin }: Caller): void {
  if (principal.scopes === null || scopesAllow(principal.scopes, origin.method)) return;
  const has = principal.scopes.join(", ") || "none";
  throw new KmsError("permission_denied", {
    message: `The credential's scopes (${has}) do not cover ${origin.method} requests; api:write is required.`,
  });
}

/** What a list may show: objects that some of `allow` cover and none of `deny`. Null in `allow` = every object. */
export interface Visibility {
  readonly allow: readonly VisibleObjects[] | null;
  readonly deny: readonly VisibleObjects[];
}

/** Objects by identity and labels; both must fit. */
export interface VisibleObjects {
  /** Exact, or ending in `*`; none = every object. */
  readonly identities: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Which objects of a permission's type a caller may see at a moment, for the filter of a list: the same answer as `evaluate` gives for each. */
export function visibility(caller: Caller, permission: Permission, atMs: number): Visibility {
  const { type } = partsOf(permission);
  const isOwner = caller.organisation.role === "OWNER";
  if (isOwner && ACCESS_RESOURCE_TYPES.includes(type)) return { allow: null, deny: [] };
  const verbs = grantingVerbs(permission);
  const objectsOf = (effect: Rule["effect"]) =>
    caller.organisation.grants
      .filter((grant) => reaches(grant, caller, atMs))
      .flatMap(({ rules }) => rules)
      .filter((rule) => rule.effect === effect && holdsSomewhere(rule, type, verbs, caller, atMs))
      .map(({ resourceIdentities, conditions }) => ({
        identities: resourceIdentities,
        labels: conditions.labels ?? {},
      }));
  const allow = objectsOf("allow");
  const all = isOwner || allow.some(coversAll);
  return { allow: all ? null : allow, deny: objectsOf("deny") };
}

const coversAll = ({ identities, labels }: VisibleObjects) =>
  (identities.length === 0 || identities.includes(EVERYTHING)) && Object.keys(labels).length === 0;

function holdsSomewhere(
  rule: Rule,
  type: ResourceType,
  verbs: ReadonlySet<string>,
  caller: Caller,
  atMs: number,
): boolean {
  if (!covers({ ...rule, resourceIdentities: [] }, { type, id: "" }, verbs)) return false;
  const { labels: _, ...others } = rule.conditions;
  const situation: Situation = { clientAddress: caller.origin.clientAddress, atMs, labels: {} };
  return conditionsHold(others, situation);
}

const decisions = new WeakMap<Rule, WeakMap<Grant, Decision>>();

/** One object per rule and binding: this runs at every call. */
function decidedBy(grant: Grant, rule: Rule): Decision {
  const known = decisions.get(rule)?.get(grant);
  if (known !== undefined) return known;
  const through = grant.team === null ? "" : `, through the team ${grant.team}`;
  const verb = rule.effect === "allow" ? "Allowed" : "Denied";
  const text = `${verb} by ${grant.policyName} (${grant.bindingId}${through}).`;
  const decision: Decision = { allowed: rule.effect === "allow", reason: { effect: rule.effect, text, grant, rule } };
  const ofRule = decisions.get(rule) ?? new WeakMap<Grant, Decision>();
  decisions.set(rule, ofRule.set(grant, decision));
  return decision;
}

function refused(text: string): Decision {
  return { allowed: false, reason: { effect: "none", text } };
}
