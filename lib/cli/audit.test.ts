import { describe, expect, test } from "vitest";
import { audit, linesOf, linesOfExport } from "./audit";

const EXPORT = { isExport: true, isIntact: true, isComplete: true, sections: [], unavailable: [], findings: [] };
const LOG = {
  organisations: 1,
  ...{ isIntact: true, findings: [], findingsTotal: 0, gaps: [], records: 1, groups: 1, chains: 1, checkpoints: 1 },
  ...{ removed: 0, completeTo: null, unprotected: { records: 0, groups: 0 }, fingerprints: [], database: null },
};
const CAUTION = /^The signing key was not compared with one noted elsewhere.*--fingerprint HEX/;

describe("a verification", () => {
  test("without a fingerprint says that the signing key was not compared, and how to do that", () => {
    expect(linesOfExport(EXPORT, false).at(-1)).toMatch(CAUTION);
    expect(linesOfExport(EXPORT, true)).toEqual(["Intact: what is in it is as it was signed."]);
    expect(linesOf({ ...LOG, isExpectedKey: null }, 1).at(-1)).toMatch(CAUTION);
    expect(linesOf({ ...LOG, isExpectedKey: true }, 1).at(-1)).not.toMatch(CAUTION);
  });

  test("of a file that is no export says only what it is", () => {
    const other = {
      ...EXPORT,
      isExport: false,
      isIntact: false,
      findings: ["The file is an error answer of the API."],
    };
    expect(linesOfExport(other, false)).toEqual(["Not an export: The file is an error answer of the API."]);
  });

  test("takes one file, and no kept checkpoints beside it", async () => {
    for (const parameters of [
      ["a.jsonl", "b.jsonl"],
      ["a.jsonl", "--kept", "c.jsonl"],
    ])
      await expect(audit(["verify", ...parameters])).rejects.toThrow("Usage: pelagos audit verify");
  });
});
