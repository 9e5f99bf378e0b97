import { homeDatabase } from "@/lib/platform/db";
import type { OrganisationLimits } from "./caller";
import type { IamTransaction } from "./store";

type Changes = Parameters<IamTransaction["organisation"]["update"]>[0]["data"];

/** An organisation as stored. */
export type OrganisationRow = NonNullable<Awaited<ReturnType<typeof findOrganisation>>>;

/** Organisations of these identities, or all where null, by slug. */
export function findOrganisations(ids: readonly string[] | null) {
  const where = ids === null ? {} : { id: { in: [...ids] } };
  return homeDatabase().prisma.organisation.findMany({ where, orderBy: { slug: "asc" } });
}

/** The organisation of an identity or slug; null where there is none. */
export function findOrganisation(asked: string, within?: IamTransaction) {
  return (within ?? homeDatabase().prisma).organisation.findFirst({ where: { OR: [{ id: asked }, { slug: asked }] } });
}

/** Sets columns of an organisation. */
export function changeOrganisation(transaction: IamTransaction, id: string, data: Changes) {
  return transaction.organisation.update({ where: { id }, data });
}

/** An organisation's access epoch in the home database. */
export async function readEpoch(organisationId: string, within?: IamTransaction): Promise<bigint> {
  const where = { organisationId };
  return (await (within ?? homeDatabase().prisma).accessEpoch.findUnique({ where }))?.epoch ?? 0n;
}

/** Bounds as stored. */
export function storedLimits(stored: unknown): OrganisationLimits {
  return typeof stored === "object" && stored !== null ? stored : {};
}
