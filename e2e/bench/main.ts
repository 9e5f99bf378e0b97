import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { openClientKey, TestInstanceClient } from "@/lib/alibaba/test-client";
import { bundleOptions } from "@/lib/cli/bundle";
import { BUILT_SERVER, spawnServer } from "@/lib/cli/spawn-server";
import { installationRoot } from "@/lib/platform/installation-root";
import { atLeast, below, cell, goalTable, print } from "./goals";
import { idleShare, leastIdleShare } from "./idle";
import { type Kms, keyUrl, loopback, post, repeated } from "./kms";
import { generatorName, type Load, type Measured, measure, measurePaced } from "./load";
import { nodeProcesses, type ProcessorTime, processorTime } from "./processor-time";
import { makeDue } from "./scheduled-rotation";
import { measureSecrets } from "./secrets";
import { measureZone } from "./zones";

const CONNECTIONS = [1, 16, 64, 256];
const PLAINTEXT = Buffer.alloc(32, 65).toString("base64");
const quick = process.argv.includes("--quick");
const seconds = Number(process.argv.slice(2).find((text) => /^[\d.]+$/.test(text)) ?? 4);
/** Sections to run, from `--only=neighbour,heavy`; all where none is named. */
const only = process.argv.find((text) => text.startsWith("--only="))?.slice("--only=".length);
/** Each figure is the median of so many runs, so that one pause of the machine does not stand for the server. */
const ROUNDS = quick ? 1 : 3;
const WARM_UP_SECONDS = 5;
/** Idle share from which on a machine counts as quiet. */
const QUIET = 0.9;

async function startBare(): Promise<{ url: string; child: ChildProcess }> {
  await build(bundleOptions({ "bench-bare": "e2e/bench/bare-server.ts" }));
  const child = spawn(process.execPath, [join(installationRoot(), "dist", "bench-bare.mjs")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.stdout === null) throw new Error("the bare server has no output");
  const [port] = await once(child.stdout, "data");
  return { url: `http://127.0.0.1:${String(port).trim()}/`, child };
}

/** A load several times, one after the other. */
interface Run extends Measured {
  /** Least share of the machine that was idle just before any of the rounds. */
  readonly idleBefore: number;
  /** Processor time of a call, in microseconds. */
  readonly perCall: ProcessorTime | null;
}

/** Rounds of several loads in turn, so that what disturbs the machine disturbs all of them. */
async function measureInTurn(kms: Kms, loads: readonly Load[]): Promise<readonly Run[]> {
  const rounds: Run[][] = loads.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, load] of loads.entries()) rounds[index]?.push(await measureOnce(kms, load));
  }
  return rounds.map(medianOf);
}

async function measureOnce(kms: Kms, load: Load): Promise<Run> {
  const idleBefore = await idleShare();
  const before = processorTime(kms.pid);
  const measured = await measure(load);
  const after = processorTime(kms.pid);
  const calls = measured.requestsPerSecond * load.seconds;
  const used = (part: keyof ProcessorTime) => ((after?.[part] ?? 0) - (before?.[part] ?? 0)) / calls;
  const perCall =
    before === null
      ? null
      : { eventLoops: used("eventLoops"), otherThreads: used("otherThreads"), database: used("database") };
  return { ...measured, idleBefore, perCall };
}

/** Bare server and both operations side by side, number of connections by number of connections. */
async function measureOperations(kms: Kms, bareUrl: string): Promise<void> {
  const { ciphertext } = await post(kms, "/kms/nl-01/keys/bench/encrypt", { plaintext: PLAINTEXT });
  const plain = [JSON.stringify({ plaintext: PLAINTEXT })];
  const servers = [
    { name: "bare node:http", url: bareUrl, bodies: plain },
    { name: "encrypt", url: keyUrl(kms, "bench/encrypt"), bodies: plain },
    { name: "decrypt", url: keyUrl(kms, "bench/decrypt"), bodies: [JSON.stringify({ ciphertext })] },
  ];
  const loads = (connections: number, length: number) =>
    servers.map(({ url, bodies }) => ({ ...kms, url, bodies, connections, seconds: length }));
  for (const load of loads(64, WARM_UP_SECONDS)) await measure(load);
  print("| connections | server | requests/s | p50 ms | p99 ms | ratio | failures | idle before |");
  print("|---:|---|---:|---:|---:|---:|---:|---:|");
  const times: string[] = [];
  for (const connections of CONNECTIONS) {
    const runs = await measureInTurn(kms, loads(connections, seconds));
    const bare = runs[0]?.requestsPerSecond ?? Number.NaN;
    for (const [index, { name }] of servers.entries()) {
      const run = runs[index];
      if (run === undefined) continue;
      const ratio = `${cell((run.requestsPerSecond / bare) * 100)} %`;
      print(`| ${connections} | ${name} | ${figures(run)} | ${ratio} | ${run.failures} | ${idle(run)} |`);
      if (index === 0) continue;
      noteOperation(`${name}, ${connections} connections`, connections, run);
      if (run.perCall !== null) times.push(timeRow(`${connections} | ${name}`, run.perCall));
    }
  }
  if (times.length === 0) return;
  print("\n| connections | µs of processor time a call | event loops | other threads | database | together |");
  print("|---:|---|---:|---:|---:|---:|");
  for (const row of times) print(row);
}

function noteOperation(name: string, connections: number, run: Run): void {
  if (connections === 16) {
    atLeast(name, 6_000, run.requestsPerSecond, "/s");
    below(`${name}, p99`, 15, run.p99, "ms");
  }
  if (connections === 64) atLeast(name, 12_000, run.requestsPerSecond, "/s");
}

const figures = (run: Measured) => `${cell(run.requestsPerSecond)} | ${cell(run.p50, 2)} | ${cell(run.p99, 2)}`;
const idle = ({ idleBefore }: Run) => `${cell(idleBefore * 100)} %`;

function timeRow(name: string, { eventLoops, otherThreads, database }: ProcessorTime): string {
  const parts = [eventLoops, otherThreads, database, eventLoops + otherThreads + database];
  return `| ${name} | ${parts.map((part) => cell(part)).join(" | ")} |`;
}

/** The median of each figure over several runs of the same load; failures are added up. */
function medianOf(runs: readonly Run[]): Run {
  const median = (figure: (run: Run) => number) =>
    runs.map(figure).sort((one, other) => one - other)[Math.floor(runs.length / 2)] ?? 0;
  const part = (name: keyof ProcessorTime) => median(({ perCall }) => perCall?.[name] ?? 0);
  return {
    requestsPerSecond: median((run) => run.requestsPerSecond),
    p50: median((run) => run.p50),
    p99: median((run) => run.p99),
    failures: runs.reduce((sum, { failures }) => sum + failures, 0),
    idleBefore: Math.min(...runs.map(({ idleBefore }) => idleBefore)),
    perCall: runs.some(({ perCall }) => perCall === null)
      ? null
      : { eventLoops: part("eventLoops"), otherThreads: part("otherThreads"), database: part("database") },
  };
}

/** Operations of other key types at 64 connections, and batches, whose items count. */
async function measureKeyTypes(kms: Kms): Promise<void> {
  const input = JSON.stringify({ input: PLAINTEXT });
  const runs = [
    { name: "P-256 sign", keyType: "ecdsa-p256", operation: "sign", body: input, items: 1, goal: 6_000 },
    { name: "Ed25519 sign", keyType: "ed25519", operation: "sign", body: input, items: 1, goal: 6_000 },
    { name: "HMAC", keyType: "hmac-sha256", operation: "hmac", body: input, items: 1, goal: 10_000 },
    { name: "RSA-2048 sign", keyType: "rsa-2048", operation: "sign", body: input, items: 1, goal: 1_500 },
    {
      name: "batch of 100 encryptions",
      keyType: "aes256-gcm96",
      operation: "batch",
      body: batchOf(100),
      items: 100,
      goal: 60_000,
    },
  ];
  print("\n| 64 connections | requests/s | p50 ms | p99 ms | items/s | failures | idle before |");
  print("|---|---:|---:|---:|---:|---:|---:|");
  for (const { name, keyType, operation, body, items, goal } of runs) {
    const slug = `bench-${operation}-${keyType}`;
    await post(kms, "/kms/nl-01/keys", { name: slug, keyType });
    const load = { ...kms, url: keyUrl(kms, `${slug}/${operation}`), bodies: [body], connections: 64 };
    await measure({ ...load, seconds: 1 });
    const [run] = await measureInTurn(kms, [{ ...load, seconds }]);
    if (run === undefined) continue;
    const itemsPerSecond = run.requestsPerSecond * items;
    print(`| ${name} | ${figures(run)} | ${cell(itemsPerSecond)} | ${run.failures} | ${idle(run)} |`);
    atLeast(`${name}, 64 connections`, goal, itemsPerSecond, items === 1 ? "/s" : "items/s");
  }
}

const CLIENT_KEY_PASSWORD = "correct-horse-1";

/** AdvanceEncrypt of 32 bytes through the instance protocol, whose client's signature is checked at every call. */
async function measureInstanceProtocol(kms: Kms): Promise<void> {
  const request = { name: "bench", region: "nl-01", password: CLIENT_KEY_PASSWORD, policies: ["kms:Encrypt"] };
  const { clientKeyContent } = await post(kms, "/client-keys", request);
  const opened = openClientKey(String(clientKeyContent), CLIENT_KEY_PASSWORD);
  const client = new TestInstanceClient(loopback(kms), opened);
  const body = client.encode("AdvanceEncrypt", { keyId: "bench", plaintext: Buffer.alloc(32, 65) });
  const load = {
    ...kms,
    url: `${loopback(kms)}/`,
    headers: client.signed("AdvanceEncrypt", body),
    bodies: [Buffer.from(body).toString("latin1")],
    connections: 64,
  };
  await measure({ ...load, seconds: WARM_UP_SECONDS });
  const [run] = await measureInTurn(kms, [{ ...load, seconds }]);
  if (run === undefined) return;
  print("\n| 64 connections | requests/s | p50 ms | p99 ms | failures | idle before |");
  print("|---|---:|---:|---:|---:|---:|");
  print(`| AdvanceEncrypt of 32 bytes | ${figures(run)} | ${run.failures} | ${idle(run)} |`);
  atLeast("AdvanceEncrypt of 32 bytes, 64 connections", 2_000, run.requestsPerSecond, "/s");
}

const batchOf = (items: number) =>
  JSON.stringify({ items: Array.from({ length: items }, () => ({ operation: "encrypt", plaintext: PLAINTEXT })) });

/** What callers of AES notice while RSA-4096 signing takes every thread there is. */
async function measureBesideHeavyWork(kms: Kms): Promise<void> {
  await post(kms, "/kms/nl-01/keys", { name: "bench-heavy", keyType: "rsa-4096" });
  const sign = { url: keyUrl(kms, "bench-heavy/sign"), bodies: [JSON.stringify({ input: PLAINTEXT })] };
  const aes = { url: keyUrl(kms, "bench/encrypt"), bodies: [JSON.stringify({ plaintext: PLAINTEXT })] };
  const load = { ...kms, ...aes, connections: 4, seconds: seconds * 2 };
  const runs: { readonly alone: Run[]; readonly beside: Run[]; readonly signing: Run[] } = {
    alone: [],
    beside: [],
    signing: [],
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const during = { idleBefore: await idleShare(), perCall: null };
    runs.alone.push({ ...(await measure(load)), ...during });
    const [signed, encrypted] = await Promise.all([measure({ ...load, ...sign, connections: 16 }), measure(load)]);
    runs.signing.push({ ...signed, ...during });
    runs.beside.push({ ...encrypted, ...during });
  }
  const [alone, encrypting, signing] = [medianOf(runs.alone), medianOf(runs.beside), medianOf(runs.signing)];
  print(
    `\nAES-GCM at 4 connections beside RSA-4096 signing at 16 (${cell(signing.requestsPerSecond)} signatures/s, idle before ${idle(alone)}): ` +
      `${cell(encrypting.requestsPerSecond)} requests/s, p50 ${cell(encrypting.p50, 2)} ms, p99 ${cell(encrypting.p99, 2)} ms; ` +
      `alone ${cell(alone.requestsPerSecond)} requests/s, p50 ${cell(alone.p50, 2)} ms, p99 ${cell(alone.p99, 2)} ms`,
  );
  below("AES beside RSA-4096 signing, p99", 25, encrypting.p99, "ms");
}

const NEIGHBOUR_LIMIT = 500;
const QUIET_CALLS_PER_SECOND = 200;

/** What an organisation with 200 calls a second notices of another that sends far more than its limit lets through. */
async function measureBesideNeighbour(kms: Kms): Promise<void> {
  const limits = { requestsPerSecond: NEIGHBOUR_LIMIT };
  const { identity } = await post(kms, "/organisations", { name: `Neighbour ${Date.now()}`, limits });
  const neighbour = { ...kms, organisation: String(identity) };
  await post(neighbour, "/kms/nl-01/keys", { name: "bench" });
  const load = {
    url: keyUrl(kms, "bench/encrypt"),
    bodies: [JSON.stringify({ plaintext: PLAINTEXT })],
    seconds: seconds * 2,
  };
  const paced = { ...kms, ...load, perSecond: QUIET_CALLS_PER_SECOND };
  await measurePaced({ ...paced, seconds: 1 });
  const idleBefore = await idleShare();
  const alone = await measurePaced(paced);
  const noise = measure({ ...neighbour, ...load, seconds: load.seconds + 2, connections: 64 });
  await sleep(1_500);
  const [beside, noisy] = await Promise.all([measurePaced(paced), noise]);
  const refused = noisy.failures / (load.seconds + 2);
  print(
    `\n${QUIET_CALLS_PER_SECOND} encryptions a second (idle before ${cell(idleBefore * 100)} %): alone p50 ${cell(alone.p50, 2)} ms, p99 ${cell(alone.p99, 2)} ms; ` +
      `beside an organisation limited to ${cell(NEIGHBOUR_LIMIT)}/s that sends ${cell(noisy.requestsPerSecond)}/s, of which ${cell(refused)}/s are refused: ` +
      `p50 ${cell(beside.p50, 2)} ms, p99 ${cell(beside.p99, 2)} ms, ${alone.failures + beside.failures} failures`,
  );
  if (refused === 0) print("The neighbour did not reach its limit: this machine was too slow to measure it.");
  else below("200 calls/s beside a noisy organisation, p99 as a multiple", 2, beside.p99 / alone.p99, "times");
}

/** Encryption at 64 connections on two servers in turn, one of which signs no checkpoints. */
async function measureCheckpoints(kms: Kms): Promise<void> {
  const environment = { LOG_LEVEL: "error", AUDIT_CHECKPOINTS: "off" };
  const other = await spawnServer({ program: BUILT_SERVER, environment });
  try {
    const { token, organisation } = other.bootstrap();
    const unsigned = { url: other.url, token, organisation, pid: other.pid };
    await post(unsigned, "/kms/nl-01/keys", { name: "bench" });
    const bodies = [JSON.stringify({ plaintext: PLAINTEXT })];
    const servers = [kms, unsigned].map((each) => ({
      kms: each,
      load: { ...each, url: keyUrl(each, "bench/encrypt"), bodies, connections: 64, seconds },
      runs: [] as Run[],
    }));
    for (const { load } of servers) await measure({ ...load, seconds: WARM_UP_SECONDS });
    for (let round = 0; round < ROUNDS * 2; round += 1) {
      for (const each of servers) each.runs.push(await measureOnce(each.kms, each.load));
    }
    const [signing, without] = servers.map(({ runs }) => medianOf(runs));
    if (signing === undefined || without === undefined) return;
    const loss = 100 - (signing.requestsPerSecond / without.requestsPerSecond) * 100;
    print("\n| 64 connections | requests/s | p50 ms | p99 ms | failures | idle before |");
    print("|---|---:|---:|---:|---:|---:|");
    for (const [name, run] of [
      ["with checkpoints", signing],
      ["without", without],
    ] as const) {
      print(`| encrypt ${name} | ${figures(run)} | ${run.failures} | ${idle(run)} |`);
    }
    below("what audit checkpoints cost of encryption", 15, loss, "%");
  } finally {
    await other.stop();
  }
}

/** Creates 10,000 keys and reads the first page of the list. */
async function measureKeys(kms: Kms): Promise<void> {
  const total = quick ? 1_000 : 10_000;
  const startedAt = performance.now();
  await repeated(total, 32, (index) =>
    post(kms, "/kms/nl-02/keys", { name: `many ${index + 1}`, labels: { batch: String(index % 10) } }),
  );
  const perSecond = total / ((performance.now() - startedAt) / 1_000);
  atLeast("creation of symmetric keys, 32 at a time", 300, perSecond, "/s");
  print(`Creation of ${cell(total)} symmetric keys, 32 at a time: ${cell(perSecond)} keys/s`);
  const times: number[] = [];
  for (let page = 0; page < 20; page += 1) {
    const from = performance.now();
    const headers = { authorization: `Bearer ${kms.token}`, "x-organisation-identity": kms.organisation };
    const answer = await fetch(`${kms.url}/v1/kms/nl-02/keys?limit=100&sort=name`, { headers });
    await answer.text();
    times.push(performance.now() - from);
  }
  times.sort((one, other) => one - other);
  below("first page of 10,000 keys, median", 100, times[10] ?? Number.NaN, "ms");
  print(
    `First page (100) of ${cell(total)} keys: median ${cell(times[10] ?? 0, 1)} ms, slowest ${cell(times.at(-1) ?? 0, 1)} ms`,
  );
}

/** What callers notice while all keys that were just made rotate by their schedule, and how long that takes. */
async function measureScheduledRotation(kms: Kms, dataDirectory: string): Promise<void> {
  const due = await makeDue(dataDirectory, "nl-02");
  const load = { url: keyUrl(kms, "bench/encrypt"), bodies: [JSON.stringify({ plaintext: PLAINTEXT })] };
  const paced = { ...kms, ...load, perSecond: QUIET_CALLS_PER_SECOND, seconds: quick ? 2 : 10 };
  try {
    const idleBefore = await idleShare();
    const alone = await measurePaced(paced);
    const [rotationSeconds, beside] = await Promise.all([due.rotate(), measurePaced(paced)]);
    print(
      `\nScheduled rotation of ${cell(due.count)} symmetric keys (idle before ${cell(idleBefore * 100)} %): ${cell(rotationSeconds, 1)} s; ` +
        `${QUIET_CALLS_PER_SECOND} encryptions a second meanwhile: p99 ${cell(beside.p99, 2)} ms, alone ${cell(alone.p99, 2)} ms`,
    );
    below("scheduled rotation of 10,000 symmetric keys", 60, rotationSeconds, "s");
    below("200 calls/s beside scheduled rotation, p99 as a multiple", 1.5, beside.p99 / alone.p99, "times");
  } finally {
    await due.close();
  }
}

/** Whether the figures can be trusted. */
function condition(least: number): string {
  const share = `At least ${cell(least * 100)} % of the machine was idle before each run`;
  return least < QUIET ? `${share}: others were working on it, and these figures are disturbed.` : `${share}.`;
}

/** Resident memory of the server's processes after a minute of encryption at 64 connections. */
async function measureMemory(kms: Kms): Promise<void> {
  const bodies = [JSON.stringify({ plaintext: PLAINTEXT })];
  await measure({ ...kms, url: keyUrl(kms, "bench/encrypt"), bodies, connections: 64, seconds: quick ? 10 : 60 });
  const sizes = nodeProcesses(kms.pid).map(residentMegabytes);
  print(
    `\nResident memory of the primary and each worker after ${quick ? "10 s" : "a minute"} at 64 connections: ${sizes.map((size) => `${cell(size)} MB`).join(", ")}`,
  );
  below("largest worker after a minute at 64 connections", 400, Math.max(...sizes), "MB");
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1_024;
}

const [cpu] = cpus();
print(
  `Pelagos benchmark: Node ${process.version}, ${cpus().length} × ${cpu?.model ?? "unknown"}, load by ${generatorName()}, ${seconds} s a run, median of ${ROUNDS} runs`,
);
print(
  "Server, embedded PostgreSQL (fsync on) and load share this machine; every call is authenticated, authorised and durably recorded.",
);
print(
  "Idle before: the least share of the machine that nobody used just before a round. Where it is low, others disturbed the run.\n",
);
const server = await spawnServer({ program: BUILT_SERVER, environment: { LOG_LEVEL: "error" } });
const bare = await startBare();
try {
  const { token, organisation } = server.bootstrap();
  const kms = { url: server.url, token, organisation, pid: server.pid };
  await post(kms, "/kms/nl-01/keys", { name: "bench" });
  const bodies = [JSON.stringify({ plaintext: PLAINTEXT })];
  await measure({ ...kms, url: keyUrl(kms, "bench/encrypt"), bodies, connections: 64, seconds: WARM_UP_SECONDS });
  const sections: Readonly<Record<string, () => Promise<void>>> = {
    operations: () => measureOperations(kms, bare.url),
    types: () => measureKeyTypes(kms),
    instance: () => measureInstanceProtocol(kms),
    heavy: () => measureBesideHeavyWork(kms),
    checkpoints: () => measureCheckpoints(kms),
    memory: () => measureMemory(kms),
    keys: () => measureKeys(kms),
    rotation: () => measureScheduledRotation(kms, server.dataDirectory),
    secrets: () => measureSecrets(kms, { seconds, secrets: quick ? 1_000 : 10_000 }),
    zones: () => measureZone(kms, quick ? 5_000 : 100_000),
    neighbour: () => measureBesideNeighbour(kms),
  };
  const chosen = only?.split(",") ?? Object.keys(sections);
  for (const name of chosen) {
    const section = sections[name];
    if (section === undefined)
      throw new Error(`There is no section ${name}: choose of ${Object.keys(sections).join(", ")}.`);
    await section();
  }
  print(`\n${goalTable()}\n\n${condition(leastIdleShare())}`);
} finally {
  bare.child.kill();
  await server.stop();
}
