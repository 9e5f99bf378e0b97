import { expect, test } from "vitest";
import { byteParts } from "./byte-parts";

test.each([
  [0, 0, "B"],
  [1_023, 1_023, "B"],
  [1_024, 1, "KiB"],
  [1_536 * 1_024, 1.5, "MiB"],
  [3 * 1_024 ** 4, 3, "TiB"],
  [5_000 * 1_024 ** 5, 5_000, "PiB"],
])("%d bytes are told as %d %s", (bytes, amount, unit) => {
  expect(byteParts(bytes)).toEqual({ amount, unit });
});
