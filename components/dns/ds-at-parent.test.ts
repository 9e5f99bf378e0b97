import { expect, test } from "vitest";
import type { DsRecord } from "@/lib/contract/dnssec";
import { tagsAtParent } from "./ds-at-parent";

const ds = (record: string): DsRecord => ({
  record,
  keyTag: Number(record.split(" ")[0]),
  digestTypeName: "SHA-256",
  algorithm: 13,
  keyRole: "KSK",
  publicKey: "",
});

test("a key is at the parent where one of its DS records is, not where another one has its tag", () => {
  const dsRecords = [ds("1 13 2 AB"), ds("1 13 4 ABAB"), ds("2 13 2 CD"), ds("3 13 2 EF")];
  const parent = { dsRecords: ["1 13 4 ABAB", "3 13 2 00"] };
  expect([...tagsAtParent({ dsRecords, parent })]).toEqual([1]);
  expect(tagsAtParent({ dsRecords }).size).toBe(0);
});
