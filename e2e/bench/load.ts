import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
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
  /** Bodies are sent in turn. */
  readonly bodies: readonly string[];
  readonly connections: number;
  readonly seconds: number;
}

const generator = findWrk() === null ? "autocannon" : "wrk";

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

async function measureWithAutocannon({ url, token, bodies, connections, seconds }: Load): Promise<Measured> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const requests = bodies.map((body) => ({ method: "POST" as const, headers, body }));
  const result = await autocannon({ url, connections, duration: seconds, requests });
  return {
    requestsPerSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
  };
}

const script = (token: string, bodies: readonly string[]) => `
local bodies = { ${bodies.map((body) => `[==[${body}]==]`).join(", ")} }
local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer ${token}" }
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

async function measureWithWrk({ url, token, bodies, connections, seconds }: Load): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "pelagos-bench-"));
  const file = join(folder, "load.lua");
  writeFileSync(file, script(token, bodies));
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
