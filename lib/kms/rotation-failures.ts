import type { Query } from "./key-statement";
import { retryAt } from "./rotation-schedule";

/** What is known of scheduled rotations of a key that failed since the last one that did not. */
export interface RotationFailure {
  readonly keyId: string;
  /** In a row, from 1. */
  readonly attempts: number;
  /** For people who may read the key. */
  readonly message: string;
  readonly lastTriedAt: Date;
  /** Not tried before; the next hourly run after it does. */
  readonly nextTryAt: Date;
}

const COLUMNS = `key_id AS "keyId", attempts, message, last_tried_at AS "lastTriedAt", next_try_at AS "nextTryAt"`;

/** The failure that a key's next rotation waits for; null where none does. */
export async function rotationFailureOf(query: Query, keyId: string): Promise<RotationFailure | null> {
  const text = `SELECT ${COLUMNS} FROM kms_rotation_failure WHERE key_id = $1`;
  return (await query<RotationFailure>(text, [keyId]))[0] ?? null;
}

/** The failures that the next rotations of some keys wait for. */
export async function rotationFailuresOf(query: Query, keyIds: readonly string[]): Promise<RotationFailure[]> {
  return query<RotationFailure>(`SELECT ${COLUMNS} FROM kms_rotation_failure WHERE key_id = ANY ($1::text[])`, [
    [...keyIds],
  ]);
}

/** Notes that a scheduled rotation failed, and when it is tried again. */
export async function noteRotationFailure(query: Query, keyId: string, message: string, now: Date): Promise<void> {
  const attempts = ((await rotationFailureOf(query, keyId))?.attempts ?? 0) + 1;
  await query(
    `INSERT INTO kms_rotation_failure (key_id, attempts, message, last_tried_at, next_try_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (key_id) DO UPDATE SET attempts = EXCLUDED.attempts, message = EXCLUDED.message,
       last_tried_at = EXCLUDED.last_tried_at, next_try_at = EXCLUDED.next_try_at`,
    [keyId, attempts, message, now, retryAt(attempts, now)],
  );
}

/** Forgets failures of keys that were rotated, or whose schedule has changed; in the transaction that does it. */
export async function forgetRotationFailures(query: Query, keyIds: readonly string[]): Promise<void> {
  await query("DELETE FROM kms_rotation_failure WHERE key_id = ANY ($1::text[])", [[...keyIds]]);
}
