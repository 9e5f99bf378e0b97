import type { KeyAccessMessage } from "@/lib/contract/access-answers";

export type AccessPrincipal = KeyAccessMessage["principals"][number];
export type HeldPermission = AccessPrincipal["permissions"][number];

/** What somebody may do with a key through one thing: a rule, a built-in role, or ownership. */
export interface AccessRow extends Omit<HeldPermission, "permission" | "text"> {
  principal: AccessPrincipal;
  /** `encrypt`, … */
  verbs: string[];
}

/** One row for each thing through which somebody holds permissions, in the order of the permissions. */
export function accessRows(principals: readonly AccessPrincipal[]): AccessRow[] {
  return principals.flatMap((principal) => {
    const rows = new Map<string, AccessRow>();
    for (const { permission, text: _, ...through } of principal.permissions) {
      const known = rows.get(JSON.stringify(through));
      if (known) known.verbs.push(verbOf(permission));
      else rows.set(JSON.stringify(through), { ...through, principal, verbs: [verbOf(permission)] });
    }
    return [...rows.values()];
  });
}

/** Verbs that somebody holds, in the order of the first who holds each: the columns of the matrix. */
export function verbsHeld(principals: readonly AccessPrincipal[], order: readonly string[]): string[] {
  const held = new Set(
    principals.flatMap(({ permissions }) => permissions.map(({ permission }) => verbOf(permission))),
  );
  return order.filter((verb) => held.has(verb));
}

/** How somebody holds a verb: always, at some addresses or times only, or not at all. */
export function holdingOf({ permissions }: AccessPrincipal, verb: string): "always" | "sometimes" | "never" {
  const held = permissions.find(({ permission }) => verbOf(permission) === verb);
  if (held === undefined) return "never";
  return Object.keys(held.conditions).length === 0 && held.unless === null ? "always" : "sometimes";
}

const verbOf = (permission: string) => permission.slice(permission.indexOf(":") + 1);
