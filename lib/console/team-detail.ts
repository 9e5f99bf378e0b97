import { accessRead } from "@/lib/access/access-verb";
import { momentOf } from "@/lib/access/described";
import { requireObject } from "@/lib/access/object-rights";
import { teamMessage } from "@/lib/access/teams";
import type { GivenRole, TeamDetail } from "@/lib/contract/console";
import { visibility } from "@/lib/iam/authorise";
import { listBindings } from "@/lib/iam/policy-store";
import { findTeam } from "@/lib/iam/team-store";

/** One team with the roles it gives its members, told to those who may read all roles. Errors: object_not_found. */
export const readTeamDetail = accessRead({
  event: "iam.team.read",
  permission: null,
  onObject: "team:read",
  async run(asked): Promise<TeamDetail> {
    const { organisationId, caller, at } = asked;
    const row = requireObject(asked, "team:read", await findTeam(organisationId, asked.attempt.act.asked), "team");
    const { allow, deny } = visibility(caller, "iam_role:read", at.getTime());
    const seesRoles = allow === null && deny.length === 0;
    return { ...teamMessage(row), roles: seesRoles ? await rolesOf(organisationId, row.id, at) : null };
  },
});

async function rolesOf(organisationId: string, teamId: string, at: Date): Promise<GivenRole[]> {
  const bindings = await listBindings({ organisationId, projectId: "" }, null);
  return bindings
    .filter(({ subject }) => subject?.kind === "team" && subject.id === teamId)
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > at)
    .map(({ id, policyId, policyName, expiresAt }) => ({
      binding: id,
      identity: policyId,
      name: policyName,
      team: null,
      project: null,
      expiresAt: momentOf(expiresAt),
    }));
}
