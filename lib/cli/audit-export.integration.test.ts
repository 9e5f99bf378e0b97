import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { recordHash } from "@/lib/audit/record";
import { verifyExport } from "@/lib/audit/verify-export";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import type { SpawnedServer } from "./spawn-server";
import { type TestInstallation, testInstallation } from "./test-installation";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let elsewhere: TestDatabase;
let installation: TestInstallation;
let server: SpawnedServer;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pelagos-export-"));
  elsewhere = await createTestDatabase();
  installation = await testInstallation([{ slug: "nl-01" }, { slug: "de-01", databaseUrl: elsewhere.url }]);
  server = await installation.serve();
  for (const region of ["nl-01", "de-01"]) {
    await installation.call(server, "POST", `/${region}/keys`, { name: "log" });
    for (let count = 0; count < 5; count += 1) {
      await installation.call(server, "POST", `/${region}/keys/log/encrypt`, { plaintext: "aGVsbG8=" });
    }
  }
  await vi.waitFor(async () => expect(await coveredRecords()).toEqual([6, 6]), { timeout: 20_000, interval: 300 });
});
afterAll(async () => {
  await installation.end();
  await elsewhere.drop();
  rmSync(folder, { recursive: true, force: true });
});

function get(path: string, token = installation.token): Promise<Response> {
  return fetch(`${server.url}/v1/audit${path}`, { headers: { authorization: `Bearer ${token}` } });
}

async function verify(text: string) {
  const file = join(folder, "export.jsonl");
  writeFileSync(file, text);
  return verifyExport(createInterface({ input: createReadStream(file) }));
}

/** How many key operations each section of an export holds. */
async function coveredRecords(): Promise<number[]> {
  const lines = (await (await get("/export")).text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const counts: number[] = [];
  for (const line of lines) {
    if (line.type === "section") counts.push(0);
    if (line.type === "record" && line.body.includes('"resourceType":"kms_key"')) counts.push((counts.pop() ?? 0) + 1);
  }
  return counts;
}

it("an export holds one proven section for each database and is itself on record", async () => {
  const answer = await get("/export");
  expect(answer.headers.get("content-type")).toBe("application/jsonl");
  expect(answer.headers.get("unavailable-regions")).toBeNull();
  const report = await verify(await answer.text());
  expect(report).toMatchObject({ isIntact: true, isComplete: true, findings: [] });
  expect(report.sections.map(({ regions }) => regions)).toEqual([["nl-01"], ["de-01"]]);
  const search = await get("?event=audit.export").then((found) => found.json());
  expect(JSON.stringify(search)).toContain("audit.export");
});

it("each row of a CSV export has the hash that the proof holds at its sequence number", async () => {
  const range = `to=${encodeURIComponent(new Date().toISOString())}&event=kms.encrypt`;
  const csv = await (await get(`/export?format=csv&${range}`)).text();
  const proof = await (await get(`/proof?${range}`)).text();
  expect(await verify(proof)).toMatchObject({ isIntact: true });
  const hashes = new Map<string, string>();
  let database = "";
  for (const line of proof
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text))) {
    if (line.type === "section") database = line.database;
    if (line.type === "hash") hashes.set(`${database} ${line.sequence}`, line.hash);
  }
  const rows = csv.trim().split("\r\n").slice(1);
  expect(rows).toHaveLength(10);
  for (const row of rows) {
    const [of, sequence] = row.split(",");
    const [, salt = "", quoted = ""] = /,([0-9a-f]{32}),"(\{.*\})"$/.exec(row) ?? [];
    expect(hashes.get(`${of} ${sequence}`)).toBe(recordHash(salt, quoted.replaceAll('""', '"')));
  }
});

it("an export goes on after a mark; other values of `after` and of the range are refused with a reason", async () => {
  const lines = (await (await get("/export")).text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const mark = z.string().parse(lines.find(({ type }) => type === "mark").after);
  const rest = await verify(await (await get(`/export?after=${mark}`)).text());
  expect(rest).toMatchObject({ isIntact: true });
  for (const query of [
    "after=adb-00000000000000000000.1",
    "after=x",
    `after=${mark}0000000`,
    "from=yesterday",
    "format=xml",
    "limit=3",
  ]) {
    const refused = await get(`/export?${query}`);
    expect([query, refused.status]).toEqual([query, 400]);
    expect((await refused.json()).message).toMatch(/^[a-zA-Z]+:|nrecognized|nknown/);
  }
  expect((await get("/export", "tc_pat_none")).status).toBe(401);
});

it("checkpoints are listed as they were signed, for each database", async () => {
  const answer = await (await get("/checkpoints?limit=1")).json();
  expect(answer).toMatchObject({
    unavailableRegions: [],
    databases: [
      {
        regions: ["nl-01"],
        isOverdue: false,
        checkpoints: [{ text: expect.stringMatching(/^pelagos\/1\/checkpoint\n/) }],
      },
      { regions: ["de-01"], isOverdue: false, checkpoints: [{ signature: expect.any(String) }] },
    ],
  });
});
