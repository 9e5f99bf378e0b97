import { createHash } from "node:crypto";
import { isKmsError } from "@/lib/contract/kms-error";
import { readZoneSigningKey, signZoneKeys, type ZoneSigningKey } from "@/lib/kms/zone-signing-key";
import { clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { algorithmFor, algorithmNumbered } from "./algorithms";
import { dnskeyData, KEY_SIGNING_KEY_FLAGS, keyTag, publicKeyField } from "./dnskey";
import { keySets } from "./key-set";
import {
  activeKeySigningKey,
  advance,
  dnskeyOf,
  needsZoneKey,
  type Plan,
  parentWish,
  publishedKeys,
  withZoneKey,
} from "./plan";
import { type RecordSet, setWire } from "./record-set";
import { setsIn } from "./record-text";
import { TYPES } from "./record-types";
import { type SignatureTimes, signatureWire } from "./rrsig";
import type { Query, SigningRow } from "./signing-row";
import { type KeyState, ownKeyOf, reasonOf, SigningFailed, type Work } from "./tend-work";
import { DNSKEY_TTL, isDue, signatureTimes } from "./timing";
import { makeZoneKey } from "./zone-key";

const KMS_DEADLINE_MS = 10_000;

/** The KMS key that signs the keys of a zone, or why it cannot be read or used. Never throws. */
export async function keyOf(row: SigningRow): Promise<KeyState> {
  try {
    const key = await readZoneSigningKey(ownKeyOf(row));
    const problem = key.status === "active" ? null : `The key ${row.kmsKeyId} is ${key.status.replace("_", " ")}.`;
    return { key, problem };
  } catch (error) {
    return { key: null, problem: `The key ${row.kmsKeyId} cannot be read: ${reasonOf(error)}` };
  }
}

/** The keys of a zone as they are to be published. */
export interface DueKeys {
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
export async function dueKeys(work: Work): Promise<DueKeys> {
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
