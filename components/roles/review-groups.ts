import type { ReviewedRight } from "@/lib/contract/access-answers";
import { EVERYTHING } from "@/lib/contract/permissions";

/** Rights that have a person or account, or what they are on, in common. */
export interface ReviewGroup {
  id: string;
  rights: ReviewedRight[];
}

/** What a right is on: identities as its rule writes them, else the resource types. */
export function objectsOf({ rule }: ReviewedRight): string[] {
  if (rule === null) return [EVERYTHING];
  const identities = rule.resourceIdentities.filter((identity) => identity !== EVERYTHING);
  return identities.length === rule.resourceIdentities.length && identities.length > 0
    ? identities
    : rule.resources.map((type) => (type === EVERYTHING ? EVERYTHING : `${type}:${EVERYTHING}`));
}

/** Rights by person or account, or by what they are on; a right on several objects stands with each. */
export function reviewGroups(rights: readonly ReviewedRight[], by: "who" | "object"): ReviewGroup[] {
  const groups = new Map<string, ReviewedRight[]>();
  for (const right of rights) {
    const ids = by === "who" ? [right.who.identity] : objectsOf(right);
    for (const id of ids) {
      const known = groups.get(id);
      if (known === undefined) groups.set(id, [right]);
      else known.push(right);
    }
  }
  const found = [...groups].map(([id, ofGroup]) => ({ id, rights: ofGroup }));
  // Exact objects come after what is wider: it holds for them too.
  return by === "who" ? found : found.sort((one, other) => one.id.localeCompare(other.id, "en"));
}

/** Everything about a right that the filter looks in. */
export function textOf({ who, rule, through, project }: ReviewedRight): string {
  const parts = [
    ...[who.name, who.email, who.identity, project],
    ...[through?.policyName, through?.policyIdentity, through?.team],
    ...(rule?.resourceIdentities ?? []),
    ...(rule?.permissions ?? []),
    ...(rule?.resources ?? []),
  ];
  return parts.join(" ").toLowerCase();
}
