import { homeDatabase } from "@/lib/platform/db";

/** Who the identities in records are, for those that are still known. */
export interface KnownActors {
  readonly people: ReadonlyMap<string, { id: string; name: string; email: string; createdAt: Date }>;
  readonly serviceAccounts: ReadonlyMap<string, { id: string; name: string; slug: string }>;
  readonly clientKeys: ReadonlyMap<string, { id: string; name: string }>;
}

/** Looks up the people and the organisation's service accounts and client keys among some identities, in one query of each. */
export async function readKnownActors(organisationId: string, actorIds: readonly string[]): Promise<KnownActors> {
  const startingWith = (prefix: string) => [...new Set(actorIds)].filter((id) => id.startsWith(prefix));
  const [userIds, serviceIds, clientKeyIds] = [startingWith("u-"), startingWith("sa-"), startingWith("ck-")];
  const { prisma } = homeDatabase();
  const [people, serviceAccounts, clientKeys] = await Promise.all([
    userIds.length === 0 ? [] : prisma.user.findMany({ where: { id: { in: userIds } } }),
    serviceIds.length === 0
      ? []
      : prisma.serviceAccount.findMany({ where: { organisationId, id: { in: serviceIds } } }),
    clientKeyIds.length === 0
      ? []
      : prisma.clientKey.findMany({
          where: { organisationId, id: { in: clientKeyIds } },
          select: { id: true, name: true },
        }),
  ]);
  const byId = <Row extends { id: string }>(rows: readonly Row[]) => new Map(rows.map((row) => [row.id, row]));
  return { people: byId(people), serviceAccounts: byId(serviceAccounts), clientKeys: byId(clientKeys) };
}
