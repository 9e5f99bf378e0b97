import type { TeamMessage } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";
import type { Description } from "../labels/described-fields";
import type { Scope } from "../layout/scope";
import type { ObjectPlace } from "./member-actions";

/** Server actions that change teams; given to the components by the page. */
export interface TeamActions {
  createTeam: (scope: Scope, request: Description) => Promise<ActionResult<TeamMessage>>;
  updateTeam: (place: ObjectPlace, request: Description) => Promise<ActionResult<TeamMessage>>;
  deleteTeam: (place: ObjectPlace) => Promise<ActionResult<{ identity: string }>>;
  addTeamMember: (place: ObjectPlace, request: { userIdentity: string }) => Promise<ActionResult<TeamMessage>>;
  removeTeamMember: (place: ObjectPlace, person: string) => Promise<ActionResult<TeamMessage>>;
}
