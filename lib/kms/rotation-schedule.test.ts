import { expect, it } from "vitest";
import {
  isRotationDue,
  nextRotationAt,
  nextRunAfter,
  retryAt,
  rotationDueAt,
  type ScheduledKey,
} from "./rotation-schedule";

function key(createdAt: string, days: number | null, more: Partial<ScheduledKey> = {}): ScheduledKey {
  const versions = [{ createdAt: new Date(createdAt) }];
  return {
    status: "active",
    rotationEnabled: true,
    allowRotation: true,
    rotationPeriodInDays: days,
    versions,
    ...more,
  };
}

const at = (text: string) => new Date(text);

it("a key is due at the second its period ends, not one before", () => {
  const scheduled = key("2026-05-01T10:00:00.000Z", 90);
  expect(isRotationDue(scheduled, at("2026-07-30T09:59:59.000Z"))).toBe(false);
  expect(isRotationDue(scheduled, at("2026-07-30T09:59:59.999Z"))).toBe(false);
  expect(isRotationDue(scheduled, at("2026-07-30T10:00:00.000Z"))).toBe(true);
});

it("a period is days of 24 hours: a leap day counts, a change to summer time does not", () => {
  expect(rotationDueAt(key("2028-02-28T12:00:00Z", 1))).toEqual(at("2028-02-29T12:00:00Z"));
  expect(rotationDueAt(key("2028-02-28T12:00:00Z", 365))).toEqual(at("2029-02-27T12:00:00Z"));
  expect(rotationDueAt(key("2027-02-28T12:00:00Z", 365))).toEqual(at("2028-02-28T12:00:00Z"));
  // Europe changes its clocks on 2026-03-29 and 2026-10-25, America on 2026-03-08 and 2026-11-01.
  for (const day of ["2026-03-28", "2026-10-24", "2026-03-07", "2026-10-31"]) {
    const due = rotationDueAt(key(`${day}T01:30:00Z`, 1));
    expect((due?.getTime() ?? 0) - at(`${day}T01:30:00Z`).getTime()).toBe(86_400_000);
  }
});

it("the longest period reaches ten years ahead", () => {
  expect(rotationDueAt(key("2026-01-01T00:00:00Z", 3_650))).toEqual(at("2035-12-30T00:00:00Z"));
});

it("however long nothing ran, a key is due once: the next period counts from its newest version", () => {
  const missed = key("2020-01-01T00:00:00Z", 30);
  const now = at("2026-01-01T00:00:00Z");
  expect(isRotationDue(missed, now)).toBe(true);
  const caughtUp = { ...missed, versions: [...missed.versions, { createdAt: now }] };
  expect(isRotationDue(caughtUp, now)).toBe(false);
  expect(rotationDueAt(caughtUp)).toEqual(at("2026-01-31T00:00:00Z"));
});

it("a period that is changed meanwhile counts from the same version: shorter may be due at once, longer waits", () => {
  const now = at("2026-02-15T12:00:00Z");
  expect(isRotationDue(key("2026-01-01T00:00:00Z", 90), now)).toBe(false);
  expect(isRotationDue(key("2026-01-01T00:00:00Z", 30), now)).toBe(true);
  expect(isRotationDue(key("2026-01-01T00:00:00Z", 365), now)).toBe(false);
});

it("nothing is scheduled for keys that are paused or may not rotate", () => {
  const paused: Partial<ScheduledKey>[] = [
    { status: "disabled" },
    { status: "pending_deletion" },
    { rotationEnabled: false },
    { rotationPeriodInDays: null },
    { allowRotation: false },
    { versions: [] },
  ];
  for (const more of paused) {
    expect(rotationDueAt(key("2020-01-01T00:00:00Z", 1, more))).toBeNull();
    expect(isRotationDue(key("2020-01-01T00:00:00Z", 1, more), at("2026-01-01T00:00:00Z"))).toBe(false);
  }
});

it("what is due already rotates in the next hourly run", () => {
  expect(nextRunAfter(at("2026-01-01T10:02:59.999Z"))).toEqual(at("2026-01-01T10:03:00Z"));
  expect(nextRunAfter(at("2026-01-01T10:03:00Z"))).toEqual(at("2026-01-01T11:03:00Z"));
  const overdue = key("2026-01-01T00:00:00Z", 1);
  expect(nextRotationAt(overdue, at("2026-01-01T23:59:59Z"))).toEqual(at("2026-01-02T00:00:00Z"));
  expect(nextRotationAt(overdue, at("2026-01-02T00:00:00Z"))).toEqual(at("2026-01-02T00:03:00Z"));
  expect(nextRotationAt(overdue, at("2026-01-05T23:30:00Z"))).toEqual(at("2026-01-06T00:03:00Z"));
});

it("after a failure the pause doubles up to a day, and ends before the run that is to try again", () => {
  const now = at("2026-01-01T10:03:20Z");
  const runs = [1, 2, 3, 4, 5, 6, 7, 60].map(
    (attempts) => nextRunAfter(retryAt(attempts, now)).getTime() - now.getTime(),
  );
  expect(runs.map((ms) => Math.round(ms / 3_600_000))).toEqual([1, 2, 4, 8, 16, 24, 24, 24]);
  const overdue = key("2025-01-01T00:00:00Z", 1);
  expect(nextRotationAt(overdue, now, retryAt(3, now))).toEqual(at("2026-01-01T14:03:00Z"));
});
