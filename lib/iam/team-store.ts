import { homeDatabase } from "@/lib/platform/db";
import type { IamTransaction } from "./store";

const MEMBERS = {
  members: { include: { user: { include: { memberships: true } } }, orderBy: { userId: "asc" } },
} as const;

/** Columns of a new team. */
export interface NewTeam {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly slug: string;
  readonly description: string | null;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** An organisation's teams with their members, by slug. */
export function findTeams(organisationId: string) {
  return homeDatabase().prisma.team.findMany({ where: { organisationId }, include: MEMBERS, orderBy: { slug: "asc" } });
}

/** An organisation's team by identity or slug; null where there is none. */
export function findTeam(organisationId: string, asked: string, within?: IamTransaction) {
  const where = { organisationId, OR: [{ id: asked }, { slug: asked }] };
  return (within ?? homeDatabase().prisma).team.findFirst({ where, include: MEMBERS });
}

/** Adds a team; false where the slug is taken. */
export async function insertTeam(transaction: IamTransaction, row: NewTeam): Promise<boolean> {
  return (await transaction.team.createMany({ data: [row], skipDuplicates: true })).count === 1;
}

/** Sets columns of a team. */
export function changeTeam(
  transaction: IamTransaction,
  id: string,
  data: Parameters<IamTransaction["team"]["update"]>[0]["data"],
) {
  return transaction.team.update({ where: { id }, data, include: MEMBERS });
}

/** Removes a team with its bindings. */
export async function removeTeam(transaction: IamTransaction, id: string): Promise<void> {
  await transaction.iamBinding.deleteMany({ where: { subjectKind: "team", subjectId: id } });
  await transaction.team.delete({ where: { id } });
}

/** Adds a person to a team; one that is in it stays. */
export async function insertTeamMember(
  transaction: IamTransaction,
  row: { readonly teamId: string; readonly userId: string; readonly createdAt: Date },
): Promise<void> {
  await transaction.teamMember.createMany({ data: [row], skipDuplicates: true });
}

/** Takes a person out of a team; false where it is not in it. */
export async function removeTeamMember(transaction: IamTransaction, teamId: string, userId: string): Promise<boolean> {
  return (await transaction.teamMember.deleteMany({ where: { teamId, userId } })).count === 1;
}
