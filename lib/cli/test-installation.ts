import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { z } from "zod";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import { type SpawnedServer, spawnServer, TEST_SERVER } from "./spawn-server";

const answerBody = z.looseObject({
  code: z.string().optional(),
  keyVersion: z.number().optional(),
  ciphertext: z.string().optional(),
  plaintext: z.string().optional(),
  slug: z.string().optional(),
  path: z.string().optional(),
  version: z.number().optional(),
  currentVersion: z.number().optional(),
  secretString: z.string().optional(),
  latestVersion: z.number().optional(),
});

/** One answered call of a test, with its times on the test's own clock. */
export interface Answered {
  readonly status: number;
  readonly body: z.output<typeof answerBody>;
  readonly requestId: string;
  /** Milliseconds. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** Several servers of one installation: their own processes, one database, the same root keys. */
export interface TestInstallation {
  readonly database: TestDatabase;
  readonly token: string;
  /** Starts one more server. */
  serve(environment?: Readonly<Record<string, string>>): Promise<SpawnedServer>;
  /** Calls an endpoint below `/v1/kms`. */
  call(server: SpawnedServer, method: string, path: string, body?: unknown): Promise<Answered>;
  end(): Promise<void>;
}

/** Makes an installation for a test; `regions` are configured beside their root keys, each on the home database unless it names another. */
export async function testInstallation(
  regions: readonly { slug: string; databaseUrl?: string }[] = [{ slug: "nl-01" }],
): Promise<TestInstallation> {
  const database = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), "pelagos-installation-"));
  const regionsFile = join(folder, "regions.json");
  const place = { location: "Amsterdam", latitude: 52.4, longitude: 4.9, rootKey: "env:TEST_ROOT_KEY" };
  writeFileSync(regionsFile, JSON.stringify(regions.map((region) => ({ ...place, ...region, name: region.slug }))));
  const shared = {
    CONSOLE: "off",
    JOBS: "off",
    WORKERS: "1",
    DATABASE_URL: database.url,
    PELAGOS_REGIONS_FILE: regionsFile,
    PELAGOS_HOME_ROOT_KEY: "env:TEST_ROOT_KEY",
    TEST_ROOT_KEY: randomBytes(32).toString("base64"),
  };
  const servers: SpawnedServer[] = [];
  let token = "";
  return {
    database,
    get token() {
      return token;
    },
    async serve(environment = {}) {
      const dataDirectory = mkdtempSync(join(folder, "server-"));
      const server = await spawnServer({
        program: TEST_SERVER,
        dataDirectory,
        environment: { ...shared, ...environment },
      });
      if (servers.length === 0) token = server.bootstrap().token;
      servers.push(server);
      return server;
    },
    call: (server, method, path, body) => callServer(server, token, method, path, body),
    async end() {
      await Promise.all(servers.map((server) => server.stop()));
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Calls an endpoint below `/v1/kms` with a token and notes when the call started and ended. */
export function callServer(
  server: SpawnedServer,
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answered> {
  return callApi(server, token, method, `/kms${path}`, body);
}

/** The same for any endpoint below `/v1`. */
export async function callApi(
  server: SpawnedServer,
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answered> {
  const startedAtMs = performance.now();
  const answer = await fetch(`${server.url}/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const parsed = answerBody.parse(await answer.json());
  const requestId = answer.headers.get("x-request-id") ?? "";
  return { status: answer.status, body: parsed, requestId, startedAtMs, endedAtMs: performance.now() };
}

/** Asks the embedded database of a data directory. */
export async function queryEmbedded<Row extends pg.QueryResultRow>(
  dataDirectory: string,
  text: string,
): Promise<Row[]> {
  const access = z
    .object({ port: z.number(), password: z.string() })
    .parse(JSON.parse(readFileSync(join(dataDirectory, "postgres.json"), "utf8")));
  const client = new pg.Client({ host: "127.0.0.1", user: "pelagos", database: "pelagos", ...access });
  await client.connect();
  const { rows } = await client.query<Row>(text);
  await client.end();
  return rows;
}

/** Repeats a call in parallel until told to stop; every answer is kept, calls that broke off are not. */
export function underLoad(
  parallel: number,
  call: () => Promise<Answered>,
): { readonly answers: readonly Answered[]; stop(): Promise<Answered[]> } {
  const answers: Answered[] = [];
  let stopped = false;
  const loops = Array.from({ length: parallel }, async () => {
    while (!stopped) {
      try {
        answers.push(await call());
      } catch {
        // The server was killed under this call: nothing was answered.
        if (!stopped) await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  });
  return {
    answers,
    async stop() {
      stopped = true;
      await Promise.all(loops);
      return answers;
    },
  };
}
