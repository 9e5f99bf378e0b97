import type { ChangeTransaction } from "@/lib/audit/change-writer";
import type { Scope } from "@/lib/iam/caller";
import type { Database } from "@/lib/platform/db";
import type { Query } from "./key-statement";

/** A further name of a key. */
export interface AliasRow {
  readonly alias: string;
  readonly keyId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Where an alias is a name. */
export interface AliasPlace {
  /** Slug. */
  readonly region: string;
  readonly scope: Scope;
}

const placed = ({ region, scope }: AliasPlace) => ({
  region,
  organisationId: scope.organisationId,
  projectId: scope.projectId,
});

/** Most aliases of one key. */
export const ALIASES_PER_KEY_MAX = 50;

/** The aliases of keys that are not purged, by name; at most 10,000. */
export async function findAliases(database: Database, place: AliasPlace, keyId: string | null): Promise<AliasRow[]> {
  return database.prisma.kmsAlias.findMany({
    where: { ...placed(place), key: { purgedAt: null }, ...(keyId === null ? {} : { keyId }) },
    select: { alias: true, keyId: true, createdAt: true, updatedAt: true },
    orderBy: { alias: "asc" },
    take: 10_000,
  });
}

/** Which key an alias stands for; null where there is no such alias. Locked until the transaction ends where `lock` is set. */
export async function readAlias(
  query: Query,
  { region, scope }: AliasPlace,
  alias: string,
  lock = false,
): Promise<AliasRow | null> {
  const [row] = await query<AliasRow>(
    `SELECT alias, key_id AS "keyId", created_at AS "createdAt", updated_at AS "updatedAt" FROM kms_alias
     WHERE region = $1 AND organisation_id = $2 AND project_id = $3 AND alias = $4${lock ? " FOR UPDATE" : ""}`,
    [region, scope.organisationId, scope.projectId, alias],
  );
  return row ?? null;
}

/** Adds an alias; false where the name is taken, by a key that is purged too. */
export async function insertAlias(tx: ChangeTransaction, place: AliasPlace, row: AliasRow): Promise<boolean> {
  const { count } = await tx.kmsAlias.createMany({ data: [{ ...placed(place), ...row }], skipDuplicates: true });
  return count === 1;
}

/** How many aliases a key has, whose row is locked. */
export function countAliases(tx: ChangeTransaction, keyId: string): Promise<number> {
  return tx.kmsAlias.count({ where: { keyId } });
}

/** Gives an alias to another key. */
export async function moveAlias(
  tx: ChangeTransaction,
  place: AliasPlace,
  { alias, keyId }: Pick<AliasRow, "alias" | "keyId">,
  at: Date,
): Promise<void> {
  await tx.kmsAlias.updateMany({ where: { ...placed(place), alias }, data: { keyId, updatedAt: at } });
}

/** Removes an alias. */
export async function removeAlias(tx: ChangeTransaction, place: AliasPlace, alias: string): Promise<void> {
  await tx.kmsAlias.deleteMany({ where: { ...placed(place), alias } });
}
