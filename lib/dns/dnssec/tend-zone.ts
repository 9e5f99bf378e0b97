import { createHash } from "node:crypto";
import { absoluteName } from "@/lib/contract/dns-name";
import { isKmsError } from "@/lib/contract/kms-error";
import { loadZone, startOfAuthority } from "@/lib/dns/load-zone";
import { nextSerial } from "@/lib/dns/zone-serial";
import { ZONE_CHANGED_CHANNEL, type ZoneRow } from "@/lib/dns/zone-store";
import { releaseKey } from "@/lib/kms/bind-key";
import { readZoneSigningKey, signZoneKeys, type ZoneSigningKey } from "@/lib/kms/zone-signing-key";
import { clock } from "@/lib/platform/clock";
import { homeDatabase, jobTransaction } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { regionNamed } from "@/lib/regions/registry";
import { algorithmFor, algorithmNumbered } from "./algorithms";
import { askParent, type ParentAnswer } from "./ask-parent";
import { dnskeyData, KEY_SIGNING_KEY_FLAGS, keyTag, publicKeyField } from "./dnskey";
import { keySets } from "./key-set";
import {
  activeKeySigningKey,
  activeZoneKey,
  advance,
  dnskeyOf,
  isEnded,
  needsZoneKey,
  nextChangeAt,
  type Plan,
  parentWish,
  publishedKeys,
  withParent,
  withZoneKey,
} from "./plan";
import { startOfAuthoritySet } from "./record-data";
import { type RecordSet, setWire } from "./record-set";
import { setsIn } from "./record-text";
import { TYPES } from "./record-types";
import { reviseNames } from "./revise-names";
import { type SignatureTimes, signatureWire } from "./rrsig";
import { type Signing, signRows, signWholeZone } from "./sign-rows";
import { type Query, queryHome, readSigning, type SigningRow } from "./signing-row";
import { DNSKEY_TTL, isDue, REFRESH_BEFORE_MS, signatureTimes } from "./timing";
import { chainTtlOf, signableSets, signedAuthority } from "./zone-content";
import { makeZoneKey, openZoneKey } from "./zone-key";

/** More changed names than this are faster signed with the whole zone. */
const CHANGED_NAMES_MAX = 5_000;
/** Signatures that are renewed at a time. */
const RENEWED_MAX = 2_000;
/** Longest time until a zone is looked at again, in milliseconds. */
const LOOK_AGAIN_MS = 3_600_000;
const RETRY_MS = 30_000;
const KMS_DEADLINE_MS = 10_000;
const PROGRESS_EVERY_MS = 1_000;
const ATTEMPTS_MAX = 3;

/** What became of a zone: signed or nothing to do, failed (its row says why), or in other hands. */
export type TendResult = "done" | "failed" | "busy";

/** Thrown where a zone's settings changed while it was being signed. */
class SettingsChanged extends Error {
  override readonly name = "SettingsChanged";
}

/** A reason not to sign, in words for people. */
class SigningFailed extends Error {
  override readonly name = "SigningFailed";
}

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
  if (!row?.enabled || row.serial === null || row.plan.probeAt > clock.now().getTime()) return result;
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

/** What is known of the key that signs the keys: itself, or why it could not be read or used. */
type KeyState = { readonly key: ZoneSigningKey | null; readonly problem: string | null };

async function keyOf(row: SigningRow): Promise<KeyState> {
  try {
    const key = await readZoneSigningKey(ownKeyOf(row));
    const problem = key.status === "active" ? null : `The key ${row.kmsKeyId} is ${key.status.replace("_", " ")}.`;
    return { key, problem };
  } catch (error) {
    return { key: null, problem: `The key ${row.kmsKeyId} cannot be read: ${reasonOf(error)}` };
  }
}

const ownKeyOf = ({ region, organisationId, projectId, kmsKeyId }: SigningRow) => ({
  region,
  organisationId,
  projectId,
  keyId: kmsKeyId,
});

const reasonOf = (error: unknown) => (isKmsError(error) ? error.message : "an internal error");

function withAnswer(plan: Plan, now: Date, answer: ParentAnswer | null, { key, problem }: KeyState): Plan {
  const probed = answer === null ? plan : withParent(plan, now.getTime(), answer);
  return { ...probed, keyVersionSeen: key?.latestVersion ?? probed.keyVersionSeen, keyUsable: problem === null };
}

interface Work {
  readonly query: Query;
  readonly row: SigningRow;
  readonly now: Date;
  readonly key: KeyState;
  /** With the parent's answer, and otherwise as stored. */
  readonly plan: Plan;
}

type ZoneFacts = Pick<
  ZoneRow,
  | "name"
  | "primaryNameServer"
  | "hostmaster"
  | "refresh"
  | "retry"
  | "expire"
  | "negativeTtl"
  | "defaultTtl"
  | "serial"
  | "revision"
> & { readonly apexNameServer: string | null };

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

async function readZoneFacts(query: Query, zoneId: string): Promise<ZoneFacts> {
  const [zone] = await query<ZoneFacts>(
    `SELECT z.name, z.primary_name_server AS "primaryNameServer", z.hostmaster, z.refresh, z.retry, z.expire,
       z.negative_ttl AS "negativeTtl", z.default_ttl AS "defaultTtl", z.serial::float8 AS serial,
       z.revision::float8 AS revision,
       (SELECT data[1] FROM dns_record_set r WHERE r.zone_id = z.id AND r.name = '@' AND r.type = 'NS') AS "apexNameServer"
     FROM dns_zone z WHERE z.id = $1`,
    [zoneId],
  );
  if (zone === undefined) throw new SettingsChanged();
  return zone;
}

const authorityOf = (zone: ZoneFacts) => signedAuthority(startOfAuthority(zone, zone.apexNameServer ?? undefined));

interface DueKeys {
  readonly plan: Plan;
  /** The new signed sets; null where those that are published stay. */
  readonly signed: { readonly keySets: Buffer; readonly digest: Buffer; readonly expireAt: Date } | null;
  /** Whether the apex now has CDS records, and whether it had. */
  readonly cds: boolean;
  readonly hadCds: boolean;
  /** Why keys could not be moved or signed, where they should have been, or why they soon will not be. */
  readonly problem: string | null;
}

/** Moves the zone's keys and signs them where they or their signatures are due. What fails leaves those that are published. */
async function dueKeys(work: Work): Promise<DueKeys> {
  const { query, row, now, key } = work;
  const hadCds = setsIn(row.keySets).some(({ type }) => type === TYPES.CDS);
  await query("SAVEPOINT moved_keys");
  try {
    const plan = await movedPlan(work);
    const wish = parentWish(plan, now.getTime());
    const sets = keySets(row.zone, DNSKEY_TTL, publishedKeys(plan), wish);
    const digest = createHash("sha256")
      .update(Buffer.concat(sets.map(setWire)))
      .digest();
    const cds = wish.kind !== "none";
    const isOld = row.keySetsExpireAt === null || isDue(row.keySetsExpireAt, now);
    if (!isOld && digest.equals(row.keySetsDigest)) return { plan, signed: null, cds, hadCds, problem: key.problem };
    const times = signatureTimes(now, row.zone);
    const signed = { keySets: await signKeySets(row, plan, sets, times), digest, expireAt: times.expiration };
    return { plan, signed, cds, hadCds, problem: key.problem };
  } catch (error) {
    await query("ROLLBACK TO SAVEPOINT moved_keys");
    const problem =
      key.problem ?? `The zone's keys could not be signed with the key ${row.kmsKeyId}: ${reasonOf(error)}`;
    if (!isKmsError(error) && !(error instanceof SigningFailed))
      log.error({ zone: row.zoneId, error: String(error) }, problem);
    // Nothing was ever signed, and nothing is now: the zone is served as it was, without signatures.
    if (row.serial === null) throw new SigningFailed(problem);
    return { plan: work.plan, signed: null, cds: hadCds, hadCds, problem };
  }
}

async function movedPlan({ query, row, now, key, plan }: Work): Promise<Plan> {
  const newest = key.key === null ? null : newestKey(key.key);
  const hasRetired = plan.zoneKeys.some(
    ({ retiredSince, unusedSince }) => retiredSince !== null && unusedSince === null,
  );
  const used = hasRetired ? await usedZoneKeys(query, row.zoneId) : new Set<string>();
  const moved = advance(plan, { now: now.getTime(), newest, usedZoneKeys: used, ttlMax: 0 });
  const active = activeKeySigningKey(moved);
  if (active === null) throw new SigningFailed(key.problem ?? "The zone has no key that signs its keys.");
  if (!needsZoneKey(moved, now.getTime())) return moved;
  const made = await makeZoneKey(query, row, dnskeyOf(active).readUInt8(3), clock.monotonicMs(), now);
  return withZoneKey(moved, made.id, made.dnskey, now.getTime());
}

function newestKey(key: ZoneSigningKey): { version: number; dnskey: Buffer } {
  const { number } = algorithmFor(key.keyType);
  const field = publicKeyField(key.publicKey(key.latestVersion));
  return { version: key.latestVersion, dnskey: dnskeyData(KEY_SIGNING_KEY_FLAGS, number, field) };
}

async function usedZoneKeys(query: Query, zoneId: string): Promise<ReadonlySet<string>> {
  const rows = await query<{ id: string }>("SELECT DISTINCT zone_key_id AS id FROM dnssec_name WHERE zone_id = $1", [
    zoneId,
  ]);
  return new Set(rows.map(({ id }) => id));
}

async function signKeySets(
  row: SigningRow,
  plan: Plan,
  sets: readonly RecordSet[],
  times: SignatureTimes,
): Promise<Buffer> {
  const active = activeKeySigningKey(plan);
  if (active === null) throw new SigningFailed("The zone has no key that signs its keys.");
  const dnskey = dnskeyOf(active);
  const { number, hash } = algorithmNumbered(dnskey.readUInt8(3));
  const use = { version: active.version, hashAlgorithm: hash };
  const sign = (data: Buffer) => signZoneKeys(ownKeyOf(row), use, data, clock.monotonicMs() + KMS_DEADLINE_MS);
  const signer = { zone: row.zone, algorithm: number, keyTag: keyTag(dnskey), sign };
  const wires: Buffer[] = [];
  for (const set of sets) wires.push(setWire(set), await signatureWire(set, signer, times));
  return Buffer.concat(wires);
}

interface DueContent {
  readonly signing: Signing;
  readonly changed: boolean;
  /** Whether nothing that is due is left. */
  readonly isComplete: boolean;
  /** The longest time to live among what was signed, in seconds. */
  readonly ttlMax: number;
}

/** Signs the names that have changed, those whose signatures are old or by another key, or all. */
async function dueContent(work: Work, zone: ZoneFacts, keys: DueKeys): Promise<DueContent> {
  const { query, row, now } = work;
  const zoneKeyId = activeZoneKey(keys.plan)?.id ?? "";
  const authority = authorityOf(zone);
  const signing: Signing = {
    zoneId: row.zoneId,
    zone: row.zone,
    zoneKeyId,
    signer: await openZoneKey(query, row, zoneKeyId),
    now,
    apex: { cds: keys.cds },
    chainTtl: chainTtlOf(authority),
  };
  const ttls = [authority.ttl, authority.negativeTtl, DNSKEY_TTL];
  const changes = await takeChanges(query, row.zoneId);
  if (row.serial === null || row.chainTtl !== signing.chainTtl || changes.length > CHANGED_NAMES_MAX) {
    const sets = await wholeZone(row.zoneId);
    await signWholeZone(query, signing, sets, progressOf(row.zoneId));
    return { signing, changed: true, isComplete: true, ttlMax: Math.max(...ttls, ...maximumOf(sets)) };
  }
  const revision = changes.length === 0 ? { toSign: [], ttlMax: 0 } : await reviseNames(query, row, changes);
  const due = await dueNames(query, row.zoneId, keys.plan, now);
  const names = new Set([...revision.toSign, ...due, ...(keys.cds === keys.hadCds ? [] : [row.zone])]);
  await signRows(query, signing, [...names]);
  const isComplete = due.length < RENEWED_MAX;
  return {
    signing,
    changed: names.size > 0 || changes.length > 0,
    isComplete,
    ttlMax: Math.max(...ttls, revision.ttlMax),
  };
}

/** One number, or none where there are no sets: a zone is too large for the arguments of a call. */
const maximumOf = (sets: readonly RecordSet[]) => [sets.reduce((max, { ttl }) => Math.max(max, ttl), 0)];

async function wholeZone(zoneId: string): Promise<RecordSet[]> {
  const loaded = await loadZone(zoneId);
  if (loaded === null) throw new SettingsChanged();
  return signableSets(loaded);
}

/** Complete names that have changed. Those noted later stay for the next time, even where their records are read now. */
async function takeChanges(query: Query, zoneId: string): Promise<string[]> {
  const rows = await query<{ name: string; zone: string }>(
    `WITH taken AS (DELETE FROM dnssec_change WHERE zone_id = $1 RETURNING name)
     SELECT DISTINCT t.name, z.name AS zone FROM taken t JOIN dns_zone z ON z.id = $1`,
    [zoneId],
  );
  return rows.map(({ name, zone }) => absoluteName(name, zone));
}

/** Names whose signatures are to be renewed: those that end soon, then those by a key that is retired. */
async function dueNames(query: Query, zoneId: string, plan: Plan, now: Date): Promise<string[]> {
  const refreshed = new Date(now.getTime() + REFRESH_BEFORE_MS);
  const ending = await query<{ name: string }>(
    "SELECT name FROM dnssec_name WHERE zone_id = $1 AND expires_at <= $2 ORDER BY expires_at LIMIT $3",
    [zoneId, refreshed, RENEWED_MAX],
  );
  const retired = plan.zoneKeys.filter(
    ({ retiredSince, unusedSince }) => retiredSince !== null && unusedSince === null,
  );
  if (retired.length === 0 || ending.length === RENEWED_MAX) return ending.map(({ name }) => name);
  const old = await query<{ name: string }>(
    "SELECT name FROM dnssec_name WHERE zone_id = $1 AND expires_at > $2 AND zone_key_id = ANY($3) LIMIT $4",
    [zoneId, refreshed, retired.map(({ id }) => id), RENEWED_MAX - ending.length],
  );
  return [...ending, ...old].map(({ name }) => name);
}

/** Tells how far signing a whole zone is, on another connection and not too often. */
function progressOf(zoneId: string): (done: number, total: number) => Promise<void> {
  let toldMs = clock.monotonicMs();
  return async (done, total) => {
    if (clock.monotonicMs() - toldMs < PROGRESS_EVERY_MS) return;
    toldMs = clock.monotonicMs();
    await queryHome("UPDATE dnssec_zone SET progress_done = $2, progress_total = $3 WHERE zone_id = $1", [
      zoneId,
      done,
      total,
    ]);
  };
}

/** Gives the zone its next serial number and signs the start of authority that says so. */
async function moveSerial({ query, row, now }: Work, zone: ZoneFacts, { signer }: Signing) {
  const serial = await bumpZone(query, row.zoneId, now);
  const set = startOfAuthoritySet(row.zone, { ...authorityOf(zone), serial });
  const times = signatureTimes(now, `start of authority of ${row.zone}`);
  const wire = Buffer.concat([setWire(set), await signatureWire(set, signer, times)]);
  return { serial, startOfAuthority: wire, signedRevision: zone.revision, signedAt: now };
}

async function bumpZone(query: Query, zoneId: string, now: Date): Promise<number> {
  const [zone] = await query<{ serial: number }>(
    "SELECT serial::float8 AS serial FROM dns_zone WHERE id = $1 FOR UPDATE",
    [zoneId],
  );
  if (zone === undefined) throw new SettingsChanged();
  const serial = nextSerial(zone.serial, now);
  await query("UPDATE dns_zone SET serial = $2 WHERE id = $1", [zoneId, serial]);
  await query("SELECT pg_notify($1, $2)", [ZONE_CHANGED_CHANNEL, zoneId]);
  return serial;
}

interface Published {
  readonly plan: Plan;
  readonly error: string | null;
  readonly dueAt: Date;
  readonly keySets: Buffer;
  readonly digest: Buffer;
  readonly expireAt: Date | null;
  readonly startOfAuthority: Buffer;
  readonly serial: number | null;
  readonly signedRevision: number | null;
  readonly signedAt: Date | null;
  readonly chainTtl: number;
}

async function store({ query, row, now }: Work, next: Published): Promise<void> {
  await query("DELETE FROM dnssec_zone_key WHERE zone_id = $1 AND id <> ALL($2)", [
    row.zoneId,
    next.plan.zoneKeys.map(({ id }) => id),
  ]);
  const changed = await query<{ version: number }>(
    `UPDATE dnssec_zone SET plan = $3, error = $4, failed_at = $5, due_at = $6, key_sets = $7, key_sets_digest = $8,
       key_sets_expire_at = $9, start_of_authority = $10, serial = $11, signed_revision = $12, signed_at = $13, chain_ttl = $14,
       progress_done = NULL, progress_total = NULL, version = version + 1
     WHERE zone_id = $1 AND version = $2 RETURNING version`,
    [
      row.zoneId,
      row.version,
      JSON.stringify(next.plan),
      next.error,
      next.error === null ? null : now,
      next.dueAt,
      next.keySets,
      next.digest,
      next.expireAt,
      next.startOfAuthority,
      next.serial,
      next.signedRevision,
      next.signedAt,
      next.chainTtl,
    ],
  );
  if (changed.length === 0) throw new SettingsChanged();
}

/** Ends signing: the zone is served as it is written, under a later serial number. */
async function unsign({ query, row, now }: Work): Promise<void> {
  for (const table of ["dnssec_name", "dnssec_zone_key", "dnssec_change"]) {
    await query(`DELETE FROM ${table} WHERE zone_id = $1`, [row.zoneId]);
  }
  await bumpZone(query, row.zoneId, now);
  const changed = await query<{ version: number }>(
    `UPDATE dnssec_zone SET enabled = false, key_sets = '', key_sets_digest = '', key_sets_expire_at = NULL,
       start_of_authority = '', serial = NULL, signed_revision = NULL, signed_at = NULL, error = NULL, failed_at = NULL,
       progress_done = NULL, progress_total = NULL, version = version + 1
     WHERE zone_id = $1 AND version = $2 RETURNING version`,
    [row.zoneId, row.version],
  );
  if (changed.length === 0) throw new SettingsChanged();
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
