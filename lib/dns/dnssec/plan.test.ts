import fc from "fast-check";
import { expect, test } from "vitest";
import { dnskeyData } from "./dnskey";
import {
  activeKeySigningKey,
  activeZoneKey,
  advance,
  dnskeyOf,
  dsOf,
  dsSafeFrom,
  isEnded,
  needsZoneKey,
  newPlan,
  type Plan,
  parentWish,
  publishedKeys,
  withParent,
  withZoneKey,
} from "./plan";
import { DNSKEY_TTL, PARENT_PROPAGATION_MS, PROPAGATION_MS } from "./timing";

const ZONE = "harbour.example";
const HOUR_MS = 3_600_000;
const STEP_MS = HOUR_MS;
const START_MS = Date.UTC(2026, 0, 1);
const TTL_MAX = 86_400;
const DS_TTL = 7_200;

/** A public key that nobody has: only its bytes matter here. */
const dnskeyNumbered = (number: number, flags = 257) => dnskeyData(flags, 13, Buffer.alloc(64, number));

/** What the world could see at one time. */
interface Moment {
  readonly at: number;
  /** DS at the parent, hex; null before there were any. */
  readonly ds: readonly string[] | null;
  /** DNSKEY records, and which of them signs them. */
  readonly keys: readonly string[];
  readonly signer: string | null;
  /** Keys of records that something in the zone is signed with. */
  readonly used: readonly string[];
}

/** Somebody who does at the parent what the zone asks for, after a while. */
interface Operator {
  readonly slownessMs: number;
  /** Hours at which the KMS key is rotated. */
  readonly rotations: readonly number[];
  /** Steps that signing everything anew takes. */
  readonly steps: number;
}

function live(hours: number, { slownessMs, rotations, steps }: Operator): { moments: Moment[]; plan: Plan } {
  let plan = newPlan(ZONE, START_MS);
  let ds: readonly string[] | null = null;
  let wishedSince = { wish: "", at: START_MS };
  let used = new Set<string>();
  let stepsLeft = 0;
  let keyNumber = 0;
  const moments: Moment[] = [];
  for (let now = START_MS; now <= START_MS + hours * HOUR_MS; now += STEP_MS) {
    const version = 1 + rotations.filter((hour) => START_MS + hour * HOUR_MS <= now).length;
    if (now >= plan.probeAt) plan = withParent(plan, now, { ds: ds ?? [], ttl: DS_TTL });
    const newest = { version, dnskey: dnskeyNumbered(version) };
    plan = advance(plan, { now, newest, usedZoneKeys: used, ttlMax: TTL_MAX });
    if (needsZoneKey(plan, now))
      plan = withZoneKey(plan, `zsk-${keyNumber}`, dnskeyNumbered(100 + keyNumber++, 256), now);
    plan = { ...plan, signedSince: plan.signedSince ?? now };
    const active = activeZoneKey(plan)?.id ?? "";
    if (!used.has(active)) stepsLeft = steps;
    used = stepsLeft > 0 ? new Set([...used, active]) : new Set([active]);
    stepsLeft -= 1;
    const wish = parentWish(plan, now);
    const wanted =
      wish.kind === "keys" ? wish.dnskeys.flatMap((key) => dsOf(ZONE, { dnskey: key.toString("base64") })) : null;
    const text = JSON.stringify(wanted);
    if (text !== wishedSince.wish) wishedSince = { wish: text, at: now };
    if (wanted !== null && now - wishedSince.at >= slownessMs) ds = wanted;
    const signer = activeKeySigningKey(plan)?.dnskey ?? null;
    const idOf = new Map(plan.zoneKeys.map((key) => [key.id, key.dnskey]));
    moments.push({
      at: now,
      ds,
      keys: publishedKeys(plan).map((key) => key.toString("base64")),
      signer,
      used: [...used].map((id) => idOf.get(id) ?? `${id} is gone`),
    });
  }
  return { moments, plan };
}

/** What somebody may still remember, or be told by a server that is behind. */
const recent = (moments: readonly Moment[], index: number, ms: number) =>
  moments.slice(Math.max(0, index - Math.floor(ms / STEP_MS)), index + 1);

const known = new Map<string, readonly string[]>();
function dsOfKey(dnskey: string): readonly string[] {
  const found = known.get(dnskey) ?? dsOf(ZONE, { dnskey });
  known.set(dnskey, found);
  return found;
}

function requireAlwaysValid(moments: readonly Moment[]): void {
  const withDs = moments.findIndex(({ ds }) => ds !== null);
  for (let index = Math.max(withDs, 0); index < moments.length; index += 1) {
    const parents = recent(moments, index, DS_TTL * 1_000 + PARENT_PROPAGATION_MS).filter(({ ds }) => ds !== null);
    const keySets = recent(moments, index, DNSKEY_TTL * 1_000 + PROPAGATION_MS).filter(
      ({ at }) => at >= (moments[0]?.at ?? 0),
    );
    const contents = recent(moments, index, TTL_MAX * 1_000 + PROPAGATION_MS);
    for (const { signer, keys } of keySets) {
      for (const { ds } of parents) {
        const isTrusted = signer !== null && dsOfKey(signer).some((one) => ds?.includes(one));
        if (!isTrusted) throw new Error(`step ${index}: a DS set and a DNSKEY set do not fit`);
      }
      for (const { used } of contents) {
        const unknown = used.find((key) => !keys.includes(key));
        if (unknown !== undefined) throw new Error(`step ${index}: a signature by ${unknown} has no key`);
      }
    }
  }
}

test("whatever the operator's pace, no mixture of what resolvers may remember fails to validate", () => {
  const operator = fc.record({
    slownessMs: fc.integer({ min: 0, max: 96 }).map((hours) => hours * HOUR_MS),
    rotations: fc.array(fc.integer({ min: 1, max: 24 * 60 }), { maxLength: 3 }),
    steps: fc.integer({ min: 0, max: 20 }),
  });
  fc.assert(
    fc.property(operator, (one) => {
      const { moments, plan } = live(24 * 110, one);
      requireAlwaysValid(moments);
      // All that was begun has come to its end.
      expect(plan.keySigningKeys.map(({ version }) => version)).toEqual([1 + one.rotations.length]);
      expect(new Set(moments.flatMap(({ used }) => used)).size).toBeGreaterThan(1);
    }),
    { numRuns: 15 },
  );
}, 60_000);

test("the check itself notices a key that is changed too early", () => {
  const { moments } = live(24 * 100, { slownessMs: HOUR_MS, rotations: [500], steps: 2 });
  requireAlwaysValid(moments);
  const changed = moments.findIndex(({ signer }, index) => index > 0 && signer !== moments[index - 1]?.signer);
  expect(changed).toBeGreaterThan(0);
  const hasty = moments.map((moment, index) => {
    const isEarly = index >= changed - 4 && index < changed;
    return isEarly ? { ...moment, signer: moments[changed]?.signer ?? null } : moment;
  });
  expect(() => requireAlwaysValid(hasty)).toThrow("do not fit");
});

test("what is advanced twice at the same time stays as it is", () => {
  const facts = {
    now: START_MS,
    newest: { version: 1, dnskey: dnskeyNumbered(1) },
    usedZoneKeys: new Set<string>(),
    ttlMax: 60,
  };
  const once = withZoneKey(advance(newPlan(ZONE, START_MS), facts), "zsk-1", dnskeyNumbered(2, 256), START_MS);
  expect(advance(once, facts)).toEqual(once);
  expect(needsZoneKey(once, START_MS)).toBe(false);
  expect(publishedKeys(once)).toHaveLength(2);
  expect(dsSafeFrom(once)).toBeNull();
});

test("signing ends only when the parent's answer that there is no DS is known everywhere", () => {
  const hour = (count: number) => START_MS + count * HOUR_MS;
  let { plan } = live(24 * 10, { slownessMs: 0, rotations: [], steps: 0 });
  const ds = dsOf(ZONE, { dnskey: activeKeySigningKey(plan)?.dnskey ?? "" });
  plan = { ...plan, disablingSince: hour(300) };
  expect(parentWish(plan, hour(300))).toEqual({ kind: "delete" });
  plan = withParent(plan, hour(300), { ds, ttl: DS_TTL });
  expect(isEnded(plan, hour(5_000))).toBe(false);
  plan = withParent(plan, hour(310), { ds: [], ttl: 0 });
  expect(isEnded(plan, hour(312))).toBe(false);
  expect(isEnded(plan, hour(313))).toBe(true);
  expect(isEnded(withParent(plan, hour(311), { ds, ttl: DS_TTL }), hour(400))).toBe(false);
  expect(isEnded({ ...plan, absentSince: null, forced: true }, hour(310))).toBe(true);
  expect(withParent(plan, hour(311), { error: "no answer" })).toMatchObject({
    absentSince: hour(310),
    probeError: "no answer",
  });
});

test("keys that wait are forgotten when a newer one comes, unless the parent has their DS", () => {
  const { plan } = live(24 * 20, { slownessMs: 10 * 24 * HOUR_MS, rotations: [300, 310], steps: 0 });
  expect(plan.keySigningKeys.map(({ version }) => version)).toEqual([1, 3]);
  expect(dnskeyOf(plan.keySigningKeys[1] ?? { dnskey: "" })).toEqual(dnskeyNumbered(3));
});
