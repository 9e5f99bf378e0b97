import { expect, test } from "vitest";
import { tallyOf } from "./group-tally";
import type { AuditFacts, AuditRecord } from "./record";

const USE = {
  organisationId: "o-1",
  projectId: "",
  region: "nl-01",
  resourceType: "kms_key",
  resourceId: "kms-1",
  keyVersion: 2,
  event: "kms.encrypt",
  outcome: "allowed",
  actorId: "u-1",
} as const;

const recordOf = (more: Partial<AuditFacts> = {}, createdAt = "2026-11-27T00:00:59.000Z") =>
  ({ createdAt, facts: { ...USE, ...more } }) as AuditRecord;

const times = (count: number, ...records: AuditRecord[]) => Array.from({ length: count }, () => records).flat();

test("equal uses share a line with their calls and the last of their times", () => {
  const records = [recordOf({}, "2026-11-27T00:00:59.001Z"), ...times(2, recordOf()), recordOf({ count: 7 })];
  expect(tallyOf(records)).toBe("o-1\t\tnl-01\tkms-1\t2\tkms.encrypt\tallowed\tu-1\t10\t2026-11-27T00:00:59.001Z");
});

test.each<[string, Partial<AuditFacts>]>([
  ["organisation", { organisationId: "o-2" }],
  ["project", { projectId: "p-1" }],
  ["region", { region: "de-01" }],
  ["key", { resourceId: "kms-2" }],
  ["kind of resource", { resourceType: "secret" }],
  ["version", { keyVersion: null }],
  ["event", { event: "kms.decrypt" }],
  ["outcome", { outcome: "refused" }],
  ["actor", { actorId: "u-2" }],
])("uses of another %s have another line", (_, other) => {
  expect(tallyOf(times(4, recordOf(), recordOf(other))).split("\n")).toHaveLength(2);
});

test("uses of another minute have another line", () => {
  const records = times(4, recordOf(), recordOf({}, "2026-11-27T00:01:00.000Z"));
  expect(
    tallyOf(records)
      .split("\n")
      .map((line) => line.split("\t").slice(-2)),
  ).toEqual([
    ["4", "2026-11-27T00:00:59.000Z"],
    ["4", "2026-11-27T00:01:00.000Z"],
  ]);
});

test("what no region or organisation counts is left out, and few or different records have no tally", () => {
  expect(tallyOf([...times(4, recordOf()), recordOf({ region: "" }), recordOf({ organisationId: "" })])).toMatch(
    /^o-1[^\n]*$/,
  );
  expect(tallyOf(times(3, recordOf()))).toBe("");
  expect(tallyOf(Array.from({ length: 40 }, (_, index) => recordOf({ resourceId: `kms-${index}` })))).toBe("");
});
