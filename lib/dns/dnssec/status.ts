import type { DnssecKey, DnssecStatus, DnssecStep, DsRecord } from "@/lib/contract/dnssec";
import { KmsError } from "@/lib/contract/kms-error";
import { readZone } from "@/lib/dns/read-zones";
import type { Call } from "@/lib/door/call";
import { clock } from "@/lib/platform/clock";
import { allRegions } from "@/lib/regions/registry";
import { algorithmNumbered } from "./algorithms";
import { DS_DIGEST_NUMBERS, DS_DIGESTS, dsData } from "./dnskey";
import {
  activeKeySigningKey,
  activeZoneKey,
  dnskeyOf,
  dsSafeFrom,
  type KeySigningKey,
  type Plan,
  planTimes,
  tagOf,
  type ZoneKey,
} from "./plan";
import { dsText } from "./record-text";
import { queryHome, readSigning, type SigningRow } from "./signing-row";

/** How a zone is signed. Errors, beside those of the door: zone_not_found. */
export function getDnssec(call: Call, asked: string): Promise<DnssecStatus> {
  return readZone(call, { event: "dns.dnssec.read" }, asked, (zone) => currentStatus(zone.id));
}

/** The same for a zone by its identity, whoever asks: for verbs that have authorised their caller. */
export async function currentStatus(zoneId: string): Promise<DnssecStatus> {
  const row = await readSigning(queryHome, zoneId);
  if (!row?.enabled) {
    return {
      enabled: false,
      state: "off",
      dsDelegated: false,
      dsRecords: [],
      kmsKeyIdentity: row?.kmsKeyId,
      keys: [],
      steps: [],
    };
  }
  const [first] = await queryHome<{ at: Date | null }>(
    "SELECT min(expires_at) AS at FROM dnssec_name WHERE zone_id = $1",
    [zoneId],
  );
  return statusOf(row, first?.at ?? null, clock.now());
}

const isoOf = (ms: number | null) => (ms === null ? undefined : new Date(ms).toISOString());

/** The message of a signed zone, as a function of its row, of when the first signature of its names ends, and of time. */
export function statusOf(row: SigningRow, firstEnd: Date | null, now: Date): DnssecStatus {
  const { plan } = row;
  const ends = [firstEnd, row.keySetsExpireAt].flatMap((end) => (end === null ? [] : [end.getTime()]));
  const isSigned = row.serial !== null;
  return {
    enabled: true,
    state: stateOf(row),
    dsDelegated: isDelegated(plan),
    dsRecords: isSigned ? wantedKeys(plan).flatMap((key) => dsRecordsOf(plan.zone, key)) : [],
    lastSignedAt: row.signedAt?.toISOString(),
    lastSignError: row.error ?? undefined,
    nextDsProbeAt: isoOf(plan.probeAt),
    kmsKeyIdentity: row.kmsKeyId,
    kmsKeyUsable: plan.keyUsable,
    region: regionOf(row.region),
    serial: row.serial ?? undefined,
    progress:
      row.progressDone === null || row.progressTotal === null
        ? undefined
        : { signed: row.progressDone, total: row.progressTotal },
    signaturesValidUntil: ends.length === 0 ? undefined : isoOf(Math.min(...ends)),
    dsSafeAt: isoOf(dsSafeFrom(plan)),
    parent: {
      checkedAt: isoOf(plan.parent?.checkedAt ?? null),
      error: plan.probeError ?? undefined,
      dsRecords: plan.parent?.ds.map((ds) => dsText(Buffer.from(ds, "hex"))) ?? [],
    },
    keys: [...plan.keySigningKeys.map(keySigningKeyMessage), ...plan.zoneKeys.map(zoneKeyMessage)],
    steps: stepsOf(plan, now.getTime()),
  };
}

function regionOf(slug: string): DnssecStatus["region"] {
  const region = allRegions().find((one) => one.slug === slug);
  if (region === undefined) throw new KmsError("region_not_found");
  return { identity: region.identity, name: region.name, slug: region.slug };
}

/** How far a zone that is to be signed is on its way. */
export function stateOf({ serial, plan }: Pick<SigningRow, "serial" | "plan">): DnssecStatus["state"] {
  if (serial === null) return "signing";
  if (plan.disablingSince !== null) return "disabling";
  // Nobody vouches for the zone: whether its key is being rolled makes it no more secure.
  if (!isDelegated(plan)) return "awaiting_ds";
  return plan.keySigningKeys.length > 1 ? "rolling" : "secure";
}

/** Whether the parent has a DS of a key that signs, or did. */
function isDelegated({ keySigningKeys }: Plan): boolean {
  return keySigningKeys.some(({ activeSince, dsSince }) => activeSince !== null && dsSince !== null);
}

/** Keys whose DS the parent must have now: of those that are retired only while others may still need it. */
function wantedKeys({ keySigningKeys }: Plan): KeySigningKey[] {
  return keySigningKeys.filter(({ retiredSince }) => retiredSince === null);
}

function dsRecordsOf(zone: string, key: KeySigningKey): DsRecord[] {
  const dnskey = dnskeyOf(key);
  return DS_DIGEST_NUMBERS.map((digest) => ({
    record: dsText(dsData(zone, dnskey, digest)),
    digestTypeName: DS_DIGESTS[digest].name,
    keyTag: tagOf(key),
    algorithm: dnskey.readUInt8(3),
    keyRole: "KSK" as const,
    publicKey: dnskey.subarray(4).toString("base64"),
  }));
}

function keyFacts(key: { readonly dnskey: string }) {
  const dnskey = dnskeyOf(key);
  const algorithm = dnskey.readUInt8(3);
  const publicKey = dnskey.subarray(4).toString("base64");
  return { keyTag: tagOf(key), algorithm, algorithmName: algorithmNumbered(algorithm).mnemonic, publicKey };
}

function keySigningKeyMessage(key: KeySigningKey): DnssecKey {
  const { version: keyVersion, introducedAt, activeSince, retiredSince } = key;
  const since = new Date(retiredSince ?? activeSince ?? introducedAt).toISOString();
  const state = retiredSince !== null ? "retired" : activeSince !== null ? "active" : "waiting";
  return { role: "KSK", ...keyFacts(key), keyVersion, state, since };
}

function zoneKeyMessage(key: ZoneKey): DnssecKey {
  const { publishedSince, activeSince, retiredSince } = key;
  const since = new Date(retiredSince ?? activeSince ?? publishedSince).toISOString();
  const state = retiredSince !== null ? "retired" : activeSince !== null ? "active" : "published";
  return { role: "ZSK", ...keyFacts(key), state, since };
}

/** What was done, is due and comes next. Of what repeats for ever, only the next time. */
export function stepsOf(plan: Plan, now: number): DnssecStep[] {
  if (plan.disablingSince !== null) return endingSteps(plan);
  const steps = [...beginningSteps(plan), ...keySteps(plan), ...zoneKeySteps(plan, now)];
  return plan.keyUsable ? steps : waitingForKey(steps);
}

/** Without the KMS key no step can be taken, and a DS that is added now would outlive the signatures it vouches for. */
function waitingForKey(steps: readonly DnssecStep[]): DnssecStep[] {
  const isDone = ({ state }: DnssecStep) => state === "done";
  const left = steps.filter((step) => !isDone(step)).map((step): DnssecStep => ({ ...step, state: "next" }));
  return [...steps.filter(isDone), { name: "restore_key", by: "you", state: "current" }, ...left];
}

function beginningSteps(plan: Plan): DnssecStep[] {
  const { signedSince } = plan;
  const active = activeKeySigningKey(plan);
  const sign: DnssecStep =
    signedSince === null
      ? { name: "sign_zone", by: "pelagos", state: "current" }
      : { name: "sign_zone", by: "pelagos", state: "done", at: isoOf(signedSince) };
  if (active === null) return [sign];
  const about = { name: "add_ds", by: "you", keyTag: tagOf(active) } as const;
  if (active.dsSince !== null) return [sign, { ...about, state: "done", at: isoOf(active.dsSince) }];
  const notBefore = isoOf(dsSafeFrom(plan));
  return [sign, { ...about, state: signedSince === null ? "next" : "current", notBefore }];
}

/** A roll of the key that signs the keys: both DS first, then the key, then the old DS goes. */
function keySteps(plan: Plan): DnssecStep[] {
  const next = plan.keySigningKeys.find(({ activeSince }) => activeSince === null);
  const old = plan.keySigningKeys.find(({ retiredSince }) => retiredSince !== null);
  if (next !== undefined) {
    const about = { keyTag: tagOf(next) };
    const isSeen = next.dsSince !== null;
    const from = isoOf(planTimes.replaceableFrom(plan, next));
    return [
      isSeen
        ? { name: "add_new_ds", by: "you", state: "done", at: isoOf(next.dsSince), ...about }
        : { name: "add_new_ds", by: "you", state: "current", ...about },
      { name: "wait_for_new_ds", by: "pelagos", state: isSeen ? "current" : "next", notBefore: from, ...about },
      { name: "change_key", by: "pelagos", state: "next", notBefore: from, ...about },
      { name: "remove_old_ds", by: "you", state: "next" },
    ];
  }
  if (old === undefined) return [];
  const about = { keyTag: tagOf(old) };
  const from = planTimes.dsRemovableFrom(old);
  const isWaiting = from !== null && (plan.parent?.checkedAt ?? 0) < from;
  return [
    { name: "change_key", by: "pelagos", state: "done", at: isoOf(old.retiredSince) },
    { name: "wait_for_change", by: "pelagos", state: isWaiting ? "current" : "done", notBefore: isoOf(from) },
    { name: "remove_old_ds", by: "you", state: isWaiting ? "next" : "current", notBefore: isoOf(from), ...about },
  ];
}

/** A roll of the key that signs the records: the next one is published first. */
function zoneKeySteps(plan: Plan, now: number): DnssecStep[] {
  const active = activeZoneKey(plan);
  const next = plan.zoneKeys.find(({ activeSince }) => activeSince === null);
  const steps: DnssecStep[] = plan.zoneKeys
    .filter(({ retiredSince }) => retiredSince !== null)
    .map((key) => {
      const notBefore = isoOf(planTimes.removableFrom(plan, key));
      return { name: "remove_zone_key", by: "pelagos", state: "current", notBefore, keyTag: tagOf(key) };
    });
  if (next !== undefined) {
    const about = { by: "pelagos", keyTag: tagOf(next) } as const;
    const change = { name: "change_zone_key", state: "current", notBefore: isoOf(planTimes.usableFrom(next)) } as const;
    const published = { name: "publish_zone_key", state: "done", at: isoOf(next.publishedSince) } as const;
    return [...steps, { ...published, ...about }, { ...change, ...about }];
  }
  if (active === null) return steps;
  const notBefore = isoOf(Math.max(now, planTimes.nextZoneKeyAt(active)));
  return [...steps, { name: "publish_zone_key", by: "pelagos", state: "next", notBefore }];
}

function endingSteps(plan: Plan): DnssecStep[] {
  const hasDs = plan.parent === null || plan.parent.checkedAt < (plan.disablingSince ?? 0) || plan.parent.ds.length > 0;
  const from = isoOf(planTimes.endableFrom(plan));
  return [
    { name: "remove_all_ds", by: "you", state: hasDs ? "current" : "done" },
    { name: "wait_for_removal", by: "pelagos", state: hasDs ? "next" : "current", notBefore: from },
    { name: "unsign_zone", by: "pelagos", state: "next", notBefore: from },
  ];
}
