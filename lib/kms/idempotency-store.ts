import type { ChangeTransaction } from "@/lib/audit/change-writer";
import type { Query } from "./key-statement";
import { transactionQuery } from "./store";

/** What names an earlier call: who made it, in which scope, and the hash of the name it gave itself. */
export interface RepetitionName {
  readonly organisationId: string;
  readonly projectId: string;
  readonly actorId: string;
  /** Hex. */
  readonly keyHash: string;
}

/** An answer as it was given. */
export interface StoredAnswer {
  /** Hex. */
  readonly requestHash: string;
  readonly status: number;
  readonly response: unknown;
}

const NAMED = "organisation_id = $1 AND project_id = $2 AND actor_id = $3 AND key_hash = decode($4, 'hex')";

const parametersOf = ({ organisationId, projectId, actorId, keyHash }: RepetitionName) => [
  organisationId,
  projectId,
  actorId,
  keyHash,
];

/** The answer that a call of this name got after a time; null where there is none. */
export async function readStoredAnswer(query: Query, name: RepetitionName, after: Date): Promise<StoredAnswer | null> {
  const rows = await query<StoredAnswer>(
    `SELECT encode(request_hash, 'hex') AS "requestHash", status, response FROM kms_idempotency_key
     WHERE ${NAMED} AND created_at > $5`,
    [...parametersOf(name), after],
  );
  return rows[0] ?? null;
}

/**
 * Takes a name for the call of a transaction, which others of that name then wait for; false where one took it after
 * `after`. An answer from before that is overwritten.
 */
export async function takeName(
  tx: ChangeTransaction,
  name: RepetitionName,
  answer: StoredAnswer,
  at: Date,
  after: Date,
): Promise<boolean> {
  const rows = await transactionQuery(tx)(
    `INSERT INTO kms_idempotency_key AS held
       (organisation_id, project_id, actor_id, key_hash, request_hash, status, response, created_at)
     VALUES ($1, $2, $3, decode($4, 'hex'), decode($5, 'hex'), $6, 'null'::jsonb, $7)
     ON CONFLICT (organisation_id, project_id, actor_id, key_hash) DO UPDATE
       SET request_hash = EXCLUDED.request_hash, status = EXCLUDED.status, created_at = EXCLUDED.created_at
       WHERE held.created_at <= $8
     RETURNING held.status`,
    [...parametersOf(name), answer.requestHash, answer.status, at, after],
  );
  return rows.length === 1;
}

/** Stores the answer under a name that this transaction took. */
export async function storeAnswer(tx: ChangeTransaction, name: RepetitionName, response: unknown): Promise<void> {
  await tx.$executeRawUnsafe(
    `UPDATE kms_idempotency_key SET response = $5::text::jsonb WHERE ${NAMED}`,
    ...parametersOf(name),
    JSON.stringify(response),
  );
}

/** Removes the answers given until a time; how many there were. */
export async function removeStoredAnswers(query: Query, until: Date): Promise<number> {
  const rows = await query<{ count: number }>(
    `WITH removed AS (DELETE FROM kms_idempotency_key WHERE created_at <= $1 RETURNING 1)
     SELECT count(*)::integer AS count FROM removed`,
    [until],
  );
  return rows[0]?.count ?? 0;
}
