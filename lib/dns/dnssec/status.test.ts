import { expect, test } from "vitest";
import type { Plan } from "./plan";
import { stepsOf } from "./status";
import { testKey, testZoneKey } from "./test-zone";

const NOW = Date.UTC(2026, 4, 1);
const DAY_MS = 86_400_000;

const keyOf = (version: number, more: object = {}) => ({
  version,
  dnskey: testKey(13).dnskey.toString("base64"),
  introducedAt: NOW - DAY_MS,
  dsSince: null,
  activeSince: null,
  retiredSince: null,
  ...more,
});

const signedPlan = (more: Partial<Plan>): Plan => ({
  zone: "harbour.example",
  enabledAt: NOW - DAY_MS,
  signedSince: NOW - DAY_MS,
  ttlMax: 3_600,
  keySigningKeys: [keyOf(1, { activeSince: NOW - DAY_MS })],
  zoneKeys: [
    {
      id: "zsk-1",
      dnskey: testZoneKey(13).dnskey.toString("base64"),
      publishedSince: NOW - DAY_MS,
      activeSince: NOW - DAY_MS,
      retiredSince: null,
      unusedSince: null,
    },
  ],
  parent: null,
  probeAt: NOW,
  probeError: null,
  delegated: null,
  absentSince: null,
  disablingSince: null,
  forced: false,
  keyVersionSeen: 1,
  keyUsable: true,
  ...more,
});

const shortOf = (plan: Plan) => stepsOf(plan, NOW).map(({ name, by, state }) => `${name} ${by} ${state}`);

test("a signed zone waits for its DS", () => {
  expect(shortOf(signedPlan({}))).toEqual([
    "sign_zone pelagos done",
    "add_ds you current",
    "publish_zone_key pelagos next",
  ]);
});

test("while the KMS key cannot be used nobody is asked for a DS: the key comes first, and what was due waits", () => {
  expect(shortOf(signedPlan({ keyUsable: false }))).toEqual([
    "sign_zone pelagos done",
    "restore_key you current",
    "add_ds you next",
    "publish_zone_key pelagos next",
  ]);
});

test("a roll waits for the KMS key too", () => {
  const keySigningKeys = [keyOf(1, { activeSince: NOW - DAY_MS, dsSince: NOW - DAY_MS }), keyOf(2)];
  const steps = shortOf(signedPlan({ keyUsable: false, keySigningKeys }));
  expect(steps).toContain("restore_key you current");
  expect(steps).toContain("add_new_ds you next");
  expect(steps.filter((step) => step.endsWith("current"))).toHaveLength(1);
});

test("ending does not wait for the key: the DS is removed at the parent in any case", () => {
  const steps = shortOf(signedPlan({ keyUsable: false, disablingSince: NOW - 1_000 }));
  expect(steps).toEqual(["remove_all_ds you current", "wait_for_removal pelagos next", "unsign_zone pelagos next"]);
});
