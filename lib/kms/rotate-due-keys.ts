import { setTimeout as sleep } from "node:timers/promises";
import { writersOf } from "@/lib/audit/writers";
import { KEY_TYPE_NAMES, type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import { isKmsError } from "@/lib/contract/kms-error";
import type { KeyMaterial } from "@/lib/crypto/key-material";
import { CALL_DEADLINE_MS } from "@/lib/door/call";
import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { vaultOf } from "@/lib/regions/health";
import { allRegions, type Region } from "@/lib/regions/registry";
import { nextVersionNumber, requireRotatable } from "./add-version";
import { jobRecord } from "./job-record";
import { queryOf } from "./key-cache";
import type { KeyFacts } from "./key-facts";
import { readKeysLocked } from "./key-statement";
import { newVersion } from "./new-version";
import { forgetRotationFailures, noteRotationFailure } from "./rotation-failures";
import { isRotationDue } from "./rotation-schedule";
import { insertNextVersions, transactionQuery } from "./store";
import { generateMaterial } from "./use-material";

/** Keys looked at between two reads of what is due. */
const PAGE = 400;
/** Keys rotated in one transaction: their rows stay locked for its length, and calls that use them wait. */
const TOGETHER = 20;
/** Longest time to generate material for one key. */
const GENERATION_MS = 120_000;
/** Longest run: what is left is due in the next, an hour later. */
const RUN_MS = 50 * 60_000;
/** Pause after a transaction, in lengths of it: callers have two thirds of the time. */
const PAUSE_LENGTHS = 2;
const PAUSE_MS_MAX = 250;

const IS_HEAVY = (keyType: KeyType) => keyTypeFacts(keyType).heavy.includes("generate");
const QUICK_TYPES = KEY_TYPE_NAMES.filter((keyType) => !IS_HEAVY(keyType));
const HEAVY_TYPES = KEY_TYPE_NAMES.filter(IS_HEAVY);

interface DueKey {
  readonly id: string;
  readonly region: string;
  readonly keyType: KeyType;
  readonly latestVersion: number;
}

// What rotationDueAt decides, said to the database; it decides again under the lock.
const DUE_KEYS = `
SELECT k.id, k.region, k.key_type AS "keyType", k.latest_version AS "latestVersion"
FROM kms_key k
JOIN kms_key_version v ON v.key_id = k.id AND v.version = k.latest_version
LEFT JOIN kms_rotation_failure f ON f.key_id = k.id
WHERE k.rotation_enabled AND k.allow_rotation AND k.status = 'active' AND k.purged_at IS NULL
  AND k.region = ANY ($2) AND k.key_type = ANY ($3) AND k.id > $4
  AND v.created_at + k.rotation_period_in_days * interval '24 hours' <= $1
  AND (f.next_try_at IS NULL OR f.next_try_at <= $1)
ORDER BY k.id LIMIT ${PAGE}`;

/** What a run did. */
export interface RotationRun {
  readonly rotated: number;
  /** Keys whose rotation failed; each is noted with its next attempt. */
  readonly failed: readonly string[];
  /** Slugs of regions whose keys have to wait because the region is not available. */
  readonly waitingRegions: readonly string[];
}

interface Run {
  readonly database: Database;
  readonly now: Date;
  readonly endsAtMs: number;
  readonly regions: ReadonlyMap<string, Region>;
  readonly failed: string[];
  rotated: number;
}

/**
 * Rotates every key of a database whose schedule is due, each once however long it was missed, and records each as
 * `kms.rotate.scheduled`. A key is rotated only where its newest version is still the one that made it due, so that two
 * nodes never rotate it twice. Types that are quick to generate come first, some keys per transaction and with pauses that
 * leave most of the time to callers; the others one by one through the thread of lowest priority. A key that fails does not
 * keep the others from rotating, and is tried again after a pause that grows. Throws where the database cannot be written.
 */
export async function rotateDueKeys(database: Database, now: Date): Promise<RotationRun> {
  const here = allRegions().filter((region) => region.database === database);
  const open = here.filter(isOpen);
  const run: Run = {
    ...{ database, now, failed: [], rotated: 0 },
    endsAtMs: clock.monotonicMs() + RUN_MS,
    regions: new Map(open.map((region) => [region.slug, region])),
  };
  await rotatePages(run, QUICK_TYPES, TOGETHER);
  await rotatePages(run, HEAVY_TYPES, 1);
  const waitingRegions = here.filter((region) => !open.includes(region)).map(({ slug }) => slug);
  return { rotated: run.rotated, failed: run.failed, waitingRegions };
}

function isOpen(region: Region): boolean {
  try {
    vaultOf(region);
    return true;
  } catch {
    return false;
  }
}

async function rotatePages(run: Run, keyTypes: readonly KeyType[], together: number): Promise<void> {
  for (let after = ""; ; ) {
    const due = await queryOf(run.database)<DueKey>(DUE_KEYS, [run.now, [...run.regions.keys()], keyTypes, after]);
    for (let from = 0; from < due.length; from += together) {
      if (clock.monotonicMs() > run.endsAtMs) return;
      await rotateSome(run, due.slice(from, from + together));
    }
    const last = due.at(-1);
    if (last === undefined || due.length < PAGE) return;
    after = last.id;
  }
}

/** Keys that fail together are tried one by one, so that the one to blame is found and the others rotate. */
async function rotateSome(run: Run, due: readonly DueKey[]): Promise<void> {
  try {
    run.rotated += await rotateTogether(run, due);
  } catch (error) {
    if (isKmsError(error) && error.code === "unavailable") throw error;
    if (due.length > 1) {
      for (const key of due) await rotateSome(run, [key]);
      return;
    }
    for (const { id } of due) await noteFailure(run, id, error);
  }
}

async function noteFailure({ database, now, failed }: Run, keyId: string, error: unknown): Promise<void> {
  failed.push(keyId);
  log.error({ key: keyId, error: String(error) }, "scheduled rotation failed");
  const message = isKmsError(error) ? error.message : "The rotation failed because of an error on our side.";
  await noteRotationFailure(queryOf(database), keyId, message, now);
}

/** How many were rotated: not those that another node has rotated meanwhile, or whose schedule or state has changed. */
async function rotateTogether({ database, now, regions }: Run, due: readonly DueKey[]): Promise<number> {
  const materials = new Map<string, KeyMaterial>();
  for (const { id, keyType } of due)
    materials.set(id, await generateMaterial(keyType, clock.monotonicMs() + GENERATION_MS));
  const startedAtMs = clock.monotonicMs();
  try {
    return await writersOf(database).changes.transact(startedAtMs + CALL_DEADLINE_MS, async (tx, record) => {
      const found = await readKeysLocked(
        transactionQuery(tx),
        due.map(({ id }) => id),
      );
      const stillDue = found.filter((key) => isRotationDue(key, now) && isSame(key, due));
      if (stillDue.length === 0) return 0;
      const next = stillDue.map((key) => ({ key, version: nextVersion(key, regions, materials, now) }));
      const rotated = await insertNextVersions(tx, next, "scheduled", now);
      await forgetRotationFailures(
        transactionQuery(tx),
        rotated.map(({ id }) => id),
      );
      const durationMs = clock.monotonicMs() - startedAtMs;
      await record(...rotated.map((key) => scheduledRecord(key, durationMs)));
      return rotated.length;
    });
  } finally {
    for (const material of materials.values()) material.destroy();
    await sleep(Math.min(PAUSE_LENGTHS * (clock.monotonicMs() - startedAtMs), PAUSE_MS_MAX));
  }
}

const isSame = (key: KeyFacts, due: readonly DueKey[]) =>
  due.some(({ id, latestVersion }) => id === key.id && latestVersion === key.latestVersion);

function nextVersion(
  key: KeyFacts,
  regions: ReadonlyMap<string, Region>,
  materials: ReadonlyMap<string, KeyMaterial>,
  now: Date,
) {
  requireRotatable(key);
  const region = regions.get(key.region);
  const material = materials.get(key.id);
  if (region === undefined || material === undefined) throw new Error(`key ${key.id} has no region or material here`);
  return newVersion(key, nextVersionNumber(key), material, vaultOf(region), now);
}

function scheduledRecord(key: KeyFacts, durationMs: number) {
  const act = { action: "kms.rotate.scheduled", event: "kms.rotate.scheduled", keyVersion: key.latestVersion };
  return jobRecord(key, { ...act, durationMs });
}
