import { expect, test } from "vitest";
import { limitsIn } from "./limits-draft";

test.each([
  ["", null],
  [" 250 ", 250],
  ["1", 1],
  ["1000000", 1_000_000],
  ["0", undefined],
  ["1000001", undefined],
  ["1e3", undefined],
  ["12.5", undefined],
  ["-1", undefined],
  ["many", undefined],
])("a limit typed as %j is %s", (typed, limit) => {
  expect(limitsIn({ requestsPerSecond: typed, keysMax: "0", secretsMax: "", zonesMax: "12" })).toEqual({
    requestsPerSecond: limit,
    keysMax: 0,
    secretsMax: null,
    zonesMax: 12,
  });
});
