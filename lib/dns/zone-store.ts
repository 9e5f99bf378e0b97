import type { ChangeTransaction } from "@/lib/audit/change-writer";
import { isRecordType, type RecordType } from "@/lib/contract/dns-record-data";
import { KmsError } from "@/lib/contract/kms-error";
import type { Visibility, VisibleObjects } from "@/lib/iam/authorise";
import type { Scope } from "@/lib/iam/caller";
import { homeDatabase } from "@/lib/platform/db";
import type { Prisma } from "@/prisma/generated/client";
import { isPublicSuffix } from "./public-suffix";
import { nextSerial } from "./zone-serial";

/** A zone as stored. Names are complete, in lower-case A-labels, without the dot at their end. */
export interface ZoneRow {
  /** `dnsz-…` */
  readonly id: string;
  readonly organisationId: string;
  /** Empty for zones of the organisation itself. */
  readonly projectId: string;
  readonly name: string;
  readonly slug: string;
  readonly description: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Null = the first name server at the apex. */
  readonly primaryNameServer: string | null;
  /** A domain name in master form; null = `hostmaster` in the zone. */
  readonly hostmaster: string | null;
  /** Seconds, as the next four. */
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly negativeTtl: number;
  readonly defaultTtl: number;
  /** 1 to 2^32 - 1. */
  readonly serial: number;
  /** Grows by one whenever what the zone says changes. */
  readonly revision: number;
  /** The zone's name while it may be served under it; null otherwise. */
  readonly servedName: string | null;
  readonly claimedAt: Date | null;
  readonly contestedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly objectVersion: number;
}

/** Every record of a zone with one name and type, as stored. */
export interface RecordSetRow {
  /** `dnsr-…` */
  readonly id: string;
  readonly zoneId: string;
  /** Relative to the zone; `@` is the zone itself. */
  readonly name: string;
  readonly type: RecordType;
  /** Seconds. */
  readonly ttl: number;
  /** As the caller wrote them. */
  readonly values: readonly string[];
  /** In canonical master form, in the same order; `parseRecordData` reads them. */
  readonly data: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly objectVersion: number;
}

/** Columns of a new zone; the others start from their defaults. */
export type NewZone = Omit<ZoneRow, "revision" | "objectVersion">;

// Prisma gives numbers of 64 bits as BigInt; both columns stay below 2^53.
const asZone = <Row extends { serial: bigint; revision: bigint }>(row: Row) =>
  ({ ...row, serial: Number(row.serial), revision: Number(row.revision) }) as unknown as ZoneRow;
const asZoneOrNull = (row: { serial: bigint; revision: bigint } | null) => (row === null ? null : asZone(row));
// The type column holds what verbs wrote, from the contract's closed list.
const asRecordSet = (row: unknown) => row as RecordSetRow;

type Reader = ChangeTransaction | null;
const client = (reader: Reader) => reader ?? homeDatabase().prisma;

/** A zone of a scope by identity, slug or complete name; null where there is none. */
export async function findZone(scope: Scope, asked: string, reader: Reader = null): Promise<ZoneRow | null> {
  const { organisationId, projectId } = scope;
  const where = { organisationId, projectId, OR: [{ id: asked }, { slug: asked }, { name: asked }] };
  const rows = await client(reader).dnsZone.findMany({ where, take: 3 });
  // A name may read like another zone's slug: what is most exact wins.
  const best = ["id", "name", "slug"] as const;
  const row = best.map((column) => rows.find((one) => one[column] === asked)).find((one) => one !== undefined);
  return asZoneOrNull(row ?? null);
}

/** A zone by its identity, whichever organisation it belongs to; for background work. Null where there is none. */
export async function zoneById(id: string, reader: Reader = null): Promise<ZoneRow | null> {
  return asZoneOrNull(await client(reader).dnsZone.findUnique({ where: { id } }));
}

/** The zone that may be served under a complete name; null where there is none. */
export async function servedZone(name: string): Promise<ZoneRow | null> {
  return asZoneOrNull(await homeDatabase().prisma.dnsZone.findUnique({ where: { servedName: name } }));
}

/** The same as `findZone`, with the zone's row locked until the transaction ends: changes of one zone come one after another. */
export async function lockZone(tx: ChangeTransaction, scope: Scope, asked: string): Promise<ZoneRow | null> {
  const found = await findZone(scope, asked, tx);
  return found === null ? null : lockZoneById(tx, found.id);
}

/** A zone with its row locked; null where it is gone. */
export async function lockZoneById(tx: ChangeTransaction, id: string): Promise<ZoneRow | null> {
  await tx.$queryRaw`SELECT id FROM dns_zone WHERE id = ${id} FOR UPDATE`;
  return zoneById(id, tx);
}

/** The channel on which the identity of each zone that has changed is announced, once its change is committed. */
export const ZONE_CHANGED_CHANNEL = "pelagos_dns_zone_changed";

/** Columns of a zone that change. */
export type ZoneChanges = Partial<
  Omit<NewZone, "id" | "organisationId" | "projectId" | "name" | "slug" | "createdAt" | "updatedAt" | "serial">
>;

/**
 * The one way in which what a zone says changes. Inside the transaction of the change, with the zone's row locked: `revision`
 * grows by one, `serial` moves on, `updatedAt` and `objectVersion` too, and the zone is announced on `ZONE_CHANGED_CHANNEL`
 * (PostgreSQL `NOTIFY`, payload = identity, delivered at commit). Who derives something from a zone (signatures,
 * transfers) keeps the revision it did that from: a zone whose `revision` is greater is due, whether or not the
 * announcement was heard.
 */
export async function touchZone(
  tx: ChangeTransaction,
  zone: ZoneRow,
  at: Date,
  changes: ZoneChanges = {},
): Promise<ZoneRow> {
  const data = {
    ...changes,
    serial: BigInt(nextSerial(zone.serial, at)),
    revision: { increment: 1 },
    updatedAt: at,
    objectVersion: { increment: 1 },
  };
  const row = asZone(await tx.dnsZone.update({ where: { id: zone.id }, data }));
  await announceZone(tx, zone.id);
  return row;
}

/** Wakes whoever waits for changes of zones, at commit. */
export async function announceZone(tx: ChangeTransaction, id: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_notify(${ZONE_CHANGED_CHANNEL}, ${id})::text`;
}

/** Sets columns that change nothing of what the zone says: neither revision nor serial move. */
export async function describeZone(
  tx: ChangeTransaction,
  id: string,
  changes: Pick<ZoneChanges, "description" | "labels" | "annotations" | "servedName" | "claimedAt" | "contestedAt">,
  at: Date,
): Promise<ZoneRow> {
  const data = { ...changes, updatedAt: at, objectVersion: { increment: 1 } };
  return asZone(await tx.dnsZone.update({ where: { id }, data }));
}

/** Adds a zone; false where the organisation has one with this name or slug. */
export async function insertZone(tx: ChangeTransaction, zone: NewZone): Promise<boolean> {
  const data = { ...zone, serial: BigInt(zone.serial) };
  return (await tx.dnsZone.createMany({ data: [data], skipDuplicates: true })).count === 1;
}

/** Removes a zone with its records. */
export async function removeZone(tx: ChangeTransaction, id: string): Promise<void> {
  await tx.dnsZone.delete({ where: { id } });
  await announceZone(tx, id);
}

/** What of an organisation has this name or slug already, in whichever project. */
export async function zoneTaken(
  tx: ChangeTransaction,
  organisationId: string,
  { name, slug }: { readonly name: string; readonly slug: string },
) {
  const rows = await tx.dnsZone.findMany({
    where: { organisationId, OR: [{ name }, { slug }] },
    select: { name: true },
  });
  return { name: rows.some((row) => row.name === name), slug: rows.length > 0 };
}

/** Claims of names come one after another, in the whole installation, until the transaction ends. */
export async function lockClaims(tx: ChangeTransaction): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('pelagos.zone claims', 0))::text`;
}

/**
 * Zones of other organisations that are served under a zone's name, one above it or one below it. Who has a public suffix
 * has no say about the names below it.
 */
export async function findConflicts(
  { name, organisationId }: Pick<ZoneRow, "name" | "organisationId">,
  reader: Reader = null,
): Promise<ZoneRow[]> {
  const labels = name.split(".");
  const own = labels.map((_, at) => labels.slice(at).join("."));
  const above = own.filter((other) => other === name || !isPublicSuffix(other));
  const below = isPublicSuffix(name) ? [] : [{ servedName: { endsWith: likeText(`.${name}`) } }];
  const rows = await client(reader).dnsZone.findMany({
    where: {
      organisationId: { not: organisationId },
      OR: [{ servedName: { in: above } }, ...below],
    },
    orderBy: { name: "asc" },
  });
  return rows.map(asZone);
}

/** Zones that wait for their name, the one that has waited longest first. */
export async function findContested(): Promise<ZoneRow[]> {
  const where = { contestedAt: { not: null } };
  const orderBy = [{ contestedAt: "asc" as const }, { id: "asc" as const }];
  return (await homeDatabase().prisma.dnsZone.findMany({ where, orderBy })).map(asZone);
}

/** Which zones a list shows. */
export interface ZoneFilter {
  readonly scope: Scope;
  /** Part of name, slug or description. */
  readonly text?: string | undefined;
  readonly identity?: string | undefined;
  readonly name?: string | undefined;
  readonly slug?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** All of these must let the caller see it. */
  readonly visible: readonly Visibility[];
}

/** Zones in the order of their names, from after a name on. */
export async function findZones(
  filter: ZoneFilter,
  { after, limit }: { readonly after: string | null; readonly limit: number | null },
): Promise<ZoneRow[]> {
  const rows = await homeDatabase().prisma.dnsZone.findMany({
    where: { AND: [listed(filter), after === null ? {} : { name: { gt: after } }] },
    orderBy: { name: "asc" },
    ...(limit === null ? {} : { take: limit }),
  });
  return rows.map(asZone);
}

/** How many zones a filter finds on all pages. */
export function countListedZones(filter: ZoneFilter): Promise<number> {
  return homeDatabase().prisma.dnsZone.count({ where: listed(filter) });
}

function listed({ scope, text, identity, name, slug, labels = {}, visible }: ZoneFilter): Prisma.DnsZoneWhereInput {
  const { organisationId, projectId } = scope;
  const labelled = Object.entries(labels).map(([key, value]) => ({ labels: { path: [key], equals: value } }));
  return {
    organisationId,
    projectId,
    id: identity,
    name,
    slug,
    AND: [...visible.map(mayBeSeen), ...labelled],
    OR: text ? textMatches(text) : undefined,
  };
}

/** Said as a condition: Prisma drops an empty OR that stands in an AND, and who may see nothing would see everything. */
const NO_ZONE: Prisma.DnsZoneWhereInput = { id: { in: [] } };
/** Said as a condition: Prisma drops an empty one, and with it a NOT around it. */
const EVERY_ZONE: Prisma.DnsZoneWhereInput = { id: { not: "" } };

function mayBeSeen({ allow, deny }: Visibility): Prisma.DnsZoneWhereInput {
  return { OR: allow === null ? undefined : [NO_ZONE, ...allow.map(objectsMatch)], NOT: deny.map(objectsMatch) };
}

function objectsMatch({ identities, labels }: VisibleObjects): Prisma.DnsZoneWhereInput {
  const byIdentity = identities.map((pattern) =>
    pattern.endsWith("*") ? { id: { startsWith: likeText(pattern.slice(0, -1)) } } : { id: pattern },
  );
  const byLabel = Object.entries(labels).map(([key, value]) => ({ labels: { path: [key], equals: value } }));
  return { AND: [...byLabel, identities.length === 0 ? EVERY_ZONE : { OR: byIdentity }] };
}

function textMatches(text: string): Prisma.DnsZoneWhereInput[] {
  const contains = { contains: likeText(text), mode: "insensitive" } as const;
  return [{ name: contains }, { slug: contains }, { description: contains }];
}

/** Without it, `%` and `_` in a text would stand for anything. */
const likeText = (text: string) => text.replaceAll(/[\\%_]/g, "\\$&");

/** The record sets of a zone, by name and type. */
export async function findRecordSets(zoneId: string, reader: Reader = null): Promise<RecordSetRow[]> {
  const rows = await client(reader).dnsRecordSet.findMany({
    where: { zoneId },
    orderBy: [{ name: "asc" }, { type: "asc" }],
  });
  return rows.filter(({ type }) => isRecordType(type)).map(asRecordSet);
}

/** Which record sets of a zone a list shows. */
export interface RecordFilter {
  readonly type?: RecordType | undefined;
  /** Part of the name or of a value. */
  readonly text?: string | undefined;
}

/** Where a page of record sets begins: after this one. */
export interface RecordPlace {
  readonly name: string;
  readonly type: string;
}

const LISTED_RECORDS = `
SELECT id, zone_id AS "zoneId", name, type, ttl, "values", data, created_at AS "createdAt", updated_at AS "updatedAt",
  object_version AS "objectVersion"
FROM dns_record_set
WHERE zone_id = $1 AND ($2::text IS NULL OR type = $2)
  AND ($3::text IS NULL OR name ILIKE $3 OR array_to_string("values", ' ') ILIKE $3)
  AND ($4::text IS NULL OR (name <> '@', name, type) > ($4 <> '@', $4, $5))
ORDER BY name <> '@', name, type LIMIT $6`;

/** One page of a zone's record sets, those of the zone itself first, then by name and type; `limit` null = all. */
export async function listRecordSets(
  zoneId: string,
  { type, text }: RecordFilter,
  { after, limit }: { readonly after: RecordPlace | null; readonly limit: number | null },
): Promise<RecordSetRow[]> {
  const pattern = text ? `%${likeText(text)}%` : null;
  const values = [zoneId, type ?? null, pattern, after?.name ?? null, after?.type ?? null, limit];
  return (await homeDatabase().pool.query<RecordSetRow>(LISTED_RECORDS, values)).rows;
}

/** The record sets of one name of a zone. */
export async function recordSetsAt(zoneId: string, name: string, reader: Reader = null): Promise<RecordSetRow[]> {
  return (await client(reader).dnsRecordSet.findMany({ where: { zoneId, name } })).map(asRecordSet);
}

/** A record set by identity, or by its relative name and type; null where the zone has none. */
export async function findRecordSet(
  zoneId: string,
  which: { readonly id: string } | { readonly name: string; readonly type: string },
  reader: Reader = null,
): Promise<RecordSetRow | null> {
  const row = await client(reader).dnsRecordSet.findFirst({ where: { zoneId, ...which } });
  return row === null ? null : asRecordSet(row);
}

/** Adds record sets; error: record_taken where there is one with the same name and type. */
export async function insertRecordSets(tx: ChangeTransaction, rows: readonly RecordSetRow[]): Promise<void> {
  const data = rows.map((row) => ({ ...row, values: [...row.values], data: [...row.data] }));
  const { count } = await tx.dnsRecordSet.createMany({ data, skipDuplicates: true });
  if (count < rows.length) throw new KmsError("record_taken");
}

const INSERT_MANY = `
INSERT INTO dns_record_set (id, zone_id, name, type, ttl, "values", data, created_at, updated_at, object_version)
SELECT r.id, r."zoneId", r.name, r.type, r.ttl, r."values", r.data, r."createdAt", r."updatedAt", 1
FROM jsonb_to_recordset($1::jsonb) AS r (id text, "zoneId" text, name text, type text, ttl integer, "values" text[],
  data text[], "createdAt" timestamptz, "updatedAt" timestamptz)`;

/** Adds many record sets in one statement; the caller knows that none of them is there. */
export async function insertManyRecordSets(tx: ChangeTransaction, rows: readonly RecordSetRow[]): Promise<void> {
  if (rows.length > 0) await tx.$executeRawUnsafe(INSERT_MANY, JSON.stringify(rows));
}

const REPLACE_MANY = `
UPDATE dns_record_set s SET ttl = r.ttl, "values" = r."values", data = r.data, updated_at = $2,
  object_version = s.object_version + 1
FROM jsonb_to_recordset($1::jsonb) AS r (id text, ttl integer, "values" text[], data text[]) WHERE s.id = r.id`;

/** Replaces time to live and records of many sets in one statement. */
export async function replaceRecordSets(tx: ChangeTransaction, rows: readonly RecordSetRow[], at: Date): Promise<void> {
  const changes = rows.map(({ id, ttl, values, data }) => ({ id, ttl, values, data }));
  if (rows.length > 0) await tx.$executeRawUnsafe(REPLACE_MANY, JSON.stringify(changes), at);
}

/** Replaces time to live and records of a set. */
export async function changeRecordSet(
  tx: ChangeTransaction,
  id: string,
  { ttl, values, data }: Pick<RecordSetRow, "ttl" | "values" | "data">,
  at: Date,
): Promise<RecordSetRow> {
  const changes = { ttl, values: [...values], data: [...data], updatedAt: at, objectVersion: { increment: 1 } };
  return asRecordSet(await tx.dnsRecordSet.update({ where: { id }, data: changes }));
}

/** Removes record sets. */
export async function removeRecordSets(tx: ChangeTransaction, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.$executeRaw`DELETE FROM dns_record_set WHERE id = ANY (${[...ids]}::text[])`;
}

/** How many records (not sets) a zone has. */
export async function countRecords(zoneId: string, reader: Reader = null): Promise<number> {
  const rows = await client(reader).$queryRaw<{ count: number }[]>`
    SELECT coalesce(sum(cardinality(data)), 0)::integer AS count FROM dns_record_set WHERE zone_id = ${zoneId}`;
  return rows[0]?.count ?? 0;
}

/** How many record sets and records of one type a zone has, and which of them stand at its apex. */
export interface TypeCount {
  readonly zoneId: string;
  readonly type: RecordType;
  readonly sets: number;
  readonly records: number;
  /** Values of the set at the apex; null where there is none. */
  readonly apex: readonly string[] | null;
}

const COUNT_BY_TYPE = `
SELECT zone_id AS "zoneId", type, count(*)::integer AS sets, sum(cardinality(data))::integer AS records,
  (SELECT a.data FROM dns_record_set a WHERE a.zone_id = r.zone_id AND a.name = '@' AND a.type = r.type) AS apex
FROM dns_record_set r WHERE zone_id = ANY ($1::text[]) GROUP BY zone_id, type`;

/** What some zones hold, by type. */
export async function countByType(zoneIds: readonly string[]): Promise<TypeCount[]> {
  if (zoneIds.length === 0) return [];
  return (await homeDatabase().pool.query<TypeCount>(COUNT_BY_TYPE, [zoneIds])).rows;
}
