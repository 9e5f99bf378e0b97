import { homeDatabase } from "@/lib/platform/db";
import type { IamTransaction } from "./store";

const PARTS = { user: true, organisation: { select: { id: true, name: true, slug: true } } } as const;

/** An organisation's memberships, the oldest first. */
export function findMemberships(organisationId: string) {
  const orderBy = [{ createdAt: "asc" }, { id: "asc" }] as const;
  return homeDatabase().prisma.membership.findMany({
    where: { organisationId },
    include: PARTS,
    orderBy: [...orderBy],
  });
}

/** A person's memberships, by slug of the organisation. */
export function findMembershipsOfUser(userId: string) {
  const orderBy = { organisation: { slug: "asc" } } as const;
  return homeDatabase().prisma.membership.findMany({ where: { userId }, include: PARTS, orderBy });
}

/** One membership of an organisation by its identity; null where there is none. */
export function findMembership(transaction: IamTransaction, organisationId: string, id: string) {
  return transaction.membership.findFirst({ where: { organisationId, id }, include: PARTS });
}

/** A person's membership of an organisation; null where there is none. */
export function findMembershipOfUser(transaction: IamTransaction, organisationId: string, userId: string) {
  return transaction.membership.findFirst({ where: { organisationId, userId }, include: PARTS });
}

/** How many owners an organisation has beside a person, without those who have not accepted yet. */
export function countOtherOwners(
  transaction: IamTransaction,
  { organisationId, userId }: { readonly organisationId: string; readonly userId: string },
): Promise<number> {
  const where = { organisationId, role: "OWNER", acceptedAt: { not: null }, NOT: { userId } };
  return transaction.membership.count({ where });
}

/** Whether a person belongs to any organisation, invitations that were not followed left out. */
export async function hasAcceptedMembership(transaction: IamTransaction, userId: string): Promise<boolean> {
  return (await transaction.membership.count({ where: { userId, acceptedAt: { not: null } } })) > 0;
}

/** Sets the role of a membership. */
export function changeMembershipRole(transaction: IamTransaction, id: string, role: "OWNER" | "MEMBER") {
  return transaction.membership.update({ where: { id }, data: { role }, include: PARTS });
}

/** Removes a person from an organisation: membership, bindings, places in teams, and tokens confined to it. */
export async function removeMembership(
  transaction: IamTransaction,
  { organisationId, userId }: { readonly organisationId: string; readonly userId: string },
  at: Date,
): Promise<void> {
  await transaction.iamBinding.deleteMany({ where: { organisationId, subjectKind: "user", subjectId: userId } });
  await transaction.teamMember.deleteMany({ where: { userId, team: { organisationId } } });
  await transaction.accessToken.updateMany({
    where: { organisationId, userId, revokedAt: null },
    data: { revokedAt: at },
  });
  await transaction.membership.deleteMany({ where: { organisationId, userId } });
}

/** The person with an e-mail address, which must be in lower case; null where there is none. */
export function findPerson(transaction: IamTransaction, email: string) {
  return transaction.user.findUnique({ where: { email } });
}
