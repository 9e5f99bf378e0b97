import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "@/prisma/generated/client";
import { config } from "./config";
import { log } from "./log";
import { shared } from "./shared";

/** Longest wait for a connection, in milliseconds: well inside the 5 s within which every call is answered. */
const CONNECT_TIMEOUT_MS = 3_000;
const QUERY_TIMEOUT_MS = 4_200;
const JOB_QUERY_TIMEOUT_MS = 60_000;
const POOL_CONNECTIONS_MAX = 6;

/** One distinct PostgreSQL database. Several regions may share it. */
export interface Database {
  /** `home`, or a short name made from the address; safe for logs and metrics. */
  readonly name: string;
  readonly url: string;
  readonly prisma: PrismaClient;
  /** For typed SQL outside Prisma: cache fills and other reads of the hot path. */
  readonly pool: pg.Pool;
  /** One connection to see whether the database answers: whoever waits for the others must not take them for a failure. */
  readonly watch: pg.Pool;
}

/** Prisma's adapter sends times without a zone: in a session of another zone they would be stored shifted. */
const SESSION_OPTIONS = "-c timezone=UTC";

interface Databases {
  readonly byUrl: Map<string, Database>;
}

const databases = () => shared<Databases>("databases", () => ({ byUrl: new Map() }));

function open(url: string, name: string): Database {
  const pool = openPool(url, name, POOL_CONNECTIONS_MAX);
  return { name, url, pool, watch: openPool(url, name, 1), prisma: new PrismaClient({ adapter: new PrismaPg(pool) }) };
}

function openPool(url: string, name: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    application_name: "pelagos",
    options: SESSION_OPTIONS,
  });
  // An idle connection that breaks must not end the process; the next query opens another.
  pool.on("error", (error) => log.warn({ database: name, error: error.message }, "idle database connection lost"));
  return pool;
}

/** The database at an address; the same object for the same address in the whole process. */
export function databaseAt(url: string): Database {
  const { byUrl } = databases();
  let database = byUrl.get(url);
  if (database === undefined) {
    database = open(url, url === config().databaseUrl ? "home" : `region-${byUrl.size}`);
    byUrl.set(url, database);
  }
  return database;
}

/** The database of organisations, people and credentials. */
export function homeDatabase(): Database {
  const { databaseUrl } = config();
  if (databaseUrl === undefined) throw new Error("DATABASE_URL is not set and the embedded PostgreSQL is not running");
  return databaseAt(databaseUrl);
}

/** Runs a statement of background work, which may take up to a minute where a call's may not. */
export async function jobQuery<Row extends pg.QueryResultRow>(
  { pool }: Pick<Database, "pool">,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const statement = { text, values: [...values], query_timeout: JOB_QUERY_TIMEOUT_MS };
  return (await pool.query<Row>(statement)).rows;
}

/** Runs several statements of background work in one transaction. */
export async function jobTransaction<T>(
  database: Pick<Database, "pool">,
  work: (
    query: <Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<Row[]>,
  ) => Promise<T>,
): Promise<T> {
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN");
    const value = await work(async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) => {
      const statement = { text, values: [...values], query_timeout: JOB_QUERY_TIMEOUT_MS };
      return (await client.query<Row>(statement)).rows;
    });
    await client.query("COMMIT");
    client.release();
    return value;
  } catch (error) {
    // Its state is not known: the pool makes another.
    client.release(true);
    throw error;
  }
}

/** Every database opened so far in this process. */
export function openDatabases(): readonly Database[] {
  return [...databases().byUrl.values()];
}

/** A connection of its own, outside any pool, for work that must be able to destroy it or whose session holds locks. Not yet connected. */
export function ownConnection(url: string, name = "pelagos writer"): pg.Client {
  return new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: name,
    options: SESSION_OPTIONS,
    keepAlive: true,
  });
}

/** A Prisma client on one connection of its own, for a writer of changes. */
export function ownPrisma(url: string): { prisma: PrismaClient; isDoubtful(): boolean; destroy(): void } {
  const connections = new Set<pg.PoolClient>();
  let doubtful = false;
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "pelagos writer",
    options: SESSION_OPTIONS,
    keepAlive: true,
  });
  pool.on("connect", (client) => {
    connections.add(client);
    client.on("notice", (notice) => {
      doubtful ||= warnsOfReplication(notice);
    });
  });
  pool.on("remove", (client) => connections.delete(client));
  pool.on("error", () => undefined);
  return {
    prisma: new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator: statementName }) }),
    isDoubtful: () => doubtful,
    destroy() {
      for (const client of connections) destroySocket(client);
      pool.end().catch(() => undefined);
    },
  };
}

/** Whether a notice says that a commit is kept here but perhaps not where it should have been replicated to. */
export function warnsOfReplication({ message }: { readonly message?: string | undefined }): boolean {
  return message?.includes("synchronous replication") ?? false;
}

/** Distinct statements that a writer's connection keeps prepared. */
const PREPARED_STATEMENTS_MAX = 256;

const statementNames = () => shared("statement-names", () => new Map<string, string>());

/** A name for each text, under which PostgreSQL plans a statement once per connection; empty, so planned each time, once there are too many. */
function statementName({ sql }: { readonly sql: string }): string {
  const names = statementNames();
  const known = names.get(sql);
  if (known !== undefined || names.size >= PREPARED_STATEMENTS_MAX) return known ?? "";
  const name = `change-${names.size}`;
  names.set(sql, name);
  return name;
}

/**
 * Ends a connection by closing its socket. A cancelled synchronous commit reports success with a warning, so a
 * connection in doubt is destroyed, never cancelled.
 */
export function destroySocket(client: pg.Client | pg.PoolClient): void {
  const stream: unknown = Reflect.get(Reflect.get(client, "connection") ?? {}, "stream");
  if (stream !== null && typeof stream === "object" && "destroy" in stream && typeof stream.destroy === "function") {
    stream.destroy();
  }
}

/** Closes every pool of this process. */
export async function closeDatabases(): Promise<void> {
  const { byUrl } = databases();
  const open = [...byUrl.values()];
  byUrl.clear();
  await Promise.allSettled(open.flatMap(({ prisma, pool, watch }) => [prisma.$disconnect(), pool.end(), watch.end()]));
}
