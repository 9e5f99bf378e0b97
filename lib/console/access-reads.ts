import { getOrganisation } from "@/lib/access/organisations";
import { listProjects } from "@/lib/access/projects";
import { listTeams } from "@/lib/access/teams";
import type { ConsoleRead } from "./console-read";
import { readMembers } from "./members";
import { readTeamDetail } from "./team-detail";

/** What the pages of access management read. */
export const ACCESS_READS: readonly ConsoleRead[] = [
  { path: "members", run: (call) => readMembers(call) },
  { path: "teams", run: (call) => listTeams(call) },
  { path: "teams/*", run: (call, { segments: [team] }) => readTeamDetail(call, team) },
  { path: "projects", run: (call) => listProjects(call) },
  { path: "organisation", run: (call, { organisation }) => getOrganisation(call, organisation) },
];
