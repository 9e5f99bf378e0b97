import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it, vi } from "vitest";
import { type SpawnedServer, spawnServer, TEST_SERVER } from "./spawn-server";
import { type Answered, callServer, queryEmbedded, underLoad } from "./test-installation";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const dataDirectory = mkdtempSync(join(tmpdir(), "pelagos-crash-"));
let server: SpawnedServer | null = null;

afterEach(async () => {
  await server?.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
});

const start = () => spawnServer({ program: TEST_SERVER, dataDirectory, environment: { CONSOLE: "off", WORKERS: "2" } });

const isNewKey = ({ status, body }: Answered) => status < 300 && body.latestVersion === 1 && body.slug !== undefined;

/** Process numbers of the embedded PostgreSQL, children first. */
function postgresProcesses(): number[] {
  const [postmaster = ""] = readFileSync(join(dataDirectory, "postgres", "postmaster.pid"), "utf8").split("\n");
  const children = execFileSync("ps", ["-o", "pid=", "--ppid", postmaster], { encoding: "utf8" });
  return [...children.trim().split(/\s+/).map(Number), Number(postmaster)];
}

it("kill -9 under load loses no acknowledged key, version or record, and a stopped database is answered 503 in time", async () => {
  server = await start();
  const { token } = server.bootstrap();
  const call = (method: string, path: string, body?: unknown) => {
    if (server === null) throw new Error("no server");
    return callServer(server, token, method, path, body);
  };
  await call("POST", "/nl-01/keys", { name: "crash" });

  let number = 0;
  const mixed = () => {
    number += 1;
    if (number % 20 === 0) return call("POST", "/nl-01/keys", { name: `made ${number}` });
    if (number % 20 === 10) return call("POST", "/nl-01/keys/crash/rotate");
    return call("POST", "/nl-01/keys/crash/encrypt", { plaintext: "aGVsbG8=" });
  };
  const load = underLoad(16, mixed);
  await sleep(3_000);
  // A busy machine takes longer for as much.
  await vi.waitUntil(() => load.answers.filter(isNewKey).length > 4, { timeout: 60_000 });
  await server.kill();
  const answers = (await load.stop()).filter(({ status }) => status < 300);
  server = await start();

  expect(answers.length).toBeGreaterThan(30);
  await expectAcknowledged(answers, call);
  await expectUnavailableInTime(call);
});

async function expectAcknowledged(
  answers: readonly Answered[],
  call: (method: string, path: string, body?: unknown) => Promise<Answered>,
) {
  const recorded = await queryEmbedded<{ request_id: string }>(dataDirectory, "SELECT request_id FROM audit_record");
  const ids = new Set(recorded.map((row) => row.request_id));
  expect(answers.filter(({ requestId }) => !ids.has(requestId))).toEqual([]);
  expect(recorded.length).toBeGreaterThanOrEqual(answers.length);

  const slugs = answers.flatMap((answer) => (isNewKey(answer) && answer.body.slug ? [answer.body.slug] : []));
  expect(slugs.length).toBeGreaterThan(2);
  for (const slug of slugs) expect((await call("GET", `/nl-01/keys/${slug}`)).status).toBe(200);

  const newest = Math.max(...answers.map(({ body }) => (body.slug === "crash" ? (body.latestVersion ?? 0) : 0)));
  expect((await call("GET", "/nl-01/keys/crash")).body.latestVersion).toBeGreaterThanOrEqual(newest);
  const ciphertexts = answers.flatMap(({ body }) => (body.ciphertext ? [body.ciphertext] : [])).slice(-200);
  for (const ciphertext of ciphertexts) {
    expect((await call("POST", "/nl-01/keys/crash/decrypt", { ciphertext })).body.plaintext).toBe("aGVsbG8=");
  }
}

async function expectUnavailableInTime(call: (method: string, path: string, body?: unknown) => Promise<Answered>) {
  const encrypt = () => call("POST", "/nl-01/keys/crash/encrypt", { plaintext: "aGVsbG8=" });
  expect((await encrypt()).status).toBe(200);
  const processes = postgresProcesses();
  for (const pid of processes) process.kill(pid, "SIGSTOP");
  try {
    const answers = await Promise.all([
      encrypt(),
      encrypt(),
      call("POST", "/nl-01/keys/crash/rotate"),
      call("GET", "/nl-01/keys"),
    ]);
    for (const { status, startedAtMs, endedAtMs } of answers) {
      expect(status).toBe(503);
      expect(endedAtMs - startedAtMs).toBeLessThan(5_000);
    }
  } finally {
    for (const pid of processes) process.kill(pid, "SIGCONT");
  }
  await expect.poll(async () => (await encrypt()).status, { timeout: 15_000, interval: 200 }).toBe(200);
}
