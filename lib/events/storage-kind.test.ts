import { expect, test } from "vitest";
import { storageKind } from "./detect";

test("a disk is announced from 30 days before it is full, and urgently from 7 days on or with its reserve alone", () => {
  expect(storageKind("enough", Number.POSITIVE_INFINITY)).toBeNull();
  expect(storageKind("enough", 30.1)).toBeNull();
  expect(storageKind("enough", 30)).toBe("storage.full_in_30_days");
  expect(storageKind("low", Number.POSITIVE_INFINITY)).toBe("storage.full_in_30_days");
  expect(storageKind("enough", 7)).toBe("storage.full_in_7_days");
  expect(storageKind("full", 1_000)).toBe("storage.full_in_7_days");
});
