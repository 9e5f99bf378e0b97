import { type Database, homeDatabase } from "@/lib/platform/db";
import type { PrincipalOrganisation } from "./caller";
import type { Grant, Rule } from "./grants";

/** The person or service account, organisations and access epochs behind a credential. */
export interface ActorRow {
  readonly actor_id: string;
  readonly actor_name: string;
  readonly actor_email: string;
  readonly is_platform_administrator: boolean;
  readonly organisations: readonly OrganisationRow[];
}

/** An organisation as the statement gives it. */
export interface OrganisationRow extends Omit<PrincipalOrganisation, "epoch" | "grants"> {
  readonly epoch: string;
  readonly grants: readonly GrantRow[];
}

/** A binding as the statement gives it: one of `policy` and `builtIn` is set. */
export interface GrantRow extends Omit<Grant, "policyId" | "policyName" | "rules"> {
  readonly builtIn: string | null;
  readonly policy: { readonly id: string; readonly name: string; readonly rules: readonly Rule[] } | null;
}

/** A live access token and what it opens. */
export interface AccessTokenRow extends ActorRow {
  readonly id: string;
  readonly expires_at: Date | null;
  /** None = everything the person may do. */
  readonly scopes: readonly string[];
  /** `o-…`; null = every organisation of the person. */
  readonly confined_to_organisation: string | null;
}

/** A live service account, and when the credential that it was asked for with ends and what that may be used for. */
export interface ServiceAccountRow extends ActorRow {
  readonly credential_expires_at: Date | null;
  readonly credential_scopes: readonly string[];
}

/** A live client key: what it may do is in the row itself. */
export interface ClientKeyRow extends ActorRow {
  /** Slug. */
  readonly region: string;
  /** Empty where it acts in the organisation itself. */
  readonly project_id: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly public_key: Buffer;
  /** Names of built-in policies. */
  readonly policies: readonly string[];
  /** None = every object. */
  readonly resource_identities: readonly string[];
  /** None = every address. */
  readonly cidrs: readonly string[];
  readonly expires_at: Date;
}

/** A live session and what it opens. */
export interface SessionRow extends ActorRow {
  readonly last_seen_at: Date;
  readonly expires_at: Date;
}

/** Bindings that reach a subject in the organisation `o`, as JSON; `subject` is SQL over the binding `b`. */
export const grantsOf = (subject: string) => `coalesce((
      SELECT json_agg(json_build_object('bindingId', b.id, 'builtIn', b.built_in, 'team', team.name, 'projectId', b.project_id,
        'replicateToChildren', b.replicate_to_children OR coalesce(p.replicate_to_children, false), 'scopes', b.scopes,
        'expiresAtMs', extract(epoch FROM b.expires_at) * 1000,
        'policy', CASE WHEN p.id IS NULL THEN NULL ELSE json_build_object('id', p.id, 'name', p.name, 'rules', coalesce((
          SELECT json_agg(json_build_object('id', r.id, 'effect', r.effect, 'resources', r.resources,
            'resourceIdentities', r.resource_identities, 'permissions', r.permissions, 'conditions', r.conditions) ORDER BY r.id)
          FROM iam_rule r WHERE r.policy_id = p.id
        ), '[]'::json)) END) ORDER BY b.id)
      FROM iam_binding b
      LEFT JOIN iam_policy p ON p.id = b.policy_id
      LEFT JOIN team ON b.subject_kind = 'team' AND team.id = b.subject_id
      WHERE b.organisation_id = o.id AND (${subject})
    ), '[]'::json)`;

const ORGANISATION_FACTS = `'id', o.id, 'name', o.name, 'slug', o.slug, 'featuresDisabled', o.features_disabled, 'limits', o.limits,
      'epoch', coalesce(e.epoch, 0)::text`;

/** SQL that says whether the binding `b` reaches the person `u`. */
export const REACHES_PERSON = `(b.subject_kind = 'user' AND b.subject_id = u.id)
  OR (b.subject_kind = 'team' AND b.subject_id IN (SELECT tm.team_id FROM team_member tm WHERE tm.user_id = u.id))`;

/** SQL that says whether the binding `b` reaches the service account `sa`. */
export const REACHES_SERVICE_ACCOUNT = "b.subject_kind = 'service_account' AND b.subject_id = sa.id";

const PERSON_COLUMNS = `u.id AS actor_id, u.name AS actor_name, u.email AS actor_email,
  u.is_platform_administrator, coalesce((
    SELECT json_agg(json_build_object(${ORGANISATION_FACTS}, 'role', m.role, 'grants', ${grantsOf(REACHES_PERSON)})
      ORDER BY m.created_at, o.slug)
    FROM membership m
    JOIN organisation o ON o.id = m.organisation_id
    LEFT JOIN access_epoch e ON e.organisation_id = o.id
    WHERE m.user_id = u.id AND m.accepted_at IS NOT NULL
  ), '[]'::json) AS organisations`;

// Credential, rights and epochs come from one statement: read apart, a revocation could slip between them and the torn
// answer would carry the new epoch with the old rights.
const READ_ACCESS_TOKEN = `SELECT t.id, t.expires_at, t.scopes, t.organisation_id AS confined_to_organisation, ${PERSON_COLUMNS}
  FROM access_token t JOIN app_user u ON u.id = t.user_id
  WHERE t.hash = $1 AND t.revoked_at IS NULL`;

const READ_SESSION = `SELECT s.last_seen_at, s.expires_at, ${PERSON_COLUMNS}
  FROM session s JOIN app_user u ON u.id = s.user_id
  WHERE s.id_hash = $1 AND s.revoked_at IS NULL`;

// The token of a service account lives as long as what it came from: a credential, or a federated identity.
const READ_SERVICE_ACCOUNT = `SELECT k.expires_at AS credential_expires_at, k.scopes AS credential_scopes,
  sa.id AS actor_id, sa.name AS actor_name, '' AS actor_email, false AS is_platform_administrator,
  json_build_array(json_build_object(${ORGANISATION_FACTS}, 'role', 'MEMBER',
    'grants', ${grantsOf(REACHES_SERVICE_ACCOUNT)})) AS organisations
  FROM service_account sa
  JOIN organisation o ON o.id = sa.organisation_id
  JOIN LATERAL (
    SELECT c.expires_at, c.scopes FROM access_credential c
    WHERE c.id = $2 AND c.service_account_id = sa.id AND c.revoked_at IS NULL
    UNION ALL SELECT f.expires_at, f.allowed_scopes FROM federated_identity f
    JOIN federated_identity_provider fp ON fp.id = f.provider_id
    WHERE f.id = $2 AND f.service_account_id = sa.id AND f.revoked_at IS NULL AND f.status = 'active' AND fp.status = 'active'
  ) k ON k.expires_at IS NULL OR k.expires_at > $3
  LEFT JOIN access_epoch e ON e.organisation_id = o.id
  WHERE sa.id = $1 AND sa.deleted_at IS NULL`;

const READ_CLIENT_KEY = `SELECT k.id AS actor_id, k.name AS actor_name, '' AS actor_email, false AS is_platform_administrator,
  k.region, k.project_id, k.public_key, k.policies, k.resource_identities, k.cidrs, k.expires_at,
  json_build_array(json_build_object(${ORGANISATION_FACTS}, 'role', 'MEMBER', 'grants', '[]'::json)) AS organisations
  FROM client_key k JOIN organisation o ON o.id = k.organisation_id
  LEFT JOIN access_epoch e ON e.organisation_id = o.id
  WHERE k.key_id = $1 AND k.revoked_at IS NULL`;

const TOUCH_ACCESS_TOKEN = `UPDATE access_token SET last_used_at = $2
  WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $2::timestamptz - interval '1 minute')`;

const TOUCH_SESSION = `UPDATE session SET last_seen_at = $2
  WHERE id_hash = $1 AND revoked_at IS NULL AND last_seen_at < $2::timestamptz`;

const READ_FEATURES_DISABLED = `SELECT features_disabled AS "featuresDisabled" FROM organisation WHERE id = $1`;

// Nearest first. UNION stops at a circle, which no verb makes.
const FIND_PROJECT = `WITH RECURSIVE path (id, parent_id, depth) AS (
  SELECT id, parent_id, 0 FROM project WHERE organisation_id = $1 AND (id = $2 OR slug = $2) AND deleted_at IS NULL
  UNION SELECT p.id, p.parent_id, path.depth + 1 FROM project p JOIN path ON p.id = path.parent_id WHERE path.depth < 32
) SELECT id FROM path ORDER BY depth`;

const BUMP_EPOCH = `INSERT INTO access_epoch (organisation_id, epoch) VALUES ($1, 1)
  ON CONFLICT (organisation_id) DO UPDATE SET epoch = access_epoch.epoch + 1`;

const BUMP_EPOCHS_OF_USER = `INSERT INTO access_epoch (organisation_id, epoch)
  SELECT organisation_id, 1 FROM membership WHERE user_id = $1 ORDER BY organisation_id
  ON CONFLICT (organisation_id) DO UPDATE SET epoch = access_epoch.epoch + 1`;

/** The access token with this hash unless it is revoked; expiry is the reader's to check. */
export async function readAccessToken(hash: Buffer): Promise<AccessTokenRow | undefined> {
  return (await homeDatabase().pool.query<AccessTokenRow>(READ_ACCESS_TOKEN, [hash])).rows[0];
}

/** The session with this hash unless it is revoked; expiry is the reader's to check. */
export async function readSession(idHash: Buffer): Promise<SessionRow | undefined> {
  return (await homeDatabase().pool.query<SessionRow>(READ_SESSION, [idHash])).rows[0];
}

/** The client key that calls name so, unless it is revoked; expiry is the reader's to check. */
export async function readClientKey(keyId: string): Promise<ClientKeyRow | undefined> {
  return (await homeDatabase().pool.query<ClientKeyRow>(READ_CLIENT_KEY, [keyId])).rows[0];
}

/** Notes when a client key was last used. */
export async function touchClientKey(id: string, at: Date): Promise<void> {
  await homeDatabase().pool.query(
    `UPDATE client_key SET last_used_at = $2
     WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $2::timestamptz - interval '1 minute')`,
    [id, at],
  );
}

/** Notes when a token was last used. */
export async function touchAccessToken(id: string, at: Date): Promise<void> {
  await homeDatabase().pool.query(TOUCH_ACCESS_TOKEN, [id, at]);
}

/** Notes when a session was last seen, which moves its idle limit. */
export async function touchSession(idHash: Buffer, at: Date): Promise<void> {
  await homeDatabase().pool.query(TOUCH_SESSION, [idHash, at]);
}

/** An organisation's project, found by identity or slug, and those above it, nearest first; empty where there is none. */
export async function findProjectPath(organisationId: string, text: string): Promise<readonly string[]> {
  const { rows } = await homeDatabase().pool.query<{ id: string }>(FIND_PROJECT, [organisationId, text]);
  return rows.map(({ id }) => id);
}

/** A service account whose credential or federated identity still opens something; expiry of the token is the reader's to check. */
export async function readServiceAccount(
  id: string,
  credentialId: string,
  now: Date,
): Promise<ServiceAccountRow | undefined> {
  return (await homeDatabase().pool.query<ServiceAccountRow>(READ_SERVICE_ACCOUNT, [id, credentialId, now])).rows[0];
}

/** Notes when a service account's credential or federated identity was last used. */
export async function touchServiceCredential(id: string, at: Date): Promise<void> {
  const table = id.startsWith("fid-") ? "federated_identity" : "access_credential";
  await homeDatabase().pool.query(
    `UPDATE ${table} SET last_used_at = $2
     WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $2::timestamptz - interval '1 minute')`,
    [id, at],
  );
}

/** Features switched off for an organisation; undefined where there is none. */
export async function readFeaturesDisabled(organisationId: string): Promise<readonly string[] | undefined> {
  const { rows } = await homeDatabase().pool.query<{ featuresDisabled: string[] }>(READ_FEATURES_DISABLED, [
    organisationId,
  ]);
  return rows[0]?.featuresDisabled;
}

/** Milliseconds to wait for a connection and to finish: a password may be hashed inside, a node may wait for another's lock. */
const TRANSACTION_LIMITS = { maxWait: 4_000, timeout: 10_000 };

/** A transaction of the home database. */
export type IamTransaction = Parameters<Parameters<Database["prisma"]["$transaction"]>[0]>[0];

/**
 * Runs changes of organisations, people and credentials in one transaction of the home database.
 * A caller that is already inside one passes it on as `within`.
 */
export function inHomeTransaction<T>(
  run: (transaction: IamTransaction) => Promise<T>,
  within?: IamTransaction,
): Promise<T> {
  return within ? run(within) : homeDatabase().prisma.$transaction(run, TRANSACTION_LIMITS);
}

/** Locks the access epochs of several organisations, in one order for everybody, until the transaction ends. */
export async function lockEpochs(
  transaction: IamTransaction,
  organisationIds: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  const rows = await transaction.$queryRawUnsafe<{ organisation_id: string; epoch: bigint }[]>(
    "SELECT organisation_id, epoch FROM access_epoch WHERE organisation_id = ANY ($1::text[]) ORDER BY organisation_id FOR UPDATE",
    organisationIds,
  );
  return new Map(rows.map(({ organisation_id, epoch }) => [organisation_id, BigInt(epoch)]));
}

/** Moves the organisation's access epoch on, so that every cached decision is stale, and returns the new one. */
export async function moveEpoch(transaction: IamTransaction, organisationId: string): Promise<bigint> {
  const rows = await transaction.$queryRawUnsafe<{ epoch: bigint }[]>(`${BUMP_EPOCH} RETURNING epoch`, organisationId);
  return BigInt(rows[0]?.epoch ?? 0);
}

/** Makes every cached decision about the organisation stale once the transaction commits. */
export async function bumpEpoch(transaction: IamTransaction, organisationId: string): Promise<void> {
  await transaction.$executeRawUnsafe(BUMP_EPOCH, organisationId);
}

/** The same for every organisation the person belongs to. */
export async function bumpEpochsOfUser(transaction: IamTransaction, userId: string): Promise<void> {
  await transaction.$executeRawUnsafe(BUMP_EPOCHS_OF_USER, userId);
}

/** Adds an access token, by the hash of its text. */
export async function insertAccessToken(
  transaction: IamTransaction,
  row: {
    id: string;
    hash: string;
    userId: string;
    name: string;
    createdAt: Date;
    expiresAt: Date | null;
    scopes?: string[];
    organisationId?: string | null;
  },
): Promise<void> {
  await transaction.accessToken.create({ data: { ...row, hash: Buffer.from(row.hash, "hex") } });
}

/** Marks a token revoked unless it is; returns whose it is, or null where there is none. */
export async function markTokenRevoked(transaction: IamTransaction, id: string, at: Date): Promise<string | null> {
  await transaction.accessToken.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at } });
  return (await transaction.accessToken.findUnique({ where: { id }, select: { userId: true } }))?.userId ?? null;
}

/** Adds an organisation; false where the slug is taken. */
export async function insertOrganisation(
  transaction: IamTransaction,
  row: { id: string; name: string; slug: string; createdAt: Date },
): Promise<boolean> {
  const data = [{ ...row, updatedAt: row.createdAt }];
  return (await transaction.organisation.createMany({ data, skipDuplicates: true })).count === 1;
}

/** Adds a person; false where the e-mail address is taken. */
export async function insertUser(
  transaction: IamTransaction,
  row: {
    id: string;
    email: string;
    name: string;
    passwordHash: string | null;
    isPlatformAdministrator: boolean;
    createdAt: Date;
  },
): Promise<boolean> {
  const data = [{ ...row, passwordChangedAt: row.createdAt }];
  return (await transaction.user.createMany({ data, skipDuplicates: true })).count === 1;
}

/** Adds a membership; false where the person has one in the organisation. */
export async function insertMembership(
  transaction: IamTransaction,
  row: {
    id: string;
    organisationId: string;
    userId: string;
    role: "OWNER" | "MEMBER";
    createdAt: Date;
    /** Null = when the invitation is followed; absent = now. */
    acceptedAt?: Date | null;
    invitedName?: string | null;
  },
): Promise<boolean> {
  return (await transaction.membership.createMany({ data: [row], skipDuplicates: true })).count === 1;
}

/** Holds a person's row until the transaction ends. */
export async function lockUser(transaction: IamTransaction, id: string): Promise<void> {
  await transaction.$queryRawUnsafe("SELECT id FROM app_user WHERE id = $1 FOR UPDATE", id);
}

/** Whether nobody and nothing lives here yet. */
export async function isInstallationEmpty(transaction: IamTransaction): Promise<boolean> {
  return (await transaction.user.count()) === 0 && (await transaction.organisation.count()) === 0;
}

/** Holds a lock of this name until the transaction ends; other nodes that want it wait. */
export async function lockInstallation(transaction: IamTransaction, name: string): Promise<void> {
  await transaction.$queryRawUnsafe("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", name);
}

/** Who signs in with an address, and the hash of the password if there is one. */
export interface SignInRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string | null;
  readonly organisationIds: readonly string[];
}

/** The person with an e-mail address, which must be in lower case. */
export async function findUserByEmail(email: string): Promise<SignInRow | null> {
  const memberships = {
    where: { acceptedAt: { not: null } },
    select: { organisationId: true },
    orderBy: { organisationId: "asc" },
  } as const;
  const user = await homeDatabase().prisma.user.findUnique({
    where: { email },
    select: { id: true, email: true, name: true, passwordHash: true, memberships },
  });
  if (user === null) return null;
  return { ...user, organisationIds: user.memberships.map(({ organisationId }) => organisationId) };
}

/** Adds a session, by the hash of its id. */
export async function insertSession(
  transaction: IamTransaction,
  row: {
    idHash: string;
    userId: string;
    createdAt: Date;
    expiresAt: Date;
    address: string | null;
    userAgent: string | null;
  },
): Promise<void> {
  const data = { ...row, idHash: Buffer.from(row.idHash, "hex"), lastSeenAt: row.createdAt };
  await transaction.session.create({ data });
}

/** Marks a session revoked unless it is; returns whose it was, or null where there was no live one. */
export async function markSessionRevoked(
  transaction: IamTransaction,
  idHash: string,
  at: Date,
): Promise<string | null> {
  const where = { idHash: Buffer.from(idHash, "hex"), revokedAt: null };
  const session = await transaction.session.findFirst({ where, select: { userId: true } });
  if (session === null) return null;
  await transaction.session.updateMany({ where, data: { revokedAt: at } });
  return session.userId;
}

/** A session as stored. */
export interface OwnSessionRow {
  readonly idHash: Uint8Array;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** A person's sessions that nobody has ended, the one seen last first; those that ran out are among them. */
export async function findSessionRows(userId: string, within?: IamTransaction): Promise<OwnSessionRow[]> {
  return (within ?? homeDatabase().prisma).session.findMany({
    where: { userId, revokedAt: null },
    omit: { userId: true, revokedAt: true },
    orderBy: [{ lastSeenAt: "desc" }, { createdAt: "desc" }],
  });
}

/** Marks sessions revoked, by the hash of their id in hex. */
export async function markSessionsRevoked(
  transaction: IamTransaction,
  idHashes: readonly string[],
  at: Date,
): Promise<void> {
  const where = { idHash: { in: idHashes.map((idHash) => Buffer.from(idHash, "hex")) }, revokedAt: null };
  await transaction.session.updateMany({ where, data: { revokedAt: at } });
}

/** Failed sign-ins counted under one subject (a hash), and when the last of them was. */
export interface ThrottleRow {
  readonly subject: string;
  readonly failures: number;
  readonly window_start: Date;
}

/** Locks the counters of these subjects until the transaction ends, in one order on every node; new ones start at 0. */
export async function lockThrottle(
  transaction: IamTransaction,
  subjects: readonly string[],
  now: Date,
): Promise<readonly ThrottleRow[]> {
  await transaction.$executeRawUnsafe(
    `INSERT INTO sign_in_throttle (subject, failures, window_start)
     SELECT subject, 0, $2::timestamptz FROM unnest($1::text[]) AS given (subject) ORDER BY subject
     ON CONFLICT (subject) DO NOTHING`,
    subjects,
    now,
  );
  return transaction.$queryRawUnsafe<ThrottleRow[]>(
    "SELECT subject, failures, window_start FROM sign_in_throttle WHERE subject = ANY ($1::text[]) ORDER BY subject FOR UPDATE",
    subjects,
  );
}

/** The counter of a subject, not locked; none where nothing was counted. */
export async function readThrottle(subject: string): Promise<readonly ThrottleRow[]> {
  const text = "SELECT subject, failures, window_start FROM sign_in_throttle WHERE subject = $1";
  return (await homeDatabase().pool.query<ThrottleRow>(text, [subject])).rows;
}

/** Sets counters that are locked. */
export async function writeThrottle(transaction: IamTransaction, rows: readonly ThrottleRow[]): Promise<void> {
  for (const { subject, failures, window_start: windowStart } of rows) {
    await transaction.signInThrottle.update({ where: { subject }, data: { failures, windowStart } });
  }
}

/** Forgets some counters, lowers others by one, and removes those whose last failure is long ago. */
export async function releaseThrottle(change: {
  forget: readonly string[];
  takeBack: readonly string[];
  olderThan: Date;
}): Promise<void> {
  await inHomeTransaction(async (transaction) => {
    await lockThrottle(transaction, [...change.forget, ...change.takeBack], change.olderThan);
    const where = { subject: { in: [...change.takeBack] }, failures: { gt: 0 } };
    await transaction.signInThrottle.updateMany({ where, data: { failures: { decrement: 1 } } });
    await transaction.signInThrottle.deleteMany({ where: { subject: { in: [...change.forget] } } });
  });
  await homeDatabase().prisma.signInThrottle.deleteMany({ where: { windowStart: { lt: change.olderThan } } });
}
