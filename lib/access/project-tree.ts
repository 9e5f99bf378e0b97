import { KmsError } from "@/lib/contract/kms-error";

/** Most projects on a path from the top down, the first and the last included. */
export const PROJECT_DEPTH_MAX = 8;

/**
 * Refuses a place for a project that would put it below itself or the tree deeper than 8. `parents` names for each project
 * the one above it; a new project (null) has nothing below it.
 * Errors: state_conflict.
 */
export function requireFits(
  parents: ReadonlyMap<string, string | null>,
  project: string | null,
  parent: string | null,
): void {
  const above = pathUp(parents, parent);
  if (project !== null && above.includes(project)) {
    throw new KmsError("state_conflict", { message: "parentProjectIdentity: a project cannot lie below itself." });
  }
  const height = project === null ? 1 : heightOf(parents, project);
  if (above.length + height <= PROJECT_DEPTH_MAX) return;
  throw new KmsError("state_conflict", {
    message: `parentProjectIdentity: projects can be nested ${PROJECT_DEPTH_MAX} deep at most.`,
  });
}

/** A project and those above it, nearest first. */
export function pathUp(parents: ReadonlyMap<string, string | null>, from: string | null): string[] {
  const path: string[] = [];
  for (let at = from; at !== null && !path.includes(at); at = parents.get(at) ?? null) path.push(at);
  return path;
}

/** How many projects the longest path from one downwards has. */
function heightOf(parents: ReadonlyMap<string, string | null>, project: string): number {
  const depths = [...parents.keys()].map((id) => pathUp(parents, id).indexOf(project) + 1);
  return Math.max(1, ...depths);
}
