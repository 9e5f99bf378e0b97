import { type Asked, accessRead } from "@/lib/access/access-verb";
import { referenceTo } from "@/lib/access/described";
import { membershipMessage } from "@/lib/access/membership-message";
import { permitted } from "@/lib/access/object-rights";
import type { GivenRole, MemberRow } from "@/lib/contract/console";
import { type Actor, readActors, readProjectSlugs } from "@/lib/iam/actor-store";
import { visibility } from "@/lib/iam/authorise";
import { findMemberships } from "@/lib/iam/membership-store";
import { findTeams } from "@/lib/iam/team-store";

/**
 * An organisation's members with their teams and what bindings give them. Roles are told to those who may read all of them.
 * Errors: permission_denied.
 */
export const readMembers = accessRead({
  event: "iam.membership.list",
  permission: null,
  onObject: "membership:list",
  async run(asked): Promise<MemberRow[]> {
    const { organisationId } = asked;
    const atMs = asked.at.getTime();
    const [memberships, teams, roles] = await Promise.all([
      findMemberships(organisationId),
      findTeams(organisationId),
      seesRoles(asked) ? rolesOf(organisationId, atMs) : null,
    ]);
    const seenTeams = permitted(asked, "team:list", teams);
    return permitted(asked, "membership:list", memberships).map((row) => ({
      ...membershipMessage(row),
      teams: seenTeams.filter(({ members }) => members.some(({ userId }) => userId === row.userId)).map(referenceTo),
      roles: roles === null ? null : (roles.get(row.userId) ?? []),
    }));
  },
});

/** Whether the caller may read all roles. */
export function seesRoles({ caller, at }: Asked): boolean {
  const { allow, deny } = visibility(caller, "iam_role:read", at.getTime());
  return allow === null && deny.length === 0;
}

/** What bindings give each person and service account of an organisation at a moment, by identity. */
export async function rolesOf(organisationId: string, atMs: number): Promise<ReadonlyMap<string, GivenRole[]>> {
  const [actors, projects] = await Promise.all([readActors(organisationId), readProjectSlugs(organisationId)]);
  return new Map(actors.map((actor) => [actor.id, givenTo(actor, projects, atMs)]));
}

function givenTo({ grants }: Actor, projects: ReadonlyMap<string, string>, atMs: number): GivenRole[] {
  return grants
    .filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > atMs)
    .filter(({ projectId }) => projectId === "" || projects.has(projectId))
    .map(({ bindingId, policyId, policyName, team, projectId, expiresAtMs }) => ({
      binding: bindingId,
      identity: policyId,
      name: policyName,
      team,
      project: projects.get(projectId) ?? null,
      expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
    }));
}
