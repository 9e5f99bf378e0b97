import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { parseCheckpoint } from "./checkpoint-text";
import { CHECKPOINT_INTERVAL_MS_MAX } from "./write-checkpoint";

/** How far a database's audit log is covered by signed checkpoints. */
export interface CheckpointState {
  /** Identity of the sequence, `adb-…`; null before the first checkpoint. */
  readonly database: string | null;
  /** Number of the newest checkpoint; null before the first. */
  readonly number: number | null;
  /** What was recorded before this time is covered; null before the first. */
  readonly completeTo: Date | null;
  readonly ageInSeconds: number | null;
  /** Fingerprint of the key that signed it, hex; null before the first. */
  readonly fingerprint: string | null;
  /** Whether the newest is older than checkpoints ever are in a database in use: nobody writes them. */
  readonly isOverdue: boolean;
}

/** A checkpoint is due every minute; a slow machine may need so many milliseconds more. */
const LATE_MS = 30_000;

const NONE: CheckpointState = {
  database: null,
  number: null,
  completeTo: null,
  ageInSeconds: null,
  fingerprint: null,
  isOverdue: true,
};

/** How far the log is covered now, as the newest checkpoint says; whether that is true is for verification to find out. */
export async function checkpointState(database: Database): Promise<CheckpointState> {
  const { rows } = await database.pool.query<{ text: string }>(
    "SELECT text FROM audit_checkpoint ORDER BY number DESC LIMIT 1",
  );
  const facts = rows[0] === undefined ? null : parseCheckpoint(rows[0].text);
  if (facts === null) return NONE;
  const completeTo = new Date(facts.time);
  const ageMs = Math.max(0, clock.nowMs() - completeTo.getTime());
  return {
    database: facts.database,
    number: facts.number,
    completeTo,
    ageInSeconds: Math.floor(ageMs / 1_000),
    fingerprint: facts.key,
    isOverdue: ageMs > CHECKPOINT_INTERVAL_MS_MAX + LATE_MS,
  };
}
