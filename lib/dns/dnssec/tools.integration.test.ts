import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { sampleSets, signedTestZone, testKey, testZoneKey } from "./test-zone";

/** Programs by other people judge a zone that was signed here. */

const ZONE = "harbour.example";
const folder = mkdtempSync(join(tmpdir(), "pelagos-dnssec-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isInstalled = (program: string) => spawnSync("which", [program]).status === 0;
const missing = ["dnssec-verify", "ldns-verify-zone"].filter((program) => !isInstalled(program));

function verdict(program: string, ...args: readonly string[]): { ok: boolean; output: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  return { ok: status === 0, output: `${stdout}${stderr}` };
}

function fileOf(text: string): string {
  const path = join(folder, `zone-${Math.floor(Math.random() * 1e9)}`);
  writeFileSync(path, text);
  return path;
}

const whereInstalled = missing.length === 0 ? describe : () => undefined;

whereInstalled("a zone signed here", () => {
  for (const algorithm of [8, 13, 14]) {
    test(`is found right by dnssec-verify and ldns-verify-zone: algorithm ${algorithm}`, async () => {
      const keys = { ksk: testKey(algorithm), zsk: testZoneKey(algorithm) };
      const text = await signedTestZone(ZONE, sampleSets(ZONE), { ...keys, now: new Date() });
      const path = fileOf(text);
      const verified = verdict("dnssec-verify", "-o", ZONE, path);
      expect(verified.output).toContain("Zone fully signed");
      expect(verified.ok).toBe(true);
      const ldns = verdict("ldns-verify-zone", "-V", "3", path);
      expect(ldns).toMatchObject({ ok: true });
    });
  }

  test("is found wrong when one record or one hash is changed", async () => {
    const keys = { ksk: testKey(13), zsk: testZoneKey(13) };
    const text = await signedTestZone(ZONE, sampleSets(ZONE), { ...keys, now: new Date() });
    const tampered = [text.replace("192.0.2.3\n", "192.0.2.7\n"), text.replace(/^[^\n]*\tNSEC3\t[^\n]*\n/m, "")];
    for (const wrong of tampered) {
      expect(wrong).not.toBe(text);
      expect(verdict("dnssec-verify", "-o", ZONE, fileOf(wrong)).ok).toBe(false);
      expect(verdict("ldns-verify-zone", fileOf(wrong)).ok).toBe(false);
    }
  });
});

if (missing.length > 0)
  test.skip("verdicts of others need the programs dnssec-verify and ldns-verify-zone, which are not all installed here", () =>
    undefined);
