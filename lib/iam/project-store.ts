import { homeDatabase } from "@/lib/platform/db";
import type { IamTransaction } from "./store";

const WITH_PARENT = { parent: { select: { id: true, name: true, slug: true } } } as const;

/** Columns of a new project. */
export interface NewProject {
  readonly id: string;
  readonly organisationId: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly slug: string;
  readonly description: string | null;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** An organisation's projects, by slug. */
export function findProjects(organisationId: string) {
  const where = { organisationId, deletedAt: null };
  return homeDatabase().prisma.project.findMany({ where, include: WITH_PARENT, orderBy: { slug: "asc" } });
}

/** An organisation's project by identity or slug; null where there is none. */
export function findProject(organisationId: string, asked: string, within?: IamTransaction) {
  const where = { organisationId, deletedAt: null, OR: [{ id: asked }, { slug: asked }] };
  return (within ?? homeDatabase().prisma).project.findFirst({ where, include: WITH_PARENT });
}

/** Adds a project; false where the slug is taken, by a deleted one too. */
export async function insertProject(transaction: IamTransaction, row: NewProject): Promise<boolean> {
  return (await transaction.project.createMany({ data: [row], skipDuplicates: true })).count === 1;
}

/** Sets columns of a project. */
export function changeProject(
  transaction: IamTransaction,
  id: string,
  data: Parameters<IamTransaction["project"]["update"]>[0]["data"],
) {
  return transaction.project.update({ where: { id }, data, include: WITH_PARENT });
}

/** Each project of an organisation and the one above it. */
export async function projectParents(
  transaction: IamTransaction,
  organisationId: string,
): Promise<ReadonlyMap<string, string | null>> {
  const where = { organisationId, deletedAt: null };
  const rows = await transaction.project.findMany({ where, select: { id: true, parentId: true } });
  return new Map(rows.map(({ id, parentId }) => [id, parentId]));
}

/** Whether a project has DNS zones. */
export async function hasZones(transaction: IamTransaction, projectId: string): Promise<boolean> {
  return (await transaction.dnsZone.count({ where: { projectId }, take: 1 })) > 0;
}

/** Marks a project deleted; its policies and bindings go with it. */
export async function removeProject(
  transaction: IamTransaction,
  { id, organisationId }: { readonly id: string; readonly organisationId: string },
  at: Date,
): Promise<void> {
  await transaction.iamBinding.deleteMany({ where: { organisationId, projectId: id } });
  await transaction.iamPolicy.deleteMany({ where: { organisationId, projectId: id } });
  await transaction.project.update({ where: { id }, data: { deletedAt: at, updatedAt: at } });
}
