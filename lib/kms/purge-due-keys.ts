import type { ChangeTransaction } from "@/lib/audit/change-writer";
import { writersOf } from "@/lib/audit/writers";
import { CALL_DEADLINE_MS } from "@/lib/door/call";
import type { Scope } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { dependentsOf } from "./dependents";
import { type JobAct, jobRecord } from "./job-record";
import { queryOf } from "./key-cache";
import type { KeyFacts } from "./key-facts";
import { readKeyLocked } from "./key-statement";
import { destroyVersions, noteWaitingPurge, purgeKey, transactionQuery, updateKey } from "./store";

/** Keys looked at between two reads of what is due. */
const BATCH = 200;

interface DueKey {
  id: string;
  region: string;
  organisationId: string;
  projectId: string;
}

const COLUMNS = `k.id, k.region, k.organisation_id AS "organisationId", k.project_id AS "projectId"`;

const DUE_DELETIONS = `SELECT ${COLUMNS} FROM kms_key k
WHERE k.status = 'pending_deletion' AND k.purged_at IS NULL AND k.deletion_scheduled_at <= $1 AND k.id > $2
ORDER BY k.id LIMIT ${BATCH}`;

const DUE_DESTRUCTIONS = `SELECT DISTINCT ${COLUMNS} FROM kms_key_version v JOIN kms_key k ON k.id = v.key_id
WHERE v.destruction_scheduled_at <= $1 AND v.status = 'pending_destruction' AND k.purged_at IS NULL AND k.id > $2
ORDER BY k.id LIMIT ${BATCH}`;

/** What a run did. A key that failed stays due for the next run. */
export interface PurgeRun {
  readonly purged: number;
  /** Due keys that still have dependents. */
  readonly waiting: number;
  readonly destroyedVersions: number;
  readonly failed: readonly string[];
}

/**
 * Removes for good the material of every key whose deletion is due, and of every version whose destruction is. A key that
 * something depends on waits, which is recorded once. Each is decided again under the key's lock: a deletion cancelled in
 * the last moment is not carried out.
 */
export async function purgeDueKeys(database: Database, now: Date): Promise<PurgeRun> {
  const failed: string[] = [];
  const deletions = await forEachDue(database, DUE_DELETIONS, now, failed, purgeOnce);
  const destructions = await forEachDue(database, DUE_DESTRUCTIONS, now, failed, destroyOnce);
  const count = (outcome: Done) => deletions.filter((one) => one === outcome).length;
  const destroyedVersions = destructions.reduce<number>((sum, one) => sum + (typeof one === "number" ? one : 0), 0);
  return { purged: count("purged"), waiting: count("waiting"), destroyedVersions, failed };
}

type Done = "purged" | "waiting" | number | null;
type Step = (
  tx: ChangeTransaction,
  key: KeyFacts,
  now: Date,
) => Promise<{ done: Done; key: KeyFacts; act: JobFacts } | Done>;
type JobFacts = Omit<JobAct, "durationMs">;

async function forEachDue(
  database: Database,
  statement: string,
  now: Date,
  failed: string[],
  step: Step,
): Promise<Done[]> {
  const outcomes: Done[] = [];
  for (let after = ""; ; ) {
    const due = await queryOf(database)<DueKey>(statement, [now, after]);
    for (const key of due) {
      try {
        outcomes.push(await underLock(database, key, now, step));
      } catch (error) {
        failed.push(`${key.id}: ${String(error)}`);
      }
    }
    const last = due.at(-1);
    if (last === undefined || due.length < BATCH) return outcomes;
    after = last.id;
  }
}

function underLock(database: Database, due: DueKey, now: Date, step: Step): Promise<Done> {
  const startedAtMs = clock.monotonicMs();
  return writersOf(database).changes.transact(startedAtMs + CALL_DEADLINE_MS, async (tx, record) => {
    // The job acts for the installation: no caller proved this scope, the key's own row names it.
    const scope = { organisationId: due.organisationId, projectId: due.projectId } as Scope;
    const key = await readKeyLocked(transactionQuery(tx), "UPDATE", due.region, scope, due.id);
    const outcome = key === null ? null : await step(tx, key, now);
    if (outcome === null || typeof outcome !== "object") return outcome;
    await record(jobRecord(outcome.key, { ...outcome.act, durationMs: clock.monotonicMs() - startedAtMs }));
    return outcome.done;
  });
}

const purgeOnce: Step = async (tx, key, now) => {
  const dueAt = key.status === "pending_deletion" ? key.deletionScheduledAt : null;
  if (dueAt === null || dueAt > now) return null;
  if ((await dependentsOf(transactionQuery(tx), key.id)).length > 0) {
    if (!(await noteWaitingPurge(tx, key.id, now))) return "waiting";
    const act = { action: "kms.key.purge_waiting", event: "kms.key.purge_waiting", keyVersion: null };
    return { done: "waiting", key, act };
  }
  await destroyVersions(
    tx,
    key.id,
    key.versions.map(({ version }) => version),
    now,
  );
  const purged = await purgeKey(tx, key, now);
  return { done: "purged", key: purged, act: { action: "kms.key.purge", event: "kms.key.purge", keyVersion: null } };
};

const destroyOnce: Step = async (tx, key, now) => {
  const due = key.versions.filter(
    ({ status, destructionScheduledAt }) =>
      status === "pending_destruction" && destructionScheduledAt !== null && destructionScheduledAt <= now,
  );
  if (due.length === 0) return null;
  const numbers = due.map(({ version }) => version);
  await destroyVersions(tx, key.id, numbers, now);
  const changed = await updateKey(tx, key, {}, now);
  const keyVersion = numbers.length === 1 ? (numbers[0] ?? null) : null;
  const act = { action: "kms.key.destroy_version", event: "kms.key.destroy_version", keyVersion };
  return { done: numbers.length, key: changed, act };
};
