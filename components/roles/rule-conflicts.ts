import type { PolicyMessage, RuleMessage } from "@/lib/contract/access";
import { ALL_PERMISSIONS, EVERYTHING, grantingVerbs, partsOf } from "@/lib/contract/permissions";
import type { SaidRule } from "./rule-words";

type Reach = Pick<SaidRule, "resources" | "resourceIdentities" | "permissions">;

/** Whether a rule is about a permission, as such or through one that contains it. */
export function isAbout({ resources, permissions }: Omit<Reach, "resourceIdentities">, permission: string): boolean {
  const known = ALL_PERMISSIONS.find((one) => one === permission);
  if (known === undefined) return false;
  const { type } = partsOf(known);
  const verbs = grantingVerbs(known);
  return (resources.includes(type) || resources.includes(EVERYTHING)) && permissions.some((verb) => verbs.has(verb));
}

/** Whether some call could be decided by both rules; conditions and labels are not looked at. */
export function overlap(one: Reach, other: Reach): boolean {
  const share = ALL_PERMISSIONS.some((permission) => isAbout(one, permission) && isAbout(other, permission));
  return share && identitiesOverlap(one.resourceIdentities, other.resourceIdentities);
}

/**
 * Names of the roles that meet a rule on the other side: for a denial those whose allowances it beats, for an allowance
 * those whose denials beat it, for whoever has both.
 */
export function rolesAgainst(rule: SaidRule, roles: readonly PolicyMessage[]): string[] {
  const opposes = (other: RuleMessage) => other.effect !== rule.effect && overlap(rule, other);
  return roles.filter(({ rules }) => rules.some(opposes)).map(({ name }) => name);
}

function identitiesOverlap(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === 0 || other.length === 0) return true;
  return one.some((pattern) => other.some((against) => patternsOverlap(pattern, against)));
}

function patternsOverlap(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one);
}

function isWithin(pattern: string, wider: string): boolean {
  if (!wider.endsWith(EVERYTHING)) return pattern === wider;
  const beginning = pattern.endsWith(EVERYTHING) ? pattern.slice(0, -1) : pattern;
  return beginning.startsWith(wider.slice(0, -1));
}
