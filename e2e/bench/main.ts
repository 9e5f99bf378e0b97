import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { bundleOptions } from "@/lib/cli/bundle";
import { BUILT_SERVER, type SpawnedServer, spawnServer } from "@/lib/cli/spawn-server";
import { installationRoot } from "@/lib/platform/installation-root";
import { generatorName, type Measured, measure } from "./load";

const CONNECTIONS = [1, 16, 64, 256];
const PLAINTEXT = Buffer.alloc(32, 65).toString("base64");
const quick = process.argv.includes("--quick");
const seconds = Number(process.argv[2] ?? 4);
/** Each figure is the median of so many runs, so that one pause of the machine does not stand for the server. */
const ROUNDS = quick ? 1 : 3;
const print = (line = "") => process.stdout.write(`${line}\n`);

interface Kms {
  readonly url: string;
  readonly token: string;
}

async function post(kms: Kms, path: string, body: unknown): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${kms.token}`, "content-type": "application/json" };
  const answer = await fetch(`${kms.url}/v1/kms${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

async function startBare(): Promise<{ url: string; child: ChildProcess }> {
  await build(bundleOptions({ "bench-bare": "e2e/bench/bare-server.ts" }));
  const child = spawn(process.execPath, [join(installationRoot(), "dist", "bench-bare.mjs")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.stdout === null) throw new Error("the bare server has no output");
  const [port] = await once(child.stdout, "data");
  return { url: `http://127.0.0.1:${String(port).trim()}/`, child };
}

const cell = (value: number, digits = 0) =>
  value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits });

/** Bare server and both operations side by side, number of connections by number of connections. */
async function measureOperations(kms: Kms, bareUrl: string): Promise<void> {
  await post(kms, "/nl-01/keys", { name: "bench" });
  const { ciphertext } = await post(kms, "/nl-01/keys/bench/encrypt", { plaintext: PLAINTEXT });
  const key = `${kms.url.replace("localhost", "127.0.0.1")}/v1/kms/nl-01/keys/bench`;
  const plain = [JSON.stringify({ plaintext: PLAINTEXT })];
  const runs = [
    { name: "bare node:http", url: bareUrl, bodies: plain },
    { name: "encrypt", url: `${key}/encrypt`, bodies: plain },
    { name: "decrypt", url: `${key}/decrypt`, bodies: [JSON.stringify({ ciphertext })] },
  ];
  for (const { url, bodies } of runs) await measure({ url, token: kms.token, bodies, connections: 16, seconds: 3 });
  print(`| connections | server | requests/s | p50 ms | p99 ms | ratio | failures |`);
  print(`|---:|---|---:|---:|---:|---:|---:|`);
  for (const connections of CONNECTIONS) {
    const rounds: Measured[][] = runs.map(() => []);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, { url, bodies }] of runs.entries()) {
        rounds[index]?.push(await measure({ url, token: kms.token, bodies, connections, seconds }));
      }
    }
    const bare = medianOf(rounds[0] ?? []).requestsPerSecond;
    for (const [index, { name }] of runs.entries()) {
      const run = medianOf(rounds[index] ?? []);
      const ratio = `${cell((run.requestsPerSecond / bare) * 100)} %`;
      print(
        `| ${connections} | ${name} | ${cell(run.requestsPerSecond)} | ${cell(run.p50, 2)} | ${cell(run.p99, 2)} | ${ratio} | ${run.failures} |`,
      );
    }
  }
}

/** The median of each figure over several runs of the same load; failures are added up. */
function medianOf(runs: readonly Measured[]): Measured {
  const median = (figure: (run: Measured) => number) =>
    runs.map(figure).sort((one, other) => one - other)[Math.floor(runs.length / 2)] ?? 0;
  return {
    requestsPerSecond: median((run) => run.requestsPerSecond),
    p50: median((run) => run.p50),
    p99: median((run) => run.p99),
    failures: runs.reduce((sum, { failures }) => sum + failures, 0),
  };
}

/** Operations of other key types at 64 connections, and batches, of which a second line gives the items. */
async function measureKeyTypes(kms: Kms): Promise<void> {
  const input = JSON.stringify({ input: PLAINTEXT });
  const runs = [
    { name: "P-256 sign", keyType: "ecdsa-p256", operation: "sign", body: input, items: 1 },
    { name: "Ed25519 sign", keyType: "ed25519", operation: "sign", body: input, items: 1 },
    { name: "HMAC", keyType: "hmac-sha256", operation: "hmac", body: input, items: 1 },
    { name: "RSA-2048 sign", keyType: "rsa-2048", operation: "sign", body: input, items: 1 },
    { name: "batch of 100 encryptions", keyType: "aes256-gcm96", operation: "batch", body: batchOf(100), items: 100 },
  ];
  print(`\n| 64 connections | requests/s | items/s | p50 ms | p99 ms | failures |`);
  print(`|---|---:|---:|---:|---:|---:|`);
  for (const { name, keyType, operation, body, items } of runs) {
    const slug = `bench-${operation}-${keyType}`;
    await post(kms, "/nl-01/keys", { name: slug, keyType });
    const url = `${loopback(kms)}/v1/kms/nl-01/keys/${slug}/${operation}`;
    const rounds: Measured[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push(await measure({ url, token: kms.token, bodies: [body], connections: 64, seconds }));
    }
    const run = medianOf(rounds);
    const rates = `${cell(run.requestsPerSecond)} | ${cell(run.requestsPerSecond * items)}`;
    print(`| ${name} | ${rates} | ${cell(run.p50, 2)} | ${cell(run.p99, 2)} | ${run.failures} |`);
  }
}

const loopback = (kms: Kms) => kms.url.replace("localhost", "127.0.0.1");

const batchOf = (items: number) =>
  JSON.stringify({ items: Array.from({ length: items }, () => ({ operation: "encrypt", plaintext: PLAINTEXT })) });

/** What callers of AES notice while RSA-4096 signing takes every thread there is. */
async function measureBesideHeavyWork(kms: Kms): Promise<void> {
  await post(kms, "/nl-01/keys", { name: "bench-heavy", keyType: "rsa-4096" });
  const path = `${loopback(kms)}/v1/kms/nl-01/keys`;
  const heavy = { url: `${path}/bench-heavy/sign`, bodies: [JSON.stringify({ input: PLAINTEXT })], connections: 16 };
  const light = { url: `${path}/bench/encrypt`, bodies: [JSON.stringify({ plaintext: PLAINTEXT })], connections: 4 };
  const [signing, encrypting] = await Promise.all(
    [heavy, light].map((load) => measure({ ...load, token: kms.token, seconds })),
  );
  if (signing === undefined || encrypting === undefined) return;
  print(
    `\nAES-GCM at 4 connections beside RSA-4096 signing at 16 (${cell(signing.requestsPerSecond)} signatures/s): ` +
      `${cell(encrypting.requestsPerSecond)} requests/s, p50 ${cell(encrypting.p50, 2)} ms, p99 ${cell(encrypting.p99, 2)} ms`,
  );
}

/** Creates 10,000 keys and reads the first page of the list. */
async function measureKeys(kms: Kms): Promise<void> {
  const total = quick ? 1_000 : 10_000;
  const startedAt = performance.now();
  let made = 0;
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (made < total) {
        made += 1;
        await post(kms, "/nl-02/keys", { name: `many ${made}`, labels: { batch: String(made % 10) } });
      }
    }),
  );
  const perSecond = total / ((performance.now() - startedAt) / 1_000);
  print(`Creation of ${cell(total)} symmetric keys, 32 at a time: ${cell(perSecond)} keys/s`);
  const times: number[] = [];
  for (let page = 0; page < 20; page += 1) {
    const from = performance.now();
    const headers = { authorization: `Bearer ${kms.token}` };
    const answer = await fetch(`${kms.url}/v1/kms/nl-02/keys?limit=100&sort=name`, { headers });
    await answer.text();
    times.push(performance.now() - from);
  }
  times.sort((one, other) => one - other);
  print(
    `First page (100) of ${cell(total)} keys: median ${cell(times[10] ?? 0, 1)} ms, slowest ${cell(times.at(-1) ?? 0, 1)} ms`,
  );
}

/** Resident memory of the server's processes after a minute of encryption at 64 connections. */
async function measureMemory(kms: Kms, server: SpawnedServer): Promise<void> {
  const url = `${kms.url.replace("localhost", "127.0.0.1")}/v1/kms/nl-01/keys/bench/encrypt`;
  await measure({
    url,
    token: kms.token,
    bodies: [JSON.stringify({ plaintext: PLAINTEXT })],
    connections: 64,
    seconds: quick ? 10 : 60,
  });
  const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, "utf8").trim().split(" ");
  const sizes = [String(server.pid), ...children].flatMap((pid) => residentMegabytes(pid));
  print(
    `\nResident memory of the primary and each worker after ${quick ? "10 s" : "a minute"} at 64 connections: ${sizes.join(", ")}`,
  );
}

function residentMegabytes(pid: string): string[] {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const name = /^Name:\s+(.+)$/m.exec(status)?.[1] ?? "";
  const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  return name.startsWith("node") || name === "MainThread" ? [`${cell(kilobytes / 1_024)} MB`] : [];
}

const [cpu] = cpus();
print(
  `Pelagos benchmark: Node ${process.version}, ${cpus().length} × ${cpu?.model ?? "unknown"}, load by ${generatorName()}, ${seconds} s a run, median of ${ROUNDS} runs`,
);
print(
  "Server, embedded PostgreSQL (fsync on) and load share this machine; every call is authenticated, authorised and durably recorded.\n",
);
const server = await spawnServer({ program: BUILT_SERVER, environment: { LOG_LEVEL: "error" } });
const bare = await startBare();
try {
  const kms = { url: server.url, token: server.bootstrap().token };
  await measureOperations(kms, bare.url);
  await measureKeyTypes(kms);
  await measureBesideHeavyWork(kms);
  await measureMemory(kms, server);
  await measureKeys(kms);
} finally {
  bare.child.kill();
  await server.stop();
}
