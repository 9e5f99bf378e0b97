import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprint } from "./fingerprint";

let root: string;
const write = (path: string, text: string) => writeFileSync(join(root, path), text);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pelagos-fingerprint-"));
  mkdirSync(join(root, "lib", "generated"), { recursive: true });
  write("lib/a.ts", "one");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test("the fingerprint changes with content, name and number of source files", () => {
  const seen = [fingerprint(root, ["lib"])];
  write("lib/a.ts", "two");
  seen.push(fingerprint(root, ["lib"]));
  write("lib/b.ts", "");
  seen.push(fingerprint(root, ["lib"]));
  expect(new Set(seen).size).toBe(3);
});

test("tests, generated files and absent folders do not make a build stale", () => {
  const before = fingerprint(root, ["lib", "absent"]);
  write("lib/a.test.ts", "test");
  write("lib/generated/client.ts", "made");
  expect(fingerprint(root, ["lib"])).toBe(before);
});
