import { z } from "zod";
import type { ChangeTransaction } from "@/lib/audit/change-writer";
import { createMembershipRequest, updateMembershipRequest } from "@/lib/contract/access";
import { KmsError } from "@/lib/contract/kms-error";
import { invite } from "@/lib/iam/invite";
import {
  changeMembershipRole,
  countOtherOwners,
  findMembership,
  findMembershipOfUser,
  findMemberships,
  removeMembership,
} from "@/lib/iam/membership-store";
import { createPasswordLink, mayBeResetBy } from "@/lib/iam/password-link";
import { type Asked, accessChange, accessRead } from "./access-verb";
import { membershipMessage } from "./membership-message";
import { permitted, requireObject } from "./object-rights";

/** Who belongs to the organisation, the oldest memberships first. */
export const listMemberships = accessRead({
  event: "iam.membership.list",
  permission: null,
  onObject: "membership:list",
  async run(asked) {
    return permitted(asked, "membership:list", await findMemberships(asked.organisationId)).map(membershipMessage);
  },
});

/**
 * Adds a person by e-mail address. They belong to the organisation once they follow the link, which is told this once:
 * who has a password then signs in, anybody else sets one.
 * Only owners make owners. Errors: permission_denied, state_conflict (belongs to it already).
 */
export const createMembership = accessChange({
  event: "iam.membership.create",
  permission: "membership:create",
  status: 201,
  request: createMembershipRequest,
  async apply({ tx, request, ...asked }) {
    if (request.role === "OWNER") requireOwner(asked);
    const { organisationId } = asked;
    const invited = await invite(tx, { ...request, organisationId });
    if (invited === null) {
      throw new KmsError("state_conflict", {
        message: "email: this person belongs to the organisation, or is invited, already.",
      });
    }
    asked.about(invited.membershipId);
    const made = await findMembershipOfUser(tx, organisationId, invited.userId);
    if (made === null) throw new Error("a membership just made is not there");
    return { ...membershipMessage(made), passwordLink: invited.passwordLink };
  },
});

/** Makes a member an owner, or an owner a member; one owner stays. Errors: object_not_found, permission_denied, state_conflict. */
export const updateMembership = accessChange({
  event: "iam.membership.update",
  permission: null,
  onObject: "membership:update",
  request: updateMembershipRequest,
  async apply({ tx, request, ...asked }) {
    const found = await findMembership(tx, asked.organisationId, asked.attempt.act.asked);
    const row = requireObject(asked, "membership:update", found, "membership");
    if (row.role === request.role) return membershipMessage(row);
    requireOwner(asked);
    if (row.role === "OWNER") await requireAnotherOwner(tx, row);
    return membershipMessage(await changeMembershipRole(tx, row.id, request.role));
  },
});

/**
 * Removes a person from the organisation, with bindings, places in teams and tokens confined to it; access ends at once.
 * Errors: object_not_found, permission_denied, state_conflict (the last owner).
 */
export const deleteMembership = accessChange({
  event: "iam.membership.delete",
  permission: null,
  onObject: "membership:delete",
  request: z.unknown(),
  async apply({ tx, ...asked }) {
    const found = await findMembership(tx, asked.organisationId, asked.attempt.act.asked);
    const row = requireObject(asked, "membership:delete", found, "membership");
    if (row.role === "OWNER") {
      requireOwner(asked);
      await requireAnotherOwner(tx, row);
    }
    await removeMembership(tx, row, asked.at);
    return { identity: row.id, deleted: true as const };
  },
});

/**
 * Makes a link, told this once: for who has not accepted yet, the invitation anew; for a member, one that sets a new password.
 * For owners, the latter only where the person belongs to no other organisation; platform administrators may make one for
 * every member of an organisation they own.
 * Errors: object_not_found, permission_denied, state_conflict.
 */
export const createMemberPasswordLink = accessChange({
  event: "iam.membership.password_link",
  permission: null,
  onObject: "membership:update",
  status: 201,
  request: z.unknown(),
  async apply({ tx, ...asked }) {
    const found = await findMembership(tx, asked.organisationId, asked.attempt.act.asked);
    const { userId, acceptedAt } = requireObject(asked, "membership:update", found, "membership");
    requireOwner(asked);
    if (acceptedAt === null) {
      return { passwordLink: await createPasswordLink(tx, { userId, organisationId: asked.organisationId }) };
    }
    const isPlatform = asked.caller.principal.isPlatformAdministrator;
    if (!isPlatform && !(await mayBeResetBy(tx, userId, asked.organisationId))) {
      throw new KmsError("state_conflict", {
        message: "This person also belongs elsewhere: only a platform administrator can make the link.",
      });
    }
    const organisationId = isPlatform ? "" : asked.organisationId;
    return { passwordLink: await createPasswordLink(tx, { userId, organisationId }) };
  },
});

function requireOwner({ caller }: Asked): void {
  if (caller.organisation.role === "OWNER") return;
  throw new KmsError("permission_denied", { message: "Only owners of the organisation may do this." });
}

/** The organisation's epoch is locked: no other owner can go at the same time. */
async function requireAnotherOwner(
  tx: ChangeTransaction,
  owner: { readonly organisationId: string; readonly userId: string },
): Promise<void> {
  if ((await countOtherOwners(tx, owner)) > 0) return;
  throw new KmsError("state_conflict", {
    message: "An organisation keeps one owner: make somebody else an owner first.",
  });
}
