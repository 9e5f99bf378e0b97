import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { firstCalls } from "./bootstrap-box";
import { runProgram } from "./run-program";
import { runServerToEnd, type SpawnedServer, spawnServer, TEST_SERVER, unusedPort } from "./spawn-server";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

/** The first worker answers /readyz; the welcome is printed once all of them run, which takes longer on a busy machine. */
const WHEN_ALL_WORKERS_RUN = { timeout: 15_000 };
const METRICS_TOKEN = "metrics-token-of-this-test";
const folders: string[] = [];
let server: SpawnedServer;
let metricsPort: number;

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pelagos-server-test-"));
  folders.push(folder);
  return folder;
}

function start(dataDirectory: string, environment: Record<string, string> = {}): Promise<SpawnedServer> {
  return spawnServer({
    program: TEST_SERVER,
    dataDirectory,
    environment: { CONSOLE: "off", WORKERS: "2", ...environment },
  });
}

beforeAll(async () => {
  metricsPort = await unusedPort();
  server = await start(newFolder(), { METRICS_PORT: String(metricsPort), METRICS_TOKEN });
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
  expect(server.output()).not.toContain("did not stop in time");
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function encrypt(server: SpawnedServer): Promise<Response> {
  const { token, organisation, region } = server.bootstrap();
  return fetch(`${server.url}/v1/kms/${region}/keys/first-key/encrypt`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "x-organisation-identity": organisation,
      "content-type": "application/json",
    },
    body: JSON.stringify({ plaintext: "aGVsbG8=" }),
  });
}

const pasteFirstCalls = (server: SpawnedServer) =>
  runProgram("bash", ["-c", firstCalls(server.url, server.bootstrap())], { capture: true });

test("a first start prints and keeps what the first administrator needs, and its calls work when pasted", async () => {
  const facts = server.bootstrap();
  await expect.poll(server.output, WHEN_ALL_WORKERS_RUN).toContain(facts.password);
  for (const fact of [facts.url, facts.email, facts.organisation, facts.token]) expect(server.output()).toContain(fact);
  expect(statSync(join(server.dataDirectory, "bootstrap.json")).mode & 0o777).toBe(0o600);
  expect((await pasteFirstCalls(server)).output).toContain('"ciphertext":"thalassa:v1:');
  expect((await pasteFirstCalls(server)).output).toContain('"ciphertext":"thalassa:v1:');
});

test("both loopback families answer", async () => {
  const { port } = new URL(server.url);
  for (const host of ["127.0.0.1", "[::1]"]) expect((await fetch(`http://${host}:${port}/healthz`)).status).toBe(200);
});

test("metrics cover all workers and have a port of their own", async () => {
  const read = async () => {
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    return Number(
      /pelagos_calls_total\{event="kms\.encrypt",outcome="success",region="[a-z0-9-]+"\} (\d+)/.exec(text)?.[1],
    );
  };
  const before = await read();
  for (let call = 0; call < 10; call += 1) await (await encrypt(server)).text();
  expect(await read()).toBe(before + 10);
  expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
});

test("metrics open with their token, whatever the case of the scheme's name, and with nothing else", async () => {
  const read = (authorization: string) => fetch(`${server.url}/metrics`, { headers: { authorization } });
  for (const scheme of ["Bearer", "bearer", "BEARER"]) {
    const answer = await read(`${scheme} ${METRICS_TOKEN}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("x-request-id")).toMatch(/^req-/);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  }
  for (const refused of [METRICS_TOKEN, `Basic ${METRICS_TOKEN}`, `Bearer ${METRICS_TOKEN}x`, "Bearer"]) {
    expect((await read(refused)).status).toBe(401);
  }
});

test("what no handler sees is answered like everything else", async () => {
  const answer = await fetch(`${server.url}/v1/kms/summary`, { headers: { "x-large": "x".repeat(20_000) } });
  const body = await answer.json();
  expect([answer.status, body.code]).toEqual([431, "headers_too_large"]);
  expect(answer.headers.get("x-request-id")).toBe(body.requestId);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
});

test("a use of a key is answered alike however its address and body are written", async () => {
  const { token, region } = server.bootstrap();
  const call = async (address: string, body: BodyInit, authorization = `Bearer ${token}`) => {
    const headersSent = { authorization, "content-type": "application/json" };
    const request = { method: "POST", headers: headersSent, body, duplex: "half" };
    const answer = await fetch(`${server.url}/v1/kms/${region}/keys/${address}`, request);
    const { requestId, ciphertext, ...rest } = await answer.json();
    const headers = Object.fromEntries([...answer.headers.keys()].map((name) => [name, name]));
    return { status: answer.status, rest, named: typeof (requestId ?? ciphertext), headers };
  };
  const body = JSON.stringify({ plaintext: "aGVsbG8=" });
  const stream = () => new Blob([body]).stream();
  const plain = await call("first-key/encrypt", body);
  expect(plain).toMatchObject({ status: 200, rest: { keyVersion: 1 } });
  expect(await call("first%2Dkey/encrypt", body)).toEqual(plain);
  expect(await call("first-key/encrypt?project=", body)).toEqual(plain);
  expect(await call("./first-key/../first-key/encrypt", body)).toEqual(plain);
  expect(await call("first-key/encrypt", stream())).toEqual(plain);
  const refused = await call("first-key/encrypt", body, "Bearer none");
  expect(refused).toMatchObject({ status: 401, rest: { code: "unauthenticated" } });
  expect(await call("first%2Dkey/encrypt", body, "Bearer none")).toEqual(refused);
  const repeated = await call("first-key/encrypt?a=1&a=2", body);
  expect(repeated).toMatchObject({ status: 400, rest: { code: "invalid_request" } });
  expect(await call("first%2Dkey/encrypt?a=1&a=2", body)).toEqual(repeated);
  const absent = await call("none/encrypt", body);
  expect(absent).toMatchObject({ status: 404, rest: { code: "key_not_found" } });
  expect(await call("%6eone/encrypt", stream())).toEqual(absent);
  const unknown = await call("first-key/nothing", body);
  expect(unknown).toMatchObject({ status: 404, rest: { code: "route_not_found" } });
});

test("addresses beside the API's table name their methods", async () => {
  for (const path of ["/healthz", "/readyz", "/metrics", "/openapi.json"]) {
    const answer = await fetch(`${server.url}${path}`, { method: "POST" });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET"]);
  }
});

test("a killed worker process is replaced", async () => {
  const { output } = await runProgram("pgrep", ["-P", String(server.pid), "-f", "server.mjs"], { capture: true });
  const [worker] = output.trim().split("\n").map(Number);
  process.kill(worker ?? 0, "SIGKILL");
  await expect.poll(server.output, { timeout: 10_000 }).toContain("a process of the server ended; it is started again");
  await expect.poll(() => fetch(`${server.url}/readyz`).then(({ status }) => status), { timeout: 10_000 }).toBe(200);
});

test("calls fail with 503 while the embedded database is down, and work again once it is back", async () => {
  const [postmaster] = readFileSync(join(server.dataDirectory, "postgres", "postmaster.pid"), "utf8").split("\n");
  process.kill(Number(postmaster), "SIGKILL");
  const during = await encrypt(server);
  expect([200, 503], `${await during.text()} ${server.output()}`).toContain(during.status);
  await expect.poll(() => encrypt(server).then(({ status }) => status), { timeout: 15_000, interval: 250 }).toBe(200);
});

/** Sends calls from 16 clients until `until` settles, and counts what became of them. */
async function load(target: SpawnedServer, until: Promise<unknown>): Promise<{ answered: number; cut: number }> {
  const seen = { answered: 0, cut: 0 };
  let ended = false;
  const client = async () => {
    while (!ended) {
      try {
        const answer = await encrypt(target);
        await answer.text();
        if (answer.status === 200) seen.answered += 1;
        else seen.cut += 1;
      } catch (error) {
        const cause = error instanceof Error ? error.cause : undefined;
        const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
        // Refused, or an idle connection that was closed before the call was sent: the call was not accepted.
        if (!["ECONNREFUSED", "ECONNRESET", "UND_ERR_SOCKET"].includes(String(code))) seen.cut += 1;
        await sleep(20);
      }
    }
  };
  const clients = Array.from({ length: 16 }, client);
  await until;
  ended = true;
  await Promise.all(clients);
  return seen;
}

test("a stop under load cuts no accepted call; a second start and one after a kill keep everything", async () => {
  const folder = newFolder();
  const first = await start(folder);
  await pasteFirstCalls(first);
  const facts = first.bootstrap();
  const stopped = sleep(1_000).then(() => first.stop());
  const { answered, cut } = await load(first, stopped);
  expect({ exitCode: await stopped, cut }).toEqual({ exitCode: 0, cut: 0 });
  expect(answered).toBeGreaterThan(50);

  const second = await start(folder);
  expect(second.bootstrap()).toMatchObject({ password: facts.password, token: facts.token });
  await expect.poll(second.output, WHEN_ALL_WORKERS_RUN).toContain(join(folder, "bootstrap.json"));
  expect(second.output()).not.toContain(facts.password);
  expect((await encrypt(second)).status).toBe(200);
  await second.kill();

  const third = await start(folder);
  expect((await encrypt(third)).status).toBe(200);
  expect(await third.stop()).toBe(0);
});

test("a start is refused with one sentence and exit code 1", async () => {
  const { port } = new URL(server.url);
  const file = join(newFolder(), "file");
  writeFileSync(file, "");
  const free = String(await unusedPort());
  const cases: [Record<string, string>, RegExp][] = [
    [
      { PORT: port, PELAGOS_DATA_DIR: newFolder() },
      /^Cannot listen on port \d+ on 127\.0\.0\.1: another program uses it.*\n$/,
    ],
    [
      { PORT: free, PELAGOS_DATA_DIR: server.dataDirectory },
      /^The data directory .* is in use by another Pelagos.*\n$/,
    ],
    [{ PORT: free, PELAGOS_DATA_DIR: file }, /^The data directory .* is not a folder.*\n$/],
    [{ PORT: "many" }, /^PORT must be a whole number.*example PORT=3000\n$/],
    [
      { PORT: free, TLS_CERT_FILE: file, TLS_KEY_FILE: file, PELAGOS_DATA_DIR: newFolder() },
      /^TLS_CERT_FILE and TLS_KEY_FILE are not.*\n$/,
    ],
    [
      { PORT: free, DATABASE_URL: "postgresql://pelagos@127.0.0.1:1/absent" },
      /^The database absent at .* cannot be reached.*\n$/,
    ],
  ];
  for (const [environment, sentence] of cases) {
    const { code, output } = await runServerToEnd(TEST_SERVER, { CONSOLE: "off", ...environment });
    expect(output).toMatch(sentence);
    expect(code).toBe(1);
  }
});
