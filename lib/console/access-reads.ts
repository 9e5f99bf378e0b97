import { listOwnMemberships } from "@/lib/access/me";
import { getOrganisation, listOrganisations } from "@/lib/access/organisations";
import { listPersonalAccessTokens } from "@/lib/access/personal-access-tokens";
import { listProjects } from "@/lib/access/projects";
import { listOwnSessions } from "@/lib/access/sessions";
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

/** What pages about the person read; the whole path, as no organisation is named. */
export const PERSON_READS: readonly ConsoleRead[] = [
  { path: "organisations", run: (call) => listOrganisations(call) },
  { path: "organisations/*", run: (call, { segments: [organisation] }) => getOrganisation(call, organisation) },
  { path: "account/memberships", run: (call) => listOwnMemberships(call) },
  { path: "account/sessions", run: (call) => listOwnSessions(call) },
  { path: "account/tokens", run: (call) => listPersonalAccessTokens(call) },
];
