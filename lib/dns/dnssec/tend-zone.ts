import { isKmsError } from "@/lib/contract/kms-error";
import { releaseKey } from "@/lib/kms/bind-key";
import { clock } from "@/lib/platform/clock";
import { homeDatabase, jobTransaction } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { regionNamed } from "@/lib/regions/registry";
import { askParent, type ParentAnswer } from "./ask-parent";
import { dueContent, readZoneFacts } from "./due-content";
import { dueKeys, keyOf } from "./due-keys";
import { isEnded, nextChangeAt, type Plan, withParent } from "./plan";
import { moveSerial, store, unsign } from "./publication";
import { queryHome, readSigning, type SigningRow } from "./signing-row";
import { type KeyState, SettingsChanged, SigningFailed, type Work } from "./tend-work";
import { REFRESH_BEFORE_MS } from "./timing";

/** Longest time until a zone is looked at again, in milliseconds. */
const LOOK_AGAIN_MS = 3_600_000;
const RETRY_MS = 30_000;
const ATTEMPTS_MAX = 3;

/** What became of a zone: signed or nothing to do, failed (its row says why), or in other hands. */
export type TendResult = "done" | "failed" | "busy";

/**
 * Does what is due for a signed zone: moves keys, signs what has changed or what is old, ends signing; all of it is
 * published at once, or nothing. Then it looks at the parent where that is due, and does what follows from its answer. Of
 * several that try, one does it. A failure is noted and what was signed before is served on.
 */
export async function tendZone(zoneId: string): Promise<TendResult> {
  const result = await publishZone(zoneId);
  if (result !== "done") return result;
  const row = await readSigning(queryHome, zoneId);
  // Signing never waits for the parent, which may be slow to answer.
  if (!row?.enabled || row.serial === null || row.plan.probeAt > clock.nowMs()) return result;
  return publishZone(zoneId, await askParent(row.zone));
}

/** The same without looking at the parent; with its answer where somebody has. */
export async function publishZone(zoneId: string, answer: ParentAnswer | null = null): Promise<TendResult> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    try {
      return await publishOnce(zoneId, answer);
    } catch (error) {
      if (error instanceof SettingsChanged) continue;
      await noteFailure(zoneId, error);
      return "failed";
    }
  }
  return "busy";
}

async function publishOnce(zoneId: string, answer: ParentAnswer | null): Promise<TendResult> {
  const seen = await readSigning(queryHome, zoneId);
  if (seen?.enabled !== true) return "done";
  const now = clock.now();
  const key = await keyOf(seen);
  const ended = await jobTransaction(homeDatabase(), async (query): Promise<"busy" | "done" | "ended"> => {
    const [lock] = await query<{ taken: boolean }>(
      "SELECT pg_try_advisory_xact_lock(hashtextextended('pelagos.dnssec ' || $1, 0)) AS taken",
      [zoneId],
    );
    if (lock?.taken !== true) return "busy";
    const row = await readSigning(query, zoneId);
    if (row?.enabled !== true) return "done";
    if (row.kmsKeyId !== seen.kmsKeyId) throw new SettingsChanged();
    return publishDue({ query, row, now, key, plan: withAnswer(row.plan, now, answer, key) });
  });
  if (ended === "ended") await releaseZoneKey(seen);
  return ended === "busy" ? "busy" : "done";
}

function withAnswer(plan: Plan, now: Date, answer: ParentAnswer | null, { key, problem }: KeyState): Plan {
  const probed = answer === null ? plan : withParent(plan, now.getTime(), answer);
  return { ...probed, keyVersionSeen: key?.latestVersion ?? probed.keyVersionSeen, keyUsable: problem === null };
}

async function publishDue(work: Work): Promise<"done" | "ended"> {
  const { query, row, now } = work;
  if (isEnded(work.plan, now.getTime())) {
    await unsign(work);
    return "ended";
  }
  const zone = await readZoneFacts(query, row.zoneId);
  const keys = await dueKeys(work);
  const content = await dueContent(work, zone, keys);
  const isNew = content.changed || keys.signed !== null || row.signedRevision !== zone.revision;
  const plan: Plan = {
    ...keys.plan,
    signedSince: keys.plan.signedSince ?? now.getTime(),
    ttlMax: Math.max(keys.plan.ttlMax, content.ttlMax),
  };
  const published = {
    ...(keys.signed ?? { keySets: row.keySets, digest: row.keySetsDigest, expireAt: row.keySetsExpireAt }),
    ...(isNew ? await moveSerial(work, zone, content.signing) : servedOf(row)),
    chainTtl: content.signing.chainTtl,
  };
  const dueAt = content.isComplete ? await nextDueAt(work, plan, keys.problem, published.expireAt) : now;
  await store(work, { plan, error: keys.problem, dueAt, ...published });
  return "done";
}

const servedOf = ({ serial, startOfAuthority: wire, signedRevision, signedAt }: SigningRow) => ({
  serial,
  startOfAuthority: wire,
  signedRevision,
  signedAt,
});

/** When the zone is looked at again: what could not be signed is tried again soon, but not all the time. */
async function nextDueAt({ query, row, now }: Work, plan: Plan, problem: string | null, keySetsExpireAt: Date | null) {
  const [first] = await query<{ at: Date | null }>("SELECT min(expires_at) AS at FROM dnssec_name WHERE zone_id = $1", [
    row.zoneId,
  ]);
  const ends = [first?.at ?? null, problem === null ? keySetsExpireAt : null];
  const times = ends.flatMap((at) => (at === null ? [] : [at.getTime() - REFRESH_BEFORE_MS]));
  const retryAt = problem === null ? Number.POSITIVE_INFINITY : now.getTime() + RETRY_MS;
  const changeAt = problem === null ? nextChangeAt(plan, now.getTime()) : Number.POSITIVE_INFINITY;
  return new Date(Math.min(...times, retryAt, changeAt, now.getTime() + LOOK_AGAIN_MS));
}

/** What is not let go now, a job finds later. */
async function releaseZoneKey({ zoneId, region, kmsKeyId }: SigningRow): Promise<void> {
  await releaseKey(regionNamed(region).database, kmsKeyId, { kind: "dns_zone", identity: zoneId }).catch(
    (error: unknown) =>
      log.warn({ key: kmsKeyId, zone: zoneId, error: String(error) }, "key of a zone not released yet"),
  );
}

async function noteFailure(zoneId: string, error: unknown): Promise<void> {
  const isExpected = isKmsError(error) || error instanceof SigningFailed;
  if (!isExpected) log.error({ zone: zoneId, error: String(error) }, "zone not signed");
  const problem = isExpected ? error.message : "Signing failed for a reason that the server's log tells.";
  const now = clock.now();
  await queryHome(
    `UPDATE dnssec_zone SET error = $2, failed_at = $3, due_at = $4, progress_done = NULL, progress_total = NULL
     WHERE zone_id = $1`,
    [zoneId, problem, now, new Date(now.getTime() + RETRY_MS)],
  );
}
