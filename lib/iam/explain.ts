import type { RuleConditions } from "@/lib/contract/access-rules";
import { ACCESS_RESOURCE_TYPES, grantingVerbs, type Permission, partsOf } from "@/lib/contract/permissions";
import type { Actor } from "./actor-store";
import { covers, type ResourceReference, reaches } from "./authorise";
import type { Caller, CallOrigin } from "./caller";
import { hasLabels } from "./conditions";
import type { Grant, Rule } from "./grants";

/** What somebody may do, and what decides about it at each call. */
export interface Possibility {
  readonly permission: Permission;
  /** Null where it is ownership of the organisation. */
  readonly grant: Grant | null;
  readonly rule: Rule | null;
  /** What must hold at a call besides: addresses and times. Empty = nothing. */
  readonly conditions: RuleConditions;
  /** A denial whose conditions may hold at a call; null where there is none. */
  readonly unless: { readonly grant: Grant; readonly rule: Rule } | null;
}

/** The caller that another actor of the organisation would be in the scope of a call, as `evaluate` takes it. */
export function callerAs(caller: Caller, actor: Actor, origin: CallOrigin): Caller {
  const { kind, id, name, email, role, grants } = actor;
  return {
    ...caller,
    principal: { ...caller.principal, kind, actorId: id, actorName: name, actorEmail: email, scopes: null },
    organisation: { ...caller.organisation, role, grants },
    origin,
  };
}

/** The method with which calls that need a permission come, for scopes of bindings. */
export function methodOf(permission: Permission): string {
  return ["read", "list"].includes(partsOf(permission).verb) ? "GET" : "POST";
}

/**
 * Whether and through what an actor may do something with an object, whatever the address and time of day of the call;
 * null where no call could. Pure, and agrees with `evaluate`: what it allows at some address and time is named here.
 */
export function possibility(
  actor: Caller,
  permission: Permission,
  resource: ResourceReference,
  atMs: number,
): Possibility | null {
  const isOwner = actor.organisation.role === "OWNER";
  const ownership: Possibility = { permission, grant: null, rule: null, conditions: {}, unless: null };
  if (isOwner && ACCESS_RESOURCE_TYPES.includes(resource.type)) return ownership;
  const verbs = grantingVerbs(permission);
  const decisive = actor.organisation.grants
    .filter((grant) => reaches(grant, actor, atMs))
    .flatMap((grant) => grant.rules.map((rule) => ({ grant, rule, conditions: openConditions(rule, resource, atMs) })))
    .filter(({ rule, conditions }) => conditions !== null && covers(rule, resource, verbs));
  const denials = decisive.filter(({ rule }) => rule.effect === "deny");
  if (denials.some(({ conditions }) => isEmpty(conditions))) return null;
  const allowances = decisive.filter(({ rule }) => rule.effect === "allow");
  const allowance = allowances.find(({ conditions }) => isEmpty(conditions)) ?? allowances[0];
  const unless = denials[0] ?? null;
  if (isOwner) return { ...ownership, unless };
  if (allowance === undefined) return null;
  return { permission, grant: allowance.grant, rule: allowance.rule, conditions: allowance.conditions ?? {}, unless };
}

/** What of a rule's conditions is left for the call to decide; null where they cannot hold for this object or any more. */
function openConditions({ conditions }: Rule, { labels = {} }: ResourceReference, atMs: number): RuleConditions | null {
  const { labels: wanted, notBefore, ...open } = conditions;
  if (wanted !== undefined && !hasLabels(labels, wanted)) return null;
  if (open.notAfter !== undefined && Date.parse(open.notAfter) <= atMs) return null;
  return notBefore !== undefined && Date.parse(notBefore) > atMs ? { ...open, notBefore } : open;
}

const isEmpty = (conditions: RuleConditions | null) =>
  Object.values(conditions ?? {}).every((value) => value === undefined);
