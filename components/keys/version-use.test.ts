import { expect, test } from "vitest";
import type { KeyUse } from "@/lib/contract/console";
import { courseOfUse, nearLimit, versionUse } from "./version-use";

const span = { from: "2026-03-01T00:00:00.000Z", to: "2026-03-04T00:00:00.000Z" };
const encryptions = (count: number) => ({ count, max: 100, share: count / 100 });
const version = (number: number, count: number): KeyUse["versions"][number] => ({
  version: number,
  calls: count,
  lastUsedBy: "sa-1",
  encryptions: encryptions(count),
  actions: [],
});
const use = (...versions: KeyUse["versions"]): KeyUse => ({
  ...span,
  by: "day",
  objectVersion: 1,
  versions,
  uses: [],
  names: { "sa-1": "billing" },
});

test("a version's last user is told by name, or by identity where the name is gone", () => {
  expect(versionUse(use(version(1, 3)), 1)).toMatchObject({ calls: 3, lastUsedBy: "billing", lastUsedAt: null });
  expect(versionUse({ ...use(version(1, 3)), names: {} }, 1)?.lastUsedBy).toBe("sa-1");
  expect(versionUse(use(version(1, 3)), 2)).toBeNull();
  expect(versionUse(undefined, 1)).toBeNull();
});

test("from half of the bound on the newest version is near it, and at the bound over", () => {
  expect(nearLimit(use(version(1, 99), version(2, 49)), 2)).toBeNull();
  expect(nearLimit(use(version(1, 1), version(2, 50)), 2)).toMatchObject({ share: 0.5, isOver: false });
  expect(nearLimit(use(version(2, 100)), 2)?.isOver).toBe(true);
  expect(nearLimit(use({ ...version(2, 100), encryptions: undefined }), 2)).toBeNull();
});

test("days without calls are there, and refused calls count as calls that did not succeed", () => {
  const row = { action: "kms.encrypt", version: 1 } as const;
  const uses: KeyUse["uses"] = [
    { ...row, start: span.from, outcome: "allowed", calls: 4 },
    { ...row, start: span.from, outcome: "refused", calls: 1 },
    { ...row, start: "2026-03-03T00:00:00.000Z", outcome: "allowed", calls: 2 },
  ];
  const course = courseOfUse({ ...span, uses });
  expect(course.days.map(({ calls }) => calls)).toEqual([5, 0, 2]);
  expect(course).toMatchObject({ calls: 7, succeeded: 6 });
});
