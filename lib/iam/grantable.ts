import { KmsError } from "@/lib/contract/kms-error";
import {
  ACCESS_RESOURCE_TYPES,
  ALL_PERMISSIONS,
  EVERYTHING,
  grantingVerbs,
  type Permission,
  partsOf,
} from "@/lib/contract/permissions";
import { clock } from "@/lib/platform/clock";
import { covers } from "./authorise";
import type { Caller } from "./caller";
import type { Grant, Rule } from "./grants";

/** What somebody is about to give: rules, and where, for which calls and how long they would count. */
export interface Gift extends Pick<Grant, "rules" | "projectId" | "replicateToChildren" | "scopes" | "expiresAtMs"> {}

/** A person or service account with rights of their own, at the place from which they give. */
export type Giver = Pick<Caller, "organisation" | "projectPath"> & {
  readonly principal: Pick<Caller["principal"], "confinedToProject">;
};

/**
 * The first permission of a gift that the giver does not hold on the same or wider identities, at the same or wider place,
 * for as long, for the same calls, without a condition and without a denial that could stand in the way; null where the
 * giver holds everything. Pure. Rules that deny give nothing. Where the gift also holds in projects below, a denial in any
 * project counts, as it may be one of them.
 */
export function missingToGrant(giver: Giver, gift: Gift, atMs: number): Permission | null {
  const live = giver.organisation.grants.filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > atMs);
  const holding = live
    .filter((grant) => holdsWhere(grant, giver, gift) && holdsAsLong(grant, gift) && holdsForCalls(grant, gift))
    .flatMap(({ rules }) => rules)
    .filter((rule) => rule.effect === "allow" && isUnconditional(rule));
  const denying = live
    .filter((grant) => mayDenyWhere(grant, giver, gift))
    .flatMap(({ rules }) => rules)
    .filter(({ effect }) => effect === "deny");
  for (const rule of gift.rules) {
    if (rule.effect === "deny") continue;
    const missing = givenBy(rule).find((permission) => !holds(giver, permission, rule, holding, denying));
    if (missing !== undefined) return missing;
  }
  return null;
}

/**
 * The first permission that lifting denials would give without the one who lifts them holding it; null where there is
 * none. Owners may lift every denial: otherwise nobody could undo one.
 */
export function missingToLift(giver: Giver, gift: Gift, atMs: number): Permission | null {
  if (giver.organisation.role === "OWNER") return null;
  const denials = gift.rules.filter(({ effect }) => effect === "deny");
  return missingToGrant(giver, { ...gift, rules: denials.map((rule) => ({ ...rule, effect: "allow" })) }, atMs);
}

/**
 * Refuses a gift that would give more than the giver holds.
 * Error: permission_denied, naming the first missing permission.
 */
export function requireMayGrant(giver: Giver, gift: Gift): void {
  refuse(missingToGrant(giver, gift, clock.nowMs()), "Nobody can grant more than they hold");
}

/**
 * Refuses to lift denials of what one does not hold: without them others, or oneself, could do it.
 * Error: permission_denied, naming the first missing permission.
 */
export function requireMayLift(giver: Giver, gift: Gift): void {
  refuse(missingToLift(giver, gift, clock.nowMs()), "Nobody can lift a denial of what they do not hold");
}

function refuse(missing: Permission | null, why: string): void {
  if (missing === null) return;
  throw new KmsError("permission_denied", {
    message: `${why}: ${missing} is missing, or is held with conditions only.`,
  });
}

/** Every permission that a rule gives, in the order of the catalogue. */
function givenBy(rule: Rule): Permission[] {
  return ALL_PERMISSIONS.filter((permission) => isAbout(rule, permission));
}

/** Whether a rule is about a permission on some object. */
function isAbout(rule: Rule, permission: Permission): boolean {
  const { type } = partsOf(permission);
  return covers({ ...rule, resourceIdentities: [] }, { type, id: "" }, grantingVerbs(permission));
}

function holds(
  { organisation }: Giver,
  permission: Permission,
  { resourceIdentities }: Rule,
  holding: readonly Rule[],
  denying: readonly Rule[],
): boolean {
  const { type } = partsOf(permission);
  const isOwner = organisation.role === "OWNER";
  if (isOwner && ACCESS_RESOURCE_TYPES.includes(type)) return true;
  const wanted = patternsOf(resourceIdentities);
  const inTheWay = denying
    .filter((rule) => isAbout(rule, permission))
    .flatMap((rule) => patternsOf(rule.resourceIdentities));
  if (wanted.some((pattern) => inTheWay.some((other) => isWithin(pattern, other) || isWithin(other, pattern))))
    return false;
  if (isOwner) return true;
  const held = holding
    .filter((rule) => isAbout(rule, permission))
    .flatMap((rule) => patternsOf(rule.resourceIdentities));
  return wanted.every((pattern) => held.some((other) => isWithin(pattern, other)));
}

const patternsOf = (identities: readonly string[]) => (identities.length === 0 ? [EVERYTHING] : identities);

/** Whether every identity of one pattern is one of another, wider one. */
function isWithin(pattern: string, wider: string): boolean {
  if (!wider.endsWith(EVERYTHING)) return pattern === wider;
  const beginning = pattern.endsWith(EVERYTHING) ? pattern.slice(0, -1) : pattern;
  return beginning.startsWith(wider.slice(0, -1));
}

const isUnconditional = ({ conditions }: Rule) => Object.values(conditions).every((value) => value === undefined);

function holdsWhere(own: Grant, { projectPath, principal }: Giver, gift: Gift): boolean {
  // A credential that opens one project gives nothing outside it.
  if (principal.confinedToProject !== null && (gift.projectId === "" || gift.replicateToChildren)) return false;
  if (own.projectId === "") return true;
  if (gift.projectId === "") return false;
  if (own.replicateToChildren) return projectPath.includes(own.projectId);
  return own.projectId === gift.projectId && !gift.replicateToChildren;
}

function mayDenyWhere(own: Grant, { projectPath }: Giver, gift: Gift): boolean {
  if (own.projectId === "" || gift.projectId === "" || gift.replicateToChildren) return true;
  return own.projectId === gift.projectId || (own.replicateToChildren && projectPath.includes(own.projectId));
}

function holdsAsLong(own: Grant, gift: Gift): boolean {
  if (own.expiresAtMs === null) return true;
  return gift.expiresAtMs !== null && gift.expiresAtMs <= own.expiresAtMs;
}

function holdsForCalls(own: Grant, gift: Gift): boolean {
  if (own.scopes.length === 0 || own.scopes.includes("api:write")) return true;
  if (gift.scopes.length === 0 || gift.scopes.includes("api:write")) return false;
  return own.scopes.includes("api:read") || !gift.scopes.includes("api:read");
}
