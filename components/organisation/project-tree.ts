import type { ProjectMessage } from "@/lib/contract/access";

/** A project and how deep it lies: 0 at the top. */
export interface TreeProject {
  project: ProjectMessage;
  depth: number;
}

/** Projects as a tree reads from top to bottom: each below its parent, siblings by name. One whose parent is not seen is at the top. */
export function projectTree(projects: readonly ProjectMessage[]): TreeProject[] {
  const seen = new Set(projects.map(({ identity }) => identity));
  const parentOf = ({ parentProject }: ProjectMessage) =>
    parentProject !== null && seen.has(parentProject.identity) ? parentProject.identity : null;
  const rows: TreeProject[] = [];
  function add(parent: string | null, depth: number): void {
    const children = projects.filter((project) => parentOf(project) === parent);
    for (const project of children.sort((one, other) => one.name.localeCompare(other.name))) {
      rows.push({ project, depth });
      add(project.identity, depth + 1);
    }
  }
  add(null, 0);
  return rows;
}

/** A project and everything below it, by identity. */
export function projectAndBelow(projects: readonly ProjectMessage[], identity: string): ReadonlySet<string> {
  const found = new Set([identity]);
  let before = 0;
  while (before < found.size) {
    before = found.size;
    for (const { identity: id, parentProject } of projects)
      if (parentProject && found.has(parentProject.identity)) found.add(id);
  }
  return found;
}

/** The projects from the top down to one, itself last. */
export function projectPath(projects: readonly ProjectMessage[], identity: string): ProjectMessage[] {
  const path: ProjectMessage[] = [];
  let at = projects.find((project) => project.identity === identity);
  while (at !== undefined && !path.includes(at)) {
    path.unshift(at);
    const parent = at.parentProject?.identity;
    at = projects.find((project) => project.identity === parent);
  }
  return path;
}
