import { DS_DIGEST_NUMBERS, dsData, keyTag } from "./dnskey";
import type { ParentWish } from "./key-set";
import {
  DNSKEY_TTL,
  PARENT_PROPAGATION_MS,
  PROBE_AFTER_FAILURE_MS,
  PROBE_LATER_MS,
  PROBE_SOON_MS,
  PROPAGATION_MS,
  ZONE_KEY_LIFETIME_MS,
} from "./timing";

/**
 * How the keys of a zone come and go, as a pure function of time. Times are milliseconds since 1970; a time is null where
 * something has not happened yet. Stored as JSON.
 */

/** A version of the KMS key that signs the zone's keys, or will or did. */
export interface KeySigningKey {
  readonly version: number;
  /** Data of the DNSKEY record, base64. */
  readonly dnskey: string;
  readonly introducedAt: number;
  /** Since when the parent has its DS; null where it had none when it was last asked. */
  readonly dsSince: number | null;
  /** Since when it is in the zone and signs. */
  readonly activeSince: number | null;
  /** Since when it is not in the zone any more; its DS still is at the parent. */
  readonly retiredSince: number | null;
}

/** A key that signs the zone's records, or will or did. */
export interface ZoneKey {
  /** `zsk-…` */
  readonly id: string;
  readonly dnskey: string;
  /** Since when it is in the zone. */
  readonly publishedSince: number;
  readonly activeSince: number | null;
  readonly retiredSince: number | null;
  /** Since when nothing in the zone is signed with it. */
  readonly unusedSince: number | null;
}

/** What the parent answered last. */
export interface ParentView {
  readonly checkedAt: number;
  /** Data of its DS records, hex. */
  readonly ds: readonly string[];
  /** Of its answer, in seconds. */
  readonly ttl: number;
}

/** Where a signed zone stands. */
export interface Plan {
  /** The zone's name. */
  readonly zone: string;
  readonly enabledAt: number;
  /** Since when the zone is served signed. */
  readonly signedSince: number | null;
  /** The longest time to live that the zone has had since it is signed, in seconds. */
  readonly ttlMax: number;
  readonly keySigningKeys: readonly KeySigningKey[];
  readonly zoneKeys: readonly ZoneKey[];
  readonly parent: ParentView | null;
  readonly probeAt: number;
  readonly probeError: string | null;
  /** When the parent last had a DS of one of the zone's keys, and its time to live then, in seconds. */
  readonly delegated: { readonly seenAt: number; readonly ttl: number } | null;
  /** Since when the parent is known to have no DS at all; null while it has one, or was not asked. */
  readonly absentSince: number | null;
  readonly disablingSince: number | null;
  readonly forced: boolean;
  /** Newest version of the KMS key and whether it could be used, when it was last read. */
  readonly keyVersionSeen: number;
  readonly keyUsable: boolean;
}

/** What a step is decided on, beside the plan. */
export interface PlanFacts {
  readonly now: number;
  /** The newest version of the KMS key; null where it could not be read. */
  readonly newest: { readonly version: number; readonly dnskey: Buffer } | null;
  /** Keys that something in the zone is signed with. */
  readonly usedZoneKeys: ReadonlySet<string>;
  /** The longest time to live in the zone now, in seconds. */
  readonly ttlMax: number;
}

/** The plan of a zone whose signing begins. */
export function newPlan(zone: string, now: number): Plan {
  return {
    zone,
    enabledAt: now,
    signedSince: null,
    ttlMax: 0,
    keySigningKeys: [],
    zoneKeys: [],
    parent: null,
    probeAt: now,
    probeError: null,
    delegated: null,
    absentSince: null,
    disablingSince: null,
    forced: false,
    keyVersionSeen: 0,
    keyUsable: true,
  };
}

const seconds = (count: number) => count * 1_000;

/** Data of a stored DNSKEY record. */
export const dnskeyOf = ({ dnskey }: { readonly dnskey: string }) => Buffer.from(dnskey, "base64");

/** Data of the DS records that a key may have at the parent, hex. */
export function dsOf(zone: string, key: { readonly dnskey: string }): string[] {
  return DS_DIGEST_NUMBERS.map((digest) => dsData(zone, dnskeyOf(key), digest).toString("hex"));
}

/** The key that signs the zone's keys now. */
export function activeKeySigningKey({ keySigningKeys }: Plan): KeySigningKey | null {
  return keySigningKeys.find((key) => key.activeSince !== null && key.retiredSince === null) ?? null;
}

/** The key that signs the zone's records now. */
export function activeZoneKey({ zoneKeys }: Plan): ZoneKey | null {
  return zoneKeys.find((key) => key.activeSince !== null && key.retiredSince === null) ?? null;
}

/** Notes what the parent answered, or why it did not. */
export function withParent(
  plan: Plan,
  now: number,
  answer: Omit<ParentView, "checkedAt"> | { readonly error: string },
): Plan {
  if ("error" in answer) return { ...plan, probeError: answer.error, probeAt: now + PROBE_AFTER_FAILURE_MS };
  const has = (key: KeySigningKey) => dsOf(plan.zone, key).some((ds) => answer.ds.includes(ds));
  const keySigningKeys = plan.keySigningKeys.map((key) => ({
    ...key,
    dsSince: has(key) ? (key.dsSince ?? now) : null,
  }));
  const seen = keySigningKeys.some(({ dsSince }) => dsSince !== null);
  const noted: Plan = {
    ...plan,
    keySigningKeys,
    parent: { checkedAt: now, ds: answer.ds, ttl: answer.ttl },
    probeError: null,
    delegated: seen ? { seenAt: now, ttl: answer.ttl } : plan.delegated,
    absentSince: answer.ds.length === 0 ? (plan.absentSince ?? now) : null,
  };
  return { ...noted, probeAt: now + (isWaitingForParent(noted) ? PROBE_SOON_MS : PROBE_LATER_MS) };
}

function isWaitingForParent(plan: Plan): boolean {
  const active = activeKeySigningKey(plan);
  if (plan.disablingSince !== null || active?.dsSince == null) return true;
  return plan.keySigningKeys.length > 1;
}

/**
 * The plan as it is to be published at `now`. Keys of records are rolled by publishing the next one first, the key of keys
 * by having both DS first. Asks for nothing twice: what comes out, put in again at the same time, stays as it is.
 * Source: RFC 7583, 3.2.1 (Pre-Publication) and 3.3.3 (Double-DS).
 */
export function advance(plan: Plan, facts: PlanFacts): Plan {
  const ttlMax = Math.max(plan.ttlMax, facts.ttlMax);
  return withZoneKeysMoved(withKeySigningKeysMoved({ ...plan, ttlMax }, facts), facts);
}

function withKeySigningKeysMoved(plan: Plan, { now, newest }: PlanFacts): Plan {
  let keys = [...plan.keySigningKeys];
  if (newest !== null && keys.every(({ version }) => version < newest.version)) {
    // Of those that wait, only what the parent has already is kept.
    keys = keys.filter(({ activeSince, dsSince }) => activeSince !== null || dsSince !== null);
    const isFirst = keys.length === 0;
    keys.push({
      version: newest.version,
      dnskey: newest.dnskey.toString("base64"),
      introducedAt: now,
      dsSince: null,
      activeSince: isFirst ? now : null,
      retiredSince: null,
    });
    if (!isFirst) return { ...plan, keySigningKeys: keys, probeAt: now };
  }
  const current = { ...plan, keySigningKeys: keys };
  const [next, old] = [keys.find(({ activeSince }) => activeSince === null), activeKeySigningKey(current)];
  if (next !== undefined && old !== null && mayReplace(plan, next, now)) {
    keys = keys.map((key) => {
      if (key === next) return { ...key, activeSince: now };
      return key === old ? { ...key, retiredSince: now } : key;
    });
  }
  const kept = keys.filter((key) => !isOver(plan, key, now));
  return { ...plan, keySigningKeys: kept };
}

/** When every resolver that has the parent's DS knows that of the next key too; null where that cannot be said. */
function replaceableFrom({ parent, delegated }: Plan, { dsSince }: KeySigningKey): number | null {
  if (dsSince === null || parent === null) return null;
  return dsSince + seconds(Math.max(parent.ttl, delegated?.ttl ?? 0)) + PARENT_PROPAGATION_MS;
}

function mayReplace(plan: Plan, next: KeySigningKey, now: number): boolean {
  const from = replaceableFrom(plan, next);
  if (from !== null) return now >= from;
  // Nobody validates a zone of which the parent has never had a DS.
  const { parent, delegated } = plan;
  return delegated === null && parent !== null && parent.checkedAt >= next.introducedAt && parent.ds.length === 0;
}

/** From when on nobody needs a retired key's DS: the zone's old keys, which it vouches for, are forgotten. */
function dsRemovableFrom({ retiredSince }: KeySigningKey): number | null {
  return retiredSince === null ? null : retiredSince + seconds(DNSKEY_TTL) + PROPAGATION_MS;
}

function isOver({ parent, delegated }: Plan, key: KeySigningKey, now: number): boolean {
  const from = dsRemovableFrom(key);
  if (from === null) return false;
  if (delegated === null) return true;
  return now >= from && key.dsSince === null && parent !== null && parent.checkedAt >= from;
}

function withZoneKeysMoved(plan: Plan, { now, usedZoneKeys }: PlanFacts): Plan {
  const active = activeZoneKey(plan);
  const next = plan.zoneKeys.find(({ activeSince }) => activeSince === null);
  const moves = next !== undefined && active !== null && now >= usableFrom(next);
  const zoneKeys = plan.zoneKeys
    .map((key) => {
      if (moves && key === next) return { ...key, activeSince: now };
      if (moves && key === active) return { ...key, retiredSince: now };
      if (key.retiredSince === null || usedZoneKeys.has(key.id)) return key;
      return { ...key, unusedSince: key.unusedSince ?? now };
    })
    .filter((key) => now < (removableFrom(plan, key) ?? Number.POSITIVE_INFINITY));
  return { ...plan, zoneKeys };
}

/** When every resolver that has the zone's keys has this one too. */
const usableFrom = ({ publishedSince }: ZoneKey) => publishedSince + seconds(DNSKEY_TTL) + PROPAGATION_MS;

/** When nobody remembers anything that is signed with a key. */
function removableFrom({ ttlMax }: Plan, { unusedSince }: ZoneKey): number | null {
  return unusedSince === null ? null : unusedSince + seconds(ttlMax) + PROPAGATION_MS;
}

/** When the next key of records is made. */
const nextZoneKeyAt = ({ activeSince }: ZoneKey) =>
  (activeSince ?? 0) + ZONE_KEY_LIFETIME_MS - seconds(DNSKEY_TTL) - PROPAGATION_MS;

/** Whether a key of records is to be made now: the zone has none, or the active one is old. Ending signing makes none. */
export function needsZoneKey(plan: Plan, now: number): boolean {
  const active = activeZoneKey(plan);
  if (active === null) return true;
  const hasNext = plan.zoneKeys.some(({ activeSince }) => activeSince === null);
  return !hasNext && plan.disablingSince === null && now >= nextZoneKeyAt(active);
}

/** The plan with a new key of records: the first is used at once, others are only published. */
export function withZoneKey(plan: Plan, id: string, dnskey: Buffer, now: number): Plan {
  const activeSince = activeZoneKey(plan) === null ? now : null;
  const key = {
    id,
    dnskey: dnskey.toString("base64"),
    publishedSince: now,
    activeSince,
    retiredSince: null,
    unusedSince: null,
  };
  return { ...plan, zoneKeys: [...plan.zoneKeys, key] };
}

/** From when on a DS may be at the parent: what was answered without signatures is forgotten. Null until the zone is signed. */
export function dsSafeFrom({ signedSince, ttlMax }: Plan): number | null {
  return signedSince === null ? null : signedSince + seconds(ttlMax) + PROPAGATION_MS;
}

/** What the zone asks its parent for. Source: RFC 7344, 4.1 and 6; RFC 8078, 3 and 4. */
export function parentWish(plan: Plan, now: number): ParentWish {
  if (plan.disablingSince !== null) return { kind: "delete" };
  const safeFrom = dsSafeFrom(plan);
  if (plan.delegated === null && (safeFrom === null || now < safeFrom)) return { kind: "none" };
  const wanted = plan.keySigningKeys.filter((key) => now < (dsRemovableFrom(key) ?? Number.POSITIVE_INFINITY));
  return { kind: "keys", dnskeys: wanted.map(dnskeyOf) };
}

/** The zone's DNSKEY records. */
export function publishedKeys(plan: Plan): Buffer[] {
  const active = activeKeySigningKey(plan);
  return [...(active === null ? [] : [active]), ...plan.zoneKeys].map(dnskeyOf);
}

/** When signing may end; null while the parent has a DS or has not been asked since. */
function endableFrom({ signedSince, disablingSince, forced, parent, delegated, absentSince }: Plan): number | null {
  if (disablingSince === null) return null;
  // What was never signed, for want of a key, has nobody who relies on it.
  if (forced || signedSince === null) return disablingSince;
  if (parent === null || parent.checkedAt < disablingSince || absentSince === null) return null;
  if (delegated === null) return disablingSince;
  // Somebody may have asked for it just before it was removed, and that just before it was looked for.
  return absentSince + seconds(delegated.ttl) + PARENT_PROPAGATION_MS;
}

/** Whether signing ends now. */
export function isEnded(plan: Plan, now: number): boolean {
  const from = endableFrom(plan);
  return from !== null && now >= from;
}

/** When something in the plan changes next by itself. */
export function nextChangeAt(plan: Plan, now: number): number {
  const active = activeZoneKey(plan);
  const later = [
    dsSafeFrom(plan),
    endableFrom(plan),
    active === null ? null : nextZoneKeyAt(active),
    ...plan.zoneKeys.flatMap((key) => [key.activeSince === null ? usableFrom(key) : null, removableFrom(plan, key)]),
    ...plan.keySigningKeys.flatMap((key) => [
      key.activeSince === null ? replaceableFrom(plan, key) : null,
      dsRemovableFrom(key),
    ]),
  ].filter((time) => time !== null && time > now);
  return Math.min(plan.probeAt, ...later.map(Number));
}

/** Times that the timeline shows. */
export const planTimes = { replaceableFrom, dsRemovableFrom, usableFrom, removableFrom, nextZoneKeyAt, endableFrom };

/** Key tag of a stored key. */
export const tagOf = (key: { readonly dnskey: string }) => keyTag(dnskeyOf(key));
