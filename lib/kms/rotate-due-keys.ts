import { writersOf } from "@/lib/audit/writers";
import type { KeyType } from "@/lib/contract/key-types";
import { CALL_DEADLINE_MS } from "@/lib/door/call";
import type { Scope } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { allRegions, type Region } from "@/lib/regions/registry";
import { addVersion } from "./add-version";
import { jobRecord } from "./job-record";
import { queryOf } from "./key-cache";
import type { KeyFacts } from "./key-facts";
import { nextRotationAt } from "./key-message";
import { readKeyLocked } from "./key-statement";
import { transactionQuery } from "./store";
import { generateMaterial } from "./use-material";

/** Keys looked at between two reads of what is due. */
const BATCH = 200;
/** Longest time to generate material for one key. */
const GENERATION_MS = 120_000;

interface DueKey {
  id: string;
  region: string;
  organisationId: string;
  projectId: string;
  keyType: KeyType;
}

const DUE_KEYS = `
SELECT k.id, k.region, k.organisation_id AS "organisationId", k.project_id AS "projectId", k.key_type AS "keyType"
FROM kms_key k JOIN kms_key_version v ON v.key_id = k.id AND v.version = k.latest_version
WHERE k.rotation_enabled AND k.allow_rotation AND k.status = 'active' AND k.region = ANY ($2) AND k.id > $3
  AND v.created_at + k.rotation_period_in_days * interval '24 hours' <= $1
ORDER BY k.id LIMIT ${BATCH}`;

/** Whether a key's schedule asks for a rotation at a time: creation of the newest version plus the period has come. */
export function isRotationDue(key: KeyFacts, now: Date): boolean {
  const due = nextRotationAt(key);
  return due !== null && due.getTime() <= now.getTime();
}

/**
 * Rotates every key of a database whose schedule is due, each once however long it was missed, and records each as
 * `kms.rotate.scheduled`. A key that fails does not keep the others from rotating; it stays due for the next run.
 */
export async function rotateDueKeys(database: Database, now: Date): Promise<{ rotated: number; failed: string[] }> {
  const regions = new Map(
    allRegions()
      .filter((region) => region.database === database)
      .map((region) => [region.slug, region]),
  );
  const failed: string[] = [];
  let rotated = 0;
  for (let after = ""; ; ) {
    const due = await queryOf(database)<DueKey>(DUE_KEYS, [now, [...regions.keys()], after]);
    for (const key of due) {
      const region = regions.get(key.region);
      if (region === undefined) continue;
      try {
        if (await rotateOnce(key, region, now)) rotated += 1;
      } catch (error) {
        failed.push(`${key.id}: ${String(error)}`);
      }
    }
    const last = due.at(-1);
    if (last === undefined || due.length < BATCH) return { rotated, failed };
    after = last.id;
  }
}

/** False where another node has rotated the key meanwhile, or its schedule has changed: due-ness is decided under the lock. */
async function rotateOnce(due: DueKey, region: Region, now: Date): Promise<boolean> {
  const material = await generateMaterial(due.keyType, clock.monotonicMs() + GENERATION_MS);
  const deadlineMs = clock.monotonicMs() + CALL_DEADLINE_MS;
  const startedAtMs = clock.monotonicMs();
  return writersOf(region.database).changes.transact(deadlineMs, async (tx, record) => {
    // The job acts for the installation: no caller proved this scope, the key's own row names it.
    const scope = { organisationId: due.organisationId, projectId: due.projectId } as Scope;
    const key = await readKeyLocked(transactionQuery(tx), "UPDATE", region.slug, scope, due.id);
    if (key === null || !isRotationDue(key, now)) return false;
    const rotated = await addVersion(tx, key, region, now, "scheduled", material);
    const act = { action: "kms.rotate.scheduled", event: "kms.rotate.scheduled", keyVersion: rotated.latestVersion };
    await record(jobRecord(rotated, { ...act, durationMs: clock.monotonicMs() - startedAtMs }));
    return true;
  });
}
