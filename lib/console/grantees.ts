import { listMemberships } from "@/lib/access/memberships";
import { listServiceAccounts } from "@/lib/access/service-accounts";
import { listTeams } from "@/lib/access/teams";
import type { Grantee } from "@/lib/contract/grantee";
import { isKmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";

/** Members, teams and service accounts of the organisation, those that the person may list. */
export async function readGrantees(call: Call): Promise<Grantee[]> {
  const members = await listed(() => listMemberships(call));
  const teams = await listed(() => listTeams(call));
  const accounts = await listed(() => listServiceAccounts(call));
  return [
    ...members.map(({ user }) => ({ ...granteeOf("user", user.subject, user.name), detail: user.email })),
    ...teams.map(({ identity, name, slug }) => ({ ...granteeOf("team", identity, name), detail: slug })),
    ...accounts.map(({ identity, name, slug }) => ({ ...granteeOf("service_account", identity, name), detail: slug })),
  ];
}

const granteeOf = (kind: Grantee["kind"], identity: string, name: string) => ({ kind, identity, name });

async function listed<Row>(list: () => Promise<Row[]>): Promise<Row[]> {
  try {
    return await list();
  } catch (error) {
    if (isKmsError(error) && error.code === "permission_denied") return [];
    throw error;
  }
}
