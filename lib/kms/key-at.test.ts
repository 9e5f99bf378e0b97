import { describe, expect, test } from "vitest";
import { type StatusEvent, statusAt, versionsAt } from "./key-at";

const day = (number: number) => new Date(Date.UTC(2026, 0, number));
const history = (acts: readonly (readonly [StatusEvent, number])[], completeSince = 1) => ({
  acts: acts.map(([event, at]) => ({ event, at: day(at) })),
  completeSince: day(completeSince),
});

describe("the status of a key at a past moment", () => {
  test("is what it is now where nothing was recorded since", () => {
    const acts = history([
      ["kms.key.create", 2],
      ["kms.key.disable", 4],
    ]);
    expect(statusAt({ status: "disabled" }, acts, day(5))).toEqual({ status: "disabled", from: "unchanged" });
  });

  test("is what the last record before says", () => {
    const acts = history([
      ["kms.key.create", 2],
      ["kms.key.disable", 4],
      ["kms.key.enable", 6],
      ["kms.key.delete", 8],
    ]);
    const at = (number: number) => statusAt({ status: "pending_deletion" }, acts, day(number));
    expect(at(3)).toEqual({ status: "active", from: "creation" });
    expect(at(4)).toEqual({ status: "disabled", from: "record" });
    expect(at(7)).toEqual({ status: "active", from: "record" });
    expect(at(8)).toEqual({ status: "pending_deletion", from: "unchanged" });
  });

  test("goes back to where it was when a deletion is cancelled, however often it was asked for", () => {
    const acts = history([
      ["kms.key.create", 2],
      ["kms.key.disable", 3],
      ["kms.key.delete", 4],
      ["kms.key.delete", 5],
      ["kms.key.cancel_deletion", 6],
      ["kms.key.enable", 9],
    ]);
    expect(statusAt({ status: "active" }, acts, day(5)).status).toBe("pending_deletion");
    expect(statusAt({ status: "active" }, acts, day(7))).toEqual({ status: "disabled", from: "record" });
  });

  test("is unknown where the records are gone, never guessed", () => {
    const later = history([["kms.key.enable", 9]], 5);
    expect(statusAt({ status: "active" }, later, day(7))).toEqual({ status: null, from: "unknown" });
    expect(statusAt({ status: "active" }, history([], 5), day(3))).toEqual({ status: null, from: "unknown" });
    const cancelled = history([["kms.key.cancel_deletion", 9]], 5);
    expect(statusAt({ status: "active" }, cancelled, day(7))).toEqual({ status: "pending_deletion", from: "later" });
    expect(statusAt({ status: "active" }, cancelled, day(3))).toEqual({ status: null, from: "unknown" });
  });
});

test("versions at a moment are those made by then, of which some were destroyed by then", () => {
  const versions = [
    { version: 1, createdAt: day(1), destroyedAt: day(4) },
    { version: 2, createdAt: day(3), destroyedAt: day(9) },
    { version: 3, createdAt: day(8), destroyedAt: null },
  ];
  expect(versionsAt(versions, day(5))).toEqual({ count: 2, destroyed: 1, newest: versions[1] });
  expect(versionsAt(versions, new Date(0))).toBeNull();
});
