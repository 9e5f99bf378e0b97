import { randomBytes } from "node:crypto";
import type { ChangeTransaction } from "@/lib/audit/change-writer";
import { KmsError } from "@/lib/contract/kms-error";
import { INSERT_KEY_STATEMENT, insertKeyParameters } from "./insert-key-statement";
import type { KeyFacts, KeyVersionFacts } from "./key-facts";
import type { Query } from "./key-statement";

/** Typed statements inside the transaction of a change. */
export function transactionQuery(tx: ChangeTransaction): Query {
  return <Row>(text: string, values: unknown[]) => tx.$queryRawUnsafe<Row[]>(text, ...values);
}

/**
 * The revision after this one: a counter and 64 random bits. The random part keeps two histories apart that a failover may
 * give the same counter.
 */
export function nextRevision(revision: string | null): string {
  const counter = revision === null ? 1 : Number(revision.split(".")[0]) + 1;
  return `${counter}.${randomBytes(8).toString("hex")}`;
}

/**
 * Inserts a key with its first version, in one typed statement: two `createMany` took twice the processor time of a whole
 * creation. Error: slug_taken.
 */
export async function insertKey(tx: ChangeTransaction, key: KeyFacts, origin: string): Promise<void> {
  const [first, ...others] = key.versions;
  if (first === undefined) throw new Error(`key ${key.id} has no version`);
  const inserted = await tx.$executeRawUnsafe(INSERT_KEY_STATEMENT, ...insertKeyParameters(key, first, origin));
  if (inserted === 0) throw new KmsError("slug_taken", { message: slugTaken(key.slug) });
  for (const version of others) await insertVersion(tx, key.id, version, origin);
}

const slugTaken = (slug: string) =>
  `A key with the slug ${slug} already exists in this region and scope. Choose another name.`;

/** What a change may set on a key. */
export type KeyChanges = Partial<
  Pick<
    KeyFacts,
    | "status"
    | "rotationEnabled"
    | "rotationPeriodInDays"
    | "latestVersion"
    | "minDecryptionVersion"
    | "deletionScheduledAt"
    | "narrowedTo"
    | "statusBeforeDeletion"
  >
>;

/** Applies a change to a key whose row is locked: new revision, new object version, new time. */
export async function updateKey(
  tx: ChangeTransaction,
  key: KeyFacts,
  changes: KeyChanges,
  at: Date,
): Promise<KeyFacts> {
  const written = {
    ...changes,
    revision: nextRevision(key.revision),
    objectVersion: key.objectVersion + 1,
    updatedAt: at,
  };
  await tx.kmsKey.updateMany({ where: { id: key.id }, data: written });
  return { ...key, ...written };
}

/** Adds a version to a key whose row is locked. */
export async function insertVersion(
  tx: ChangeTransaction,
  keyId: string,
  version: KeyVersionFacts,
  origin: string,
): Promise<void> {
  await tx.kmsKeyVersion.createMany({ data: [{ keyId, ...versionRow(version, origin) }] });
}

/** A version that is to become the newest of its key. */
export interface NextVersion {
  readonly key: KeyFacts;
  readonly version: KeyVersionFacts;
}

// One statement: `createMany` took more than half of the time for which the rows of some keys are locked.
const NEWEST_VERSIONS = `
WITH n AS (
  SELECT * FROM unnest($1::text[], $2::integer[], $3::text[], $6::text[], $7::smallint[], $8::text[], $9::text[])
    AS n (id, version, revision, region_key_id, format, salt, sealed)
), inserted AS (
  INSERT INTO kms_key_version (key_id, version, status, format, region_key_id, salt, sealed, created_at, origin)
  SELECT id, version, 'active', format, region_key_id, decode(salt, 'base64'), decode(sealed, 'base64'), $4::timestamptz, $5 FROM n
)
UPDATE kms_key k SET latest_version = n.version, revision = n.revision, object_version = k.object_version + 1,
  updated_at = $4::timestamptz
FROM n
WHERE k.id = n.id AND greatest(k.latest_version, k.version_floor) = n.version - 1`;

/** Adds an active version to each of several keys whose rows are locked and makes it the newest; returns the keys after it. */
export async function insertNextVersions(
  tx: ChangeTransaction,
  next: readonly NextVersion[],
  origin: string,
  at: Date,
): Promise<KeyFacts[]> {
  const changed = next.map(({ key, version }) => ({
    ...key,
    latestVersion: version.version,
    revision: nextRevision(key.revision),
    objectVersion: key.objectVersion + 1,
    updatedAt: at,
    versions: [...key.versions, version],
  }));
  const updated = await tx.$executeRawUnsafe(
    NEWEST_VERSIONS,
    changed.map(({ id }) => id),
    changed.map(({ latestVersion }) => latestVersion),
    changed.map(({ revision }) => revision),
    at.toISOString(),
    origin,
    next.map(({ version }) => version.regionKeyId),
    next.map(({ version }) => version.format),
    next.map(({ version }) => version.salt.toString("base64")),
    next.map(({ version }) => version.sealed.toString("base64")),
  );
  if (updated !== next.length) throw new Error(`${next.length} keys were to get a version, ${updated} did`);
  return changed;
}

/** Sets the state of a version of a key whose row is locked. */
export async function updateVersion(
  tx: ChangeTransaction,
  keyId: string,
  { version, status, destructionScheduledAt }: KeyVersionFacts,
): Promise<void> {
  await tx.kmsKeyVersion.updateMany({ where: { keyId, version }, data: { status, destructionScheduledAt } });
}

/** Ends encrypting with a version of a key whose row is locked; false where that was so already. */
export async function exhaustVersion(
  tx: ChangeTransaction,
  keyId: string,
  version: number,
  at: Date,
): Promise<boolean> {
  const where = { keyId, version, exhaustedAt: null };
  return (await tx.kmsKeyVersion.updateMany({ where, data: { exhaustedAt: at } })).count > 0;
}

/** Removes the material of versions of a key whose row is locked; nothing brings it back. */
export async function destroyVersions(
  tx: ChangeTransaction,
  keyId: string,
  versions: readonly number[],
  at: Date,
): Promise<void> {
  const nothing = new Uint8Array();
  await tx.kmsKeyVersion.updateMany({
    where: { keyId, version: { in: [...versions] }, status: { not: "destroyed" } },
    data: { status: "destroyed", salt: nothing, sealed: nothing, destructionScheduledAt: null, destroyedAt: at },
  });
}

/** Makes a key whose row is locked a tombstone, which no read shows. */
export async function purgeKey(tx: ChangeTransaction, key: KeyFacts, at: Date): Promise<KeyFacts> {
  const purged = await updateKey(tx, key, {}, at);
  await tx.kmsKey.updateMany({ where: { id: key.id }, data: { purgedAt: at } });
  return purged;
}

/** Notes since when a due purge has had to wait for dependents; false where that was known. */
export async function noteWaitingPurge(tx: ChangeTransaction, keyId: string, at: Date): Promise<boolean> {
  const where = { id: keyId, purgeWaitingSince: null };
  return (await tx.kmsKey.updateMany({ where, data: { purgeWaitingSince: at } })).count > 0;
}

function versionRow(version: KeyVersionFacts, origin: string) {
  return { ...version, salt: bytes(version.salt), sealed: bytes(version.sealed), origin };
}

/** Prisma asks for an array over an ArrayBuffer of its own. */
const bytes = (buffer: Buffer): Uint8Array<ArrayBuffer> => Uint8Array.from(buffer);
