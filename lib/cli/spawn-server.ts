import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { childEnvironment } from "@/lib/platform/config";
import { installationRoot } from "@/lib/platform/installation-root";

const bootstrapSchema = z.object({
  url: z.string(),
  organisation: z.string(),
  region: z.string(),
  email: z.string(),
  password: z.string(),
  token: z.string(),
  auditKey: z.string().nullable(),
});

/** The server that the integration tests' set-up bundles from the present source; it has no built console. */
export const TEST_SERVER = "dist/test/server.mjs";

/** The server of the production build. */
export const BUILT_SERVER = "dist/server.mjs";

/** A whole Pelagos in processes of its own, for tests and measurements. */
export interface SpawnedServer {
  /** Origin, without a trailing slash. */
  url: string;
  dataDirectory: string;
  /** Process number of the primary. */
  pid: number;
  /** Everything it printed so far. */
  output(): string;
  /** The first administrator's facts, from bootstrap.json in the data directory. */
  bootstrap(): z.infer<typeof bootstrapSchema>;
  /** Ends it as an operator would (SIGTERM) and returns the exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power failure of the process would (SIGKILL). */
  kill(): Promise<void>;
}

/** A loopback port that nobody uses at the moment. */
export async function unusedPort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

async function untilReady(url: string, ended: () => boolean, output: () => string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (ended()) throw new Error(`the server ended while it started:\n${output()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`the server was not ready within a minute:\n${output()}`);
}

function run(program: string, environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [join(installationRoot(), program)], {
    cwd: installationRoot(),
    env: childEnvironment({ NODE_ENV: "production", LOG_LEVEL: "warn", ...environment }),
    // The channel tells the server when this process is gone, however it ended.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  return { child, output: () => printed, ended: () => child.exitCode !== null || child.signalCode !== null };
}

/** Runs a built server to its end, for a start that is refused. */
export async function runServerToEnd(
  program: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string }> {
  const { child, output } = run(program, environment);
  const [code] = await once(child, "close");
  return { code, output: output() };
}

/**
 * Starts a built server (`program` is its path from the installation's folder) on a free port and waits until it is
 * ready. Without a data directory it gets one of its own, removed by `stop`.
 */
export async function spawnServer(options: {
  program: string;
  dataDirectory?: string;
  environment?: Readonly<Record<string, string>>;
}): Promise<SpawnedServer> {
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), "pelagos-server-"));
  const port = Number(options.environment?.PORT ?? (await unusedPort()));
  const server = run(options.program, {
    PORT: String(port),
    PELAGOS_DATA_DIR: dataDirectory,
    ...options.environment,
  });
  const url = `http://localhost:${port}`;
  const exited = once(server.child, "exit");
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    server.child.kill(signal);
    await exited;
    if (signal === "SIGTERM" && !options.dataDirectory) rmSync(dataDirectory, { recursive: true, force: true });
    return server.child.exitCode;
  };
  await untilReady(url, server.ended, server.output).catch(async (error: unknown) => {
    await end("SIGTERM");
    throw error;
  });
  return {
    url,
    dataDirectory,
    pid: server.child.pid ?? 0,
    output: server.output,
    bootstrap: () => bootstrapSchema.parse(JSON.parse(readFileSync(join(dataDirectory, "bootstrap.json"), "utf8"))),
    stop: () => end("SIGTERM"),
    kill: async () => void (await end("SIGKILL")),
  };
}
