import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { z } from "zod";
import { clock } from "./clock";
import { type Binaries, chooseLauncher, findBinaries, type Launcher } from "./embedded-postgres-launch";
import { lockDataDirectory } from "./embedded-postgres-lock";
import { stopOrphan } from "./embedded-postgres-orphan";
import { diskRefusal, startupRefusal } from "./embedded-postgres-refusal";
import { StartError } from "./start-error";

/** A running PostgreSQL of our own. */
export interface EmbeddedPostgres {
  /** Address of the database `pelagos` on loopback, with its generated password. */
  url: string;
  /** Ends connections, writes everything out, stops the server and gives the data directory back. */
  stop(): Promise<void>;
}

const accessSchema = z.object({ port: z.number().int(), password: z.string().min(20) });
type Access = z.infer<typeof accessSchema>;

interface Cluster {
  directory: string;
  accessFile: string;
  startLog: string;
  binaries: Binaries;
  launcher: Launcher;
  settings: Readonly<Record<string, string>>;
  log: (message: string) => void;
}

const databaseUrl = (access: Access, database: string) =>
  `postgresql://pelagos:${access.password}@127.0.0.1:${access.port}/${database}`;

/** Only what PostgreSQL needs, so that a stray PGDATA or locale of the caller has no effect. */
const programEnvironment: NodeJS.ProcessEnv = Object.assign(Object.create(null), {
  PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
  LC_ALL: "C",
});

/** Durable before fast: what was acknowledged is on disk. Logs rotate over seven days inside the cluster's folder. */
const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "256MB",
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  wal_buffers: "16MB",
  min_wal_size: "256MB",
  max_wal_size: "2GB",
  checkpoint_timeout: "10min",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  logging_collector: "on",
  log_directory: "log",
  log_filename: "postgresql-%a.log",
  log_truncate_on_rotation: "on",
  log_rotation_age: "1d",
  log_rotation_size: "0",
  cluster_name: "pelagos",
} as const;

async function isPortFree(port: number): Promise<boolean> {
  const probe = createServer();
  const free = await new Promise<boolean>((resolve) => {
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => resolve(true));
  });
  if (free) await new Promise((resolve) => probe.close(resolve));
  return free;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new StartError("No free port was found on 127.0.0.1.");
  return address.port;
}

function saveAccess(file: string, access: Access): Access {
  writeFileSync(`${file}.new`, JSON.stringify(access), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return access;
}

/** Reads or makes port and password. The port is kept as long as nobody else took it meanwhile. */
async function prepareAccess(file: string): Promise<Access> {
  if (!existsSync(file)) {
    return saveAccess(file, { port: await freePort(), password: randomBytes(24).toString("base64url") });
  }
  const kept = accessSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  return (await isPortFree(kept.port)) ? kept : saveAccess(file, { ...kept, port: await freePort() });
}

/**
 * Megabytes of one file of the write-ahead log. Until files can be used again, the commit that comes to the end of one waits for the next
 * to be filled with zeros: with PostgreSQL's own 16 MB that is 55 ms for all calls, with 1 MB about 4.
 */
const WAL_SEGMENT_MB = 1;

/** Initialises beside the final place and moves it there, so that a killed start leaves no half-made cluster. */
async function initialise(cluster: Cluster, access: Access): Promise<void> {
  if (existsSync(join(cluster.directory, "PG_VERSION"))) return cluster.launcher.own(cluster.directory);
  cluster.log("Creating the embedded PostgreSQL database");
  const fresh = `${cluster.directory}.new`;
  const passwordFile = join(fresh, "..", "postgres-password.new");
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  writeFileSync(passwordFile, access.password, { mode: 0o600 });
  cluster.launcher.own(fresh);
  cluster.launcher.own(passwordFile);
  const output = openSync(cluster.startLog, "w", 0o600);
  try {
    const identity = ["--username=pelagos", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
    const storage = ["--data-checksums", `--wal-segsize=${WAL_SEGMENT_MB}`];
    const text = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    const child = cluster.launcher.start(
      cluster.binaries.initdb,
      [`--pgdata=${fresh}`, ...identity, ...storage, ...text, "--no-instructions"],
      { stdio: ["ignore", output, output], env: programEnvironment },
    );
    const [code] = await once(child, "exit");
    if (code !== 0) throw startupRefusal(cluster.directory, readFileSync(cluster.startLog, "utf8"));
    renameSync(fresh, cluster.directory);
  } finally {
    closeSync(output);
    rmSync(passwordFile, { force: true });
  }
}

function launch(cluster: Cluster, access: Access): ChildProcess {
  const output = openSync(cluster.startLog, "w", 0o600);
  const flags = Object.entries(cluster.settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // A session of its own: Ctrl-C in the terminal reaches Pelagos only, which stops the database last.
  const child = cluster.launcher.start(
    cluster.binaries.postgres,
    ["-D", cluster.directory, "-p", String(access.port), ...flags],
    { stdio: ["ignore", output, output], env: programEnvironment, detached: true },
  );
  closeSync(output);
  return child;
}

async function connect(access: Access): Promise<pg.Client | null> {
  const client = new pg.Client({ connectionString: databaseUrl(access, "postgres"), connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    if (error instanceof pg.DatabaseError && error.code === "28P01") {
      throw new StartError(
        "The embedded PostgreSQL refuses its own password: postgres.json does not fit the database.",
      );
    }
    return null;
  }
}

/** Waits until the server answers; crash recovery may take minutes, a server that ended is a refusal. */
async function waitUntilReady(cluster: Cluster, access: Access, child: ChildProcess): Promise<void> {
  const startedMs = clock.monotonicMs();
  let told = false;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw startupRefusal(cluster.directory, readFileSync(cluster.startLog, "utf8"));
    }
    const client = await connect(access);
    if (client) {
      const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'pelagos'");
      if (found.rowCount === 0) await client.query("CREATE DATABASE pelagos");
      return client.end();
    }
    if (!told && clock.monotonicMs() - startedMs > 3_000) cluster.log("The embedded PostgreSQL is recovering");
    told ||= clock.monotonicMs() - startedMs > 3_000;
    await sleep(50);
  }
}

/** Children of a killed server hold its shared memory for a moment; until then PostgreSQL refuses to start. */
async function launchUntilReady(cluster: Cluster, access: Access): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const child = launch(cluster, access);
    try {
      await waitUntilReady(cluster, access, child);
      return child;
    } catch (error) {
      child.kill("SIGINT");
      const log = readFileSync(cluster.startLog, "utf8");
      if (attempt >= 20 || !log.includes("shared memory block")) throw error;
      await sleep(500);
    }
  }
}

/** Keeps the server running: one that ends without being asked is started again, with growing pauses. */
function supervise(cluster: Cluster, access: Access, first: ChildProcess): () => Promise<void> {
  let child = first;
  let stopping = false;
  const restart = async (pauseMs: number): Promise<void> => {
    await sleep(pauseMs);
    if (stopping) return;
    try {
      child = await launchUntilReady(cluster, access);
      watch();
      cluster.log("The embedded PostgreSQL is running again");
    } catch (error) {
      cluster.log(error instanceof Error ? error.message : "The embedded PostgreSQL does not start");
      return restart(Math.min(pauseMs * 2, 30_000));
    }
  };
  const watch = () =>
    child.once("exit", () => {
      if (stopping) return;
      cluster.log("The embedded PostgreSQL ended unexpectedly; it is started again");
      void restart(250);
    });
  watch();
  return async () => {
    stopping = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGINT");
    const impatience = setTimeout(() => child.kill("SIGQUIT"), 30_000);
    await exited;
    clearTimeout(impatience);
  };
}

function prepareDataDirectory(dataDirectory: string): string {
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    return realpathSync(dataDirectory);
  } catch (error) {
    throw diskRefusal(dataDirectory, error);
  }
}

/**
 * Starts the embedded PostgreSQL of a data directory on a private loopback port and creates it on first use. Recovers
 * from a kill of an earlier run. `log` gets sentences about progress. Throws StartError with one sentence where the
 * directory is in use, not writable or full, or where PostgreSQL cannot run here.
 */
export async function startEmbeddedPostgres(options: {
  dataDirectory: string;
  /** Settings of PostgreSQL that replace ours, for tests. */
  settings?: Readonly<Record<string, string>>;
  log: (message: string) => void;
}): Promise<EmbeddedPostgres> {
  const dataDirectory = prepareDataDirectory(options.dataDirectory);
  let unlock = () => {};
  try {
    unlock = lockDataDirectory(dataDirectory);
    const binaries = await findBinaries();
    const cluster: Cluster = {
      directory: join(dataDirectory, "postgres"),
      accessFile: join(dataDirectory, "postgres.json"),
      startLog: join(dataDirectory, "postgres-start.log"),
      binaries,
      launcher: chooseLauncher(binaries),
      settings: { ...settings, ...options.settings },
      log: options.log,
    };
    cluster.launcher.reach(dataDirectory);
    await stopOrphan(cluster.directory, options.log);
    const access = await prepareAccess(cluster.accessFile);
    await initialise(cluster, access);
    const stop = supervise(cluster, access, await launchUntilReady(cluster, access));
    return { url: databaseUrl(access, "pelagos"), stop: () => stop().finally(unlock) };
  } catch (error) {
    unlock();
    throw diskRefusal(dataDirectory, error);
  }
}

/** Address of the embedded database that a data directory has, whether it runs or not; null where it has none. */
export function embeddedDatabaseUrl(dataDirectory: string): string | null {
  const file = join(dataDirectory, "postgres.json");
  if (!existsSync(file)) return null;
  return databaseUrl(accessSchema.parse(JSON.parse(readFileSync(file, "utf8"))), "pelagos");
}
