import { expect, test } from "vitest";
import { diskRefusal, startupRefusal } from "./embedded-postgres-refusal";

const withCode = (code: string) => Object.assign(new Error("text"), { code });
const message = (error: unknown) => (error instanceof Error ? error.message : "");

test("a file system error in the data directory becomes one sentence", () => {
  expect(message(diskRefusal("/data", withCode("EACCES")))).toMatch(
    /^The data directory \/data is not writable: .*\.$/,
  );
  expect(message(diskRefusal("/data", withCode("EROFS")))).toMatch(/^The data directory \/data is not writable: .*\.$/);
  expect(message(diskRefusal("/data", withCode("ENOSPC")))).toMatch(/^The disk that holds \/data is full: .*\.$/);
  expect(message(diskRefusal("/data", withCode("ENOTDIR")))).toMatch(
    /^The data directory \/data is not a folder: .*\.$/,
  );
});

test("any other error stays what it is", () => {
  const defect = new TypeError("a defect");
  expect(diskRefusal("/data", defect)).toBe(defect);
});

test("what PostgreSQL wrote before it ended becomes one sentence", () => {
  const full = "initdb: error: could not write to file: No space left on device";
  expect(startupRefusal("/data/postgres", full).message).toMatch(/^The disk that holds \/data\/postgres is full/);
  const old = "FATAL:  database files are incompatible with server\nDETAIL: initialized by version 17";
  expect(startupRefusal("/data/postgres", old).message).toMatch(/another major version of PostgreSQL/);
  const other = "2026-01-01 LOG:  starting\n2026-01-01 UTC [1] FATAL:  something else happened\n";
  expect(startupRefusal("/data/postgres", other).message).toBe(
    "The embedded PostgreSQL did not start: something else happened.",
  );
  expect(startupRefusal("/data/postgres", "").message).toContain("it said nothing");
});
