import { listClientKeys } from "@/lib/access/client-keys";
import { getFederatedIdentity, listFederatedIdentities } from "@/lib/access/federated-identities";
import { listFederatedIdentityProviders } from "@/lib/access/federated-identity-providers";
import { listOwnMemberships } from "@/lib/access/me";
import { listOrganisationCredentials } from "@/lib/access/organisation-credentials";
import { getOrganisation, listOrganisations } from "@/lib/access/organisations";
import { listPersonalAccessTokens } from "@/lib/access/personal-access-tokens";
import { listProjects } from "@/lib/access/projects";
import { listOwnSessions } from "@/lib/access/sessions";
import { listTeams } from "@/lib/access/teams";
import { listClaims } from "@/lib/dns/claims";
import type { ConsoleRead } from "./console-read";
import { readMembers } from "./members";
import { readServiceAccountDetail, readServiceAccounts } from "./service-accounts";
import { readStorage } from "./storage";
import { readTeamDetail } from "./team-detail";

/** What the pages of access management read. */
export const ACCESS_READS: readonly ConsoleRead[] = [
  { path: "members", run: (call) => readMembers(call) },
  { path: "teams", run: (call) => listTeams(call) },
  { path: "teams/*", run: (call, { segments: [team] }) => readTeamDetail(call, team) },
  { path: "service-accounts", run: (call) => readServiceAccounts(call) },
  { path: "service-accounts/*", run: (call, { segments: [account] }) => readServiceAccountDetail(call, account) },
  { path: "credentials", run: (call) => listOrganisationCredentials(call) },
  { path: "client-keys", run: (call) => listClientKeys(call) },
  { path: "federated-identity-providers", run: (call) => listFederatedIdentityProviders(call) },
  { path: "federated-identities", run: (call) => listFederatedIdentities(call) },
  { path: "federated-identities/*", run: (call, { segments: [identity] }) => getFederatedIdentity(call, identity) },
  { path: "projects", run: (call) => listProjects(call) },
  { path: "organisation", run: (call, { organisation }) => getOrganisation(call, organisation) },
];

/** What pages about the person read; the whole path, as no organisation is named. */
export const PERSON_READS: readonly ConsoleRead[] = [
  { path: "organisations", run: (call) => listOrganisations(call) },
  { path: "organisations/*", run: (call, { segments: [organisation] }) => getOrganisation(call, organisation) },
  { path: "storage", run: (call) => readStorage(call) },
  { path: "contested-names", run: (call) => listClaims(call) },
  { path: "account/memberships", run: (call) => listOwnMemberships(call) },
  { path: "account/sessions", run: (call) => listOwnSessions(call) },
  { path: "account/tokens", run: (call) => listPersonalAccessTokens(call) },
];
