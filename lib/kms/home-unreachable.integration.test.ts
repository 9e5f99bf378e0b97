import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestPerson, forgetEverything } from "@/lib/iam/test-home";
import { type FakeClock, useFakeClock } from "@/lib/platform/clock";
import { config, loadConfig, setConfig } from "@/lib/platform/config";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import { createKey } from "./create-key";
import { encrypt } from "./encrypt";
import { closeRuntime, openRuntime } from "./runtime";
import { callAs, codeOf } from "./test-calls";

let home: TestDatabase;
let far: TestDatabase;
let folder: string;
let clock: FakeClock;

beforeAll(async () => {
  [home, far] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  folder = mkdtempSync(join(tmpdir(), "pelagos-home-"));
  const place = { name: "far", location: "Delft", latitude: 52, longitude: 4.4 };
  const regionsFile = join(folder, "regions.json");
  writeFileSync(regionsFile, JSON.stringify([{ slug: "far", databaseUrl: far.url, ...place }]));
  setConfig({ ...loadConfig({}), databaseUrl: home.url, dataDirectory: folder, regionsFile });
  forgetEverything();
  await openRuntime();
  clock = useFakeClock(new Date());
});
afterAll(async () => {
  clock.restore();
  setConfig({ ...config(), databaseUrl: home.url });
  await closeRuntime();
  await Promise.all([home.drop(), far.drop()]);
  rmSync(folder, { recursive: true, force: true });
});

test("a region with a database of its own answers for 60 seconds after the home database has gone, then 503", async () => {
  const ada = await createTestPerson("ada");
  const { slug: key } = await createKey(callAs(ada, { name: "a key" }), { region: "far" });
  const use = () => codeOf(encrypt(callAs(ada, { plaintext: "aGVsbG8=" }), { region: "far", key }));
  expect(await use()).toBe("answered");
  setConfig({ ...config(), databaseUrl: "postgresql://nobody@127.0.0.1:1/absent" });
  clock.advance(30_000);
  expect(await use()).toBe("answered");
  clock.advance(30_000);
  expect(await use()).toBe("answered");
  clock.advance(1);
  expect(await use()).toBe("unavailable");
  setConfig({ ...config(), databaseUrl: home.url });
  clock.advance(2_000);
  expect(await use()).toBe("answered");
});
