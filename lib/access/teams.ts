import { z } from "zod";
import { addTeamMemberRequest, createTeamRequest, type TeamMessage, updateTeamRequest } from "@/lib/contract/access";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { findMembershipOfUser } from "@/lib/iam/membership-store";
import { objectSlug } from "@/lib/iam/object-slug";
import {
  changeTeam,
  findTeam,
  findTeams,
  insertTeam,
  insertTeamMember,
  removeTeamMember as removeFromTeam,
  removeTeam,
} from "@/lib/iam/team-store";
import { newId } from "@/lib/platform/id";
import { accessChange, accessRead, notFound } from "./access-verb";
import { type AppUserRow, memberAsSeen, type SeenMembership } from "./app-user";
import { changedDescription, type DescribedRow, described, newDescription } from "./described";
import { permitted, requireForLabels, requireForNew, requireObject } from "./object-rights";
import { requireMayFreeFrom, requireRightsOf } from "./subject-rights";

/** The organisation's teams that the caller may see, by slug. */
export const listTeams = accessRead({
  event: "iam.team.list",
  permission: null,
  onObject: "team:list",
  async run(asked) {
    return permitted(asked, "team:list", await findTeams(asked.organisationId)).map(teamMessage);
  },
});

/** One team, by identity or slug. Errors: object_not_found. */
export const getTeam = accessRead({
  event: "iam.team.read",
  permission: null,
  onObject: "team:read",
  async run(asked) {
    return teamMessage(
      requireObject(asked, "team:read", await findTeam(asked.organisationId, asked.attempt.act.asked), "team"),
    );
  },
});

/** Creates a team without members. Errors: slug_taken. */
export const createTeam = accessChange({
  event: "iam.team.create",
  permission: null,
  onObject: "team:create",
  status: 201,
  request: createTeamRequest,
  async apply({ tx, request, ...asked }) {
    requireForNew(asked, "team:create", request.labels);
    const row = {
      ...newDescription(request),
      id: newId("team"),
      slug: objectSlug(request.name, "team"),
      organisationId: asked.organisationId,
      createdAt: asked.at,
      updatedAt: asked.at,
    };
    asked.about(row.id);
    if (!(await insertTeam(tx, row))) throw new KmsError("slug_taken");
    return teamMessage({ ...row, objectVersion: 1, members: [] });
  },
});

/** Changes what a team is called; its slug stays. Errors: object_not_found. */
export const updateTeam = accessChange({
  event: "iam.team.update",
  permission: null,
  onObject: "team:update",
  request: updateTeamRequest,
  async apply({ tx, request, ...asked }) {
    const found = await findTeam(asked.organisationId, asked.attempt.act.asked, tx);
    const row = requireObject(asked, "team:update", found, "team");
    requireForLabels(asked, "team:update", row, request.labels);
    return teamMessage(await changeTeam(tx, row.id, changedDescription(request, asked.at)));
  },
});

/** Deletes a team with its bindings. Errors: object_not_found, permission_denied (denials that one could not lift). */
export const deleteTeam = accessChange({
  event: "iam.team.delete",
  permission: null,
  onObject: "team:delete",
  request: z.unknown(),
  async apply({ tx, ...asked }) {
    const found = await findTeam(asked.organisationId, asked.attempt.act.asked, tx);
    const { id } = requireObject(asked, "team:delete", found, "team");
    await requireMayFreeFrom(asked, tx, { kind: "team", id });
    await removeTeam(tx, id);
    return { identity: id, deleted: true as const };
  },
});

/**
 * Adds a member of the organisation to a team, by somebody who could give everything that the team has.
 * Errors: object_not_found, permission_denied, invalid_request.
 */
export const addTeamMember = accessChange({
  event: "iam.team.add_member",
  permission: null,
  onObject: "team:update",
  request: addTeamMemberRequest,
  async apply({ tx, request, ...asked }) {
    const found = await findTeam(asked.organisationId, asked.attempt.act.asked, tx);
    const { id } = requireObject(asked, "team:update", found, "team");
    await requireRightsOf(asked, tx, { kind: "team", id });
    if ((await findMembershipOfUser(tx, asked.organisationId, request.userIdentity)) === null) {
      throw new KmsError("invalid_request", { message: "userIdentity: names no member of this organisation." });
    }
    await insertTeamMember(tx, { teamId: id, userId: request.userIdentity, createdAt: asked.at });
    return teamMessage(await changeTeam(tx, id, { updatedAt: asked.at, objectVersion: { increment: 1 } }));
  },
});

/** Takes a person out of a team; its rights end at once. Errors: object_not_found, permission_denied (denials that one could not lift). */
export function removeTeamMember(call: Call, team: string, user: string): Promise<TeamMessage> {
  const verb = accessChange({
    event: "iam.team.remove_member",
    permission: null,
    onObject: "team:update",
    request: z.unknown(),
    async apply({ tx, ...asked }) {
      const found = await findTeam(asked.organisationId, team, tx);
      const { id } = requireObject(asked, "team:update", found, "team");
      await requireMayFreeFrom(asked, tx, { kind: "team", id });
      if (!(await removeFromTeam(tx, id, user))) throw notFound("member of this team");
      return teamMessage(await changeTeam(tx, id, { updatedAt: asked.at, objectVersion: { increment: 1 } }));
    },
  });
  return verb(call, team);
}

/** A team as stored, each member with all memberships. */
type TeamRow = DescribedRow & {
  readonly organisationId: string;
  readonly members: readonly {
    readonly user: AppUserRow & { readonly memberships: readonly (SeenMembership & { organisationId: string })[] };
  }[];
};

/** A team as answers show it. */
export function teamMessage(row: TeamRow): TeamMessage {
  const members = row.members.flatMap(({ user }) => {
    const membership = user.memberships.find(({ organisationId }) => organisationId === row.organisationId);
    return membership === undefined ? [] : [memberAsSeen(user, membership)];
  });
  return { ...described(row), members };
}
