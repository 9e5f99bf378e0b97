import { EVERYTHING, PERMISSIONS, RESOURCE_TYPES, type ResourceType } from "@/lib/contract/permissions";

/** A permission and those it contains. */
export interface PermissionNode {
  verb: string;
  children: readonly PermissionNode[];
}

/** What a permission of several resource types is called; the same verb means the same for each. */
export type Verb = { [Type in ResourceType]: keyof (typeof PERMISSIONS)[Type] & string }[ResourceType];

/** The resource types that a rule names; `*` stands for all. */
export function typesOf(resources: readonly string[]): readonly ResourceType[] {
  return RESOURCE_TYPES.filter((type) => resources.includes(EVERYTHING) || resources.includes(type));
}

/** Every verb of some resource types, those that another one contains below it; in the order of the catalogue. */
export function permissionTree(types: readonly ResourceType[]): readonly PermissionNode[] {
  const containers = new Map<string, readonly string[]>();
  for (const type of types) {
    for (const [verb, containedIn] of Object.entries(PERMISSIONS[type])) {
      containers.set(verb, [...(containers.get(verb) ?? []), ...containedIn]);
    }
  }
  const below = (parent: string | null): PermissionNode[] =>
    [...containers]
      .filter(([, containedIn]) => (parent === null ? containedIn.length === 0 : containedIn.includes(parent)))
      .map(([verb]) => ({ verb, children: below(verb) }));
  return below(null);
}

/** Verbs without those that another one of them contains: the shortest way to say the same. */
export function withoutContained(verbs: readonly string[], tree: readonly PermissionNode[]): string[] {
  if (verbs.includes(EVERYTHING)) return [EVERYTHING];
  const outermost = (nodes: readonly PermissionNode[]): string[] =>
    nodes.flatMap(({ verb, children }) => (verbs.includes(verb) ? [verb] : outermost(children)));
  return [...new Set(outermost(tree))];
}
