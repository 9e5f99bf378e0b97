import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";

/** One measured run. */
export interface Measured {
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers other than 2xx, and calls without an answer. */
  readonly failures: number;
}

/** What to send, how often at once, how long. */
export interface Load {
  readonly url: string;
  readonly token: string;
  /** Identity, where the token opens several. */
  readonly organisation?: string;
  /** In place of those that a call of the REST API has. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Bodies are sent in turn; a character is a byte. */
  readonly bodies: readonly string[];
  readonly connections: number;
  readonly seconds: number;
}

const generator = findWrk() === null ? "autocannon" : "wrk";

/** Sends so many requests a second, whether or not earlier ones are answered, and measures the answers. */
export async function measurePaced(
  load: Omit<Load, "connections"> & { readonly perSecond: number },
): Promise<Measured> {
  const agent = new Agent({ keepAlive: true });
  const total = load.perSecond * load.seconds;
  const startedMs = performance.now();
  const calls: Promise<number | null>[] = [];
  while (calls.length < total) {
    const due = Math.ceil(((performance.now() - startedMs) * load.perSecond) / 1_000);
    while (calls.length < Math.min(due, total)) calls.push(timedCall(load, agent));
    await sleep(1);
  }
  const times = (await Promise.all(calls)).filter((ms) => ms !== null).sort((one, other) => one - other);
  agent.destroy();
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { requestsPerSecond: load.perSecond, p50: at(0.5), p99: at(0.99), failures: total - times.length };
}

/** Milliseconds until the whole answer is there; null where the call failed. */
function timedCall(load: Omit<Load, "connections">, agent: Agent): Promise<number | null> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const sent = request(load.url, { method: "POST", agent, headers: headersOf(load) }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode === 200 ? performance.now() - startedMs : null));
    });
    sent.on("error", () => resolve(null)).end(load.bodies[0]);
  });
}

/** Name of the load generator in use: wrk where it is installed, as it leaves more of the machine to the server. */
export function generatorName(): string {
  return generator;
}

/** Sends POST requests to loopback for a bounded time and measures the answers. */
export function measure(load: Load): Promise<Measured> {
  return generator === "wrk" ? measureWithWrk(load) : measureWithAutocannon(load);
}

function findWrk(): string | null {
  try {
    return execFileSync("sh", ["-c", "command -v wrk"], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}

/** The headers of every request of a load. */
function headersOf({
  token,
  organisation,
  headers: own,
}: Pick<Load, "token" | "organisation" | "headers">): Readonly<Record<string, string>> {
  if (own !== undefined) return own;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return organisation === undefined ? headers : { ...headers, "x-organisation-identity": organisation };
}

async function measureWithAutocannon(load: Load): Promise<Measured> {
  const { url, bodies, connections, seconds } = load;
  const headers = headersOf(load);
  const requests = bodies.map((body) => ({ method: "POST" as const, headers, body: Buffer.from(body, "latin1") }));
  const result = await autocannon({ url, connections, duration: seconds, requests });
  return {
    requestsPerSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
  };
}

/** A text of Lua, byte by byte: its long form would lose a newline at the beginning. */
const luaText = (body: string) =>
  `"${[...Buffer.from(body, "latin1")].map((byte) => `\\${String(byte).padStart(3, "0")}`).join("")}"`;

const script = (load: Load) => `
local bodies = { ${load.bodies.map(luaText).join(", ")} }
local headers = { ${Object.entries(headersOf(load)).map(([name, value]) => `["${name}"] = "${value}"`)} }
local sent = 0
request = function()
  sent = sent + 1
  return wrk.format("POST", nil, headers, bodies[sent % #bodies + 1])
end
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("RESULT %f %f %f %d\\n", summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end`;

async function measureWithWrk(load: Load): Promise<Measured> {
  const { url, connections, seconds } = load;
  const folder = mkdtempSync(join(tmpdir(), "pelagos-bench-"));
  const file = join(folder, "load.lua");
  writeFileSync(file, script(load));
  try {
    const parameters = ["-t", "1", "-c", String(connections), "-d", `${seconds}s`, "-s", file, url];
    // In a session of its own: Linux shares the processors out between sessions first, and a client on another machine
    // would take no share of the server's. It ends by itself after its seconds.
    const child = spawn("wrk", parameters, { detached: true, stdio: ["ignore", "pipe", "inherit"] });
    const stdout = await text(child.stdout);
    const found = /RESULT ([\d.]+) ([\d.]+) ([\d.]+) (\d+)/.exec(stdout);
    if (found === null) throw new Error(`wrk printed no result:\n${stdout}`);
    const [requestsPerSecond = 0, p50 = 0, p99 = 0, failures = 0] = found.slice(1).map(Number);
    return { requestsPerSecond, p50, p99, failures };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
