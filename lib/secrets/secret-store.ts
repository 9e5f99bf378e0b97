import type { ChangeTransaction } from "@/lib/audit/change-writer";
import { SECRET_REVISION } from "@/lib/audit/commit-statement";
import type { AccessPolicy } from "@/lib/contract/secrets";
import type { Visibility, VisibleObjects } from "@/lib/iam/authorise";
import type { Scope } from "@/lib/iam/caller";
import type { Database } from "@/lib/platform/db";
import { Prisma } from "@/prisma/generated/client";
import { INSERT_SECRET_STATEMENT, insertSecretParameters } from "./insert-secret-statement";

/** A secret as stored, without its values. */
export interface SecretRow {
  readonly id: string;
  readonly region: string;
  readonly organisationId: string;
  readonly projectId: string;
  readonly path: string;
  readonly folder: string;
  readonly description: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly kmsKeyId: string;
  readonly latestVersion: number;
  readonly currentVersion: number;
  readonly accessPolicy: AccessPolicy | null;
  readonly stages: Readonly<Record<string, number>>;
  readonly rotationReminderInDays: number | null;
  readonly lastWrittenAt: Date;
  readonly lastAccessedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly objectVersion: number;
}

/** A version as stored. */
export interface SecretVersionRow {
  readonly version: number;
  readonly status: "active" | "destroyed";
  readonly ciphertext: string;
  readonly keyVersion: number;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly destroyedAt: Date | null;
}

/** Where a secret is: region, scope and path. */
export interface SecretPlace {
  readonly region: string;
  readonly scope: Scope;
  readonly path: string;
}

const whereOf = ({ region, scope, path }: SecretPlace) => ({
  region,
  organisationId: scope.organisationId,
  projectId: scope.projectId,
  path,
});

// Text columns and JSON hold what verbs wrote, from the contract's closed lists.
const asSecret = (row: unknown) => row as SecretRow | null;
const asVersions = (rows: unknown) => rows as SecretVersionRow[];

/** The secret at a place; null where there is none. */
export async function findSecret(database: Database, place: SecretPlace): Promise<SecretRow | null> {
  return asSecret(await database.prisma.secret.findFirst({ where: whereOf(place) }));
}

/** The same, with its row locked until the end of the transaction. */
export async function lockSecret(tx: ChangeTransaction, place: SecretPlace): Promise<SecretRow | null> {
  const { region, scope, path } = place;
  await tx.$queryRaw`SELECT id FROM secret WHERE region = ${region} AND organisation_id = ${scope.organisationId}
    AND project_id = ${scope.projectId} AND path = ${path} FOR UPDATE`;
  return asSecret(await tx.secret.findFirst({ where: whereOf(place) }));
}

/** A secret's versions, oldest first. */
export async function findVersions(
  reader: Database | ChangeTransaction,
  secretId: string,
): Promise<SecretVersionRow[]> {
  const client = "prisma" in reader ? reader.prisma : reader;
  return asVersions(await client.secretVersion.findMany({ where: { secretId }, orderBy: { version: "asc" } }));
}

/** One version of a secret; null where there is none. */
export async function findVersion(
  database: Database,
  secretId: string,
  version: number,
): Promise<SecretVersionRow | null> {
  const [found] = asVersions(await database.prisma.secretVersion.findMany({ where: { secretId, version } }));
  return found ?? null;
}

/** A secret with its policy, and the version asked for or the current one, in one statement: what every reading of a value needs. */
export interface ReadableSecret {
  readonly id: string;
  readonly path: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly kmsKeyId: string;
  readonly accessPolicy: AccessPolicy | null;
  /** Another one after every change of the secret. */
  readonly revision: string;
  readonly version: number | null;
  readonly status: SecretVersionRow["status"] | null;
  readonly ciphertext: string | null;
  readonly keyVersion: number | null;
  /** Of the version. */
  readonly createdAt: Date | null;
}

const READABLE = `
SELECT s.id, s.path, s.labels, s.kms_key_id AS "kmsKeyId", s.access_policy AS "accessPolicy", ${SECRET_REVISION} AS revision, v.version, v.status,
  v.ciphertext, v.key_version AS "keyVersion", v.created_at AS "createdAt"
FROM secret s LEFT JOIN secret_version v
  ON v.secret_id = s.id AND v.version = coalesce($5::integer, (s.stages ->> $6::text)::integer, CASE WHEN $6::text IS NULL THEN s.current_version END)
WHERE s.region = $1 AND s.organisation_id = $2 AND s.project_id = $3 AND s.path = $4`;

/** Always asks the primary: a version destroyed a moment ago is not read. */
export async function findReadable(
  database: Database,
  { region, scope, path }: SecretPlace,
  asked: { readonly version: number | null; readonly stage: string | null },
): Promise<ReadableSecret | null> {
  const values = [region, scope.organisationId, scope.projectId, path, asked.version, asked.stage];
  const { rows } = await database.pool.query<ReadableSecret>({ name: "secret-readable", text: READABLE, values });
  return rows[0] ?? null;
}

/** Whether a secret is at a place. */
export async function isTaken(database: Database, { region, scope, path }: SecretPlace): Promise<boolean> {
  const text = "SELECT FROM secret WHERE region = $1 AND organisation_id = $2 AND project_id = $3 AND path = $4";
  const values = [region, scope.organisationId, scope.projectId, path];
  return (await database.pool.query({ name: "secret-taken", text, values })).rows.length > 0;
}

/** Adds a secret and its first version; false where the path is taken. */
export async function insertSecret(tx: ChangeTransaction, row: SecretRow, first: SecretVersionRow): Promise<boolean> {
  return (await tx.$executeRawUnsafe(INSERT_SECRET_STATEMENT, ...insertSecretParameters(row, first))) > 0;
}

/** Adds a version. */
export async function insertVersion(tx: ChangeTransaction, secretId: string, version: SecretVersionRow): Promise<void> {
  await tx.secretVersion.create({ data: { ...version, secretId } });
}

/** Columns of a secret that change. */
export type SecretChanges = Partial<
  Pick<
    SecretRow,
    "latestVersion" | "currentVersion" | "accessPolicy" | "stages" | "rotationReminderInDays" | "lastWrittenAt"
  >
>;

/** Sets columns of a secret and counts its object version on. */
export async function changeSecret(
  tx: ChangeTransaction,
  id: string,
  { accessPolicy, ...changes }: SecretChanges,
  at: Date,
): Promise<SecretRow> {
  const policy = accessPolicy === undefined ? {} : { accessPolicy: storedPolicy(accessPolicy) };
  const data = { ...changes, ...policy, updatedAt: at, objectVersion: { increment: 1 } };
  const row = asSecret(await tx.secret.update({ where: { id }, data }));
  if (row === null) throw new Error(`secret ${id} is gone while it is locked`);
  return row;
}

/** Takes the ciphertext of a version away for good. */
export async function destroyVersion(
  tx: ChangeTransaction,
  secretId: string,
  version: number,
  at: Date,
): Promise<void> {
  const data = { status: "destroyed", ciphertext: "", destroyedAt: at };
  await tx.secretVersion.update({ where: { secretId_version: { secretId, version } }, data });
}

/** Removes a secret with every version. */
export async function removeSecret(tx: ChangeTransaction, id: string): Promise<void> {
  await tx.secret.delete({ where: { id } });
}

/** Notes the moments at which values were read; a later one that is there stays. */
export async function noteAccesses(
  database: Database,
  accesses: readonly { readonly id: string; readonly at: Date }[],
): Promise<void> {
  await database.pool.query(
    `UPDATE secret SET last_accessed_at = a.at FROM unnest($1::text[], $2::timestamptz[]) AS a (id, at)
     WHERE secret.id = a.id AND (secret.last_accessed_at IS NULL OR secret.last_accessed_at < a.at)`,
    [accesses.map(({ id }) => id), accesses.map(({ at }) => at)],
  );
}

/** Which secrets to list. */
export interface SecretFilter {
  readonly region: string;
  readonly scope: Scope;
  /** Exactly this folder, or with `below` everything under it. */
  readonly folder: string;
  readonly below: boolean;
  /** Part of the path or description; upper and lower case alike. */
  readonly text?: string | undefined;
  /** All of them must let a secret be seen. */
  readonly visible: readonly Visibility[];
}

/** One page of secrets by path, after a path. */
export async function findSecrets(
  database: Database,
  filter: SecretFilter,
  page: { readonly after: string | null; readonly limit: number | null },
): Promise<SecretRow[]> {
  const rows = await database.prisma.secret.findMany({
    where: { AND: [listed(filter), page.after === null ? {} : { path: { gt: page.after } }] },
    orderBy: { path: "asc" },
    ...(page.limit === null ? {} : { take: page.limit }),
  });
  return rows as unknown as SecretRow[];
}

/** Every folder below one that holds a secret the filter finds. */
export async function findFolders(database: Database, filter: SecretFilter): Promise<string[]> {
  const where = listed({ ...filter, below: true });
  const rows = await database.prisma.secret.groupBy({ by: ["folder"], where, orderBy: { folder: "asc" } });
  return rows.map(({ folder }) => folder);
}

function listed({ region, scope, folder, below, text, visible }: SecretFilter): Prisma.SecretWhereInput {
  const { organisationId, projectId } = scope;
  return {
    region,
    organisationId,
    projectId,
    folder: below ? { startsWith: likeText(folder) } : folder,
    AND: visible.map(mayBeSeen),
    OR: text ? textMatches(text) : undefined,
  };
}

/** Said as a condition: Prisma drops an empty OR that stands in an AND, and who may see nothing would see everything. */
const NO_SECRET: Prisma.SecretWhereInput = { id: { in: [] } };

function mayBeSeen({ allow, deny }: Visibility): Prisma.SecretWhereInput {
  return { OR: allow === null ? undefined : [NO_SECRET, ...allow.map(objectsMatch)], NOT: deny.map(objectsMatch) };
}

/** Said as a condition: Prisma drops an empty one, and with it a NOT around it. */
const EVERY_SECRET: Prisma.SecretWhereInput = { id: { not: "" } };

function objectsMatch({ identities, labels }: VisibleObjects): Prisma.SecretWhereInput {
  const byPath = identities.map((pattern) =>
    pattern.endsWith("*") ? { path: { startsWith: likeText(pattern.slice(0, -1)) } } : { path: pattern },
  );
  const byLabel = Object.entries(labels).map(([key, value]) => ({ labels: { path: [key], equals: value } }));
  return { AND: [...byLabel, identities.length === 0 ? EVERY_SECRET : { OR: byPath }] };
}

function textMatches(text: string): Prisma.SecretWhereInput[] {
  const contains = { contains: likeText(text), mode: "insensitive" } as const;
  return [{ path: contains }, { description: contains }];
}

/** Without it, `%` and `_` in a text would stand for anything. */
const likeText = (text: string) => text.replaceAll(/[\\%_]/g, "\\$&");

const storedPolicy = (policy: AccessPolicy | null) => policy ?? Prisma.DbNull;
