import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockDataDirectory } from "./embedded-postgres-lock";

/** Larger than any process number a kernel gives out. */
const ABSENT_PID = 2 ** 30;

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pelagos-lock-"));
  file = join(folder, "pelagos.lock");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a locked directory is refused until it is given back", () => {
  const unlock = lockDataDirectory(folder);
  expect(() => lockDataDirectory(folder)).toThrow(`is in use by another Pelagos (process ${process.pid})`);
  unlock();
  expect(existsSync(file)).toBe(false);
  lockDataDirectory(folder)();
});

test("a lock of a process that is gone is replaced", () => {
  writeFileSync(file, JSON.stringify({ pid: ABSENT_PID, startedAt: "1" }));
  lockDataDirectory(folder);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid });
});

test("a process number that was given to another process does not hold the lock", () => {
  writeFileSync(file, JSON.stringify({ pid: process.ppid, startedAt: "0" }));
  lockDataDirectory(folder);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid });
});

test("an unreadable lock does not keep the directory closed for ever, and nothing is left beside it", () => {
  writeFileSync(file, "half a l");
  lockDataDirectory(folder);
  expect(readdirSync(folder)).toEqual(["pelagos.lock"]);
});

test("giving back does not take away another's lock", () => {
  const unlock = lockDataDirectory(folder);
  writeFileSync(file, JSON.stringify({ pid: process.ppid, startedAt: "0" }));
  unlock();
  expect(existsSync(file)).toBe(true);
});
