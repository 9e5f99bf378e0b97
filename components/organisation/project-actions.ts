import type { ProjectMessage } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";
import type { ObjectPlace } from "../iam/member-actions";
import type { Description } from "../labels/described-fields";
import type { Scope } from "../layout/scope";

/** What the form of a project says. */
export type ProjectRequest = Description & { parentProjectIdentity: string | null };

/** Server actions that change projects; given to the components by the page. */
export interface ProjectActions {
  createProject: (scope: Scope, request: ProjectRequest) => Promise<ActionResult<ProjectMessage>>;
  updateProject: (place: ObjectPlace, request: Partial<ProjectRequest>) => Promise<ActionResult<ProjectMessage>>;
  deleteProject: (place: ObjectPlace) => Promise<ActionResult<{ identity: string }>>;
}
