import {
  type CronItem,
  Logger,
  parseCronItems,
  type Runner,
  run,
  runMigrations,
  runOnce,
  type TaskList,
} from "graphile-worker";
import pg from "pg";
import { clock } from "@/lib/platform/clock";
import { type Database, databaseAt } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { shared } from "@/lib/platform/shared";

/** What a task gets: the time by which it decides what is due, the database it works on and a logger with its name. */
export interface JobContext {
  now: Date;
  database: Database;
  log: typeof log;
}

/** One kind of background work. Running it twice does no harm; a job that throws is tried again later. */
export interface JobTask {
  /** Lower-case words joined by underscores; also the name in the queue. */
  name: string;
  run(context: JobContext): Promise<void>;
}

/** When a task is put in the queue: `match` is a crontab pattern in UTC. */
export interface JobSchedule {
  task: string;
  match: string;
}

interface JobDatabase {
  name: string;
  url: string;
}

/** Jobs at work at the same time, per process and database. */
const CONCURRENCY = 4;
/** How often the queue is read without a notification, in milliseconds. */
const POLL_MS = 5_000;
/** Pause before a queue that lost its database is opened again, in milliseconds. */
const REOPEN_MS = 5_000;

const levels = { error: "error", warning: "warn", info: "debug", debug: "trace" } as const;

function jobLogger(database: string): Logger {
  return new Logger(
    (scope) => (level, message) => log[levels[level]]({ database, job: scope.taskIdentifier }, message),
  );
}

function taskList(tasks: readonly JobTask[], { name, url }: JobDatabase): TaskList {
  const entries = tasks.map((task) => {
    const work = () =>
      task.run({ now: clock.now(), database: databaseAt(url), log: log.child({ job: task.name, database: name }) });
    return [task.name, work] as const;
  });
  return Object.fromEntries(entries);
}

/** Connections of the queue's own: it waits for notifications longer than any call may take. */
function queuePool(database: JobDatabase): pg.Pool {
  const pool = new pg.Pool({ connectionString: database.url, max: CONCURRENCY + 2, application_name: "pelagos jobs" });
  const lost = (error: Error) => log.warn({ database: database.name, error: error.message }, "job connection lost");
  pool.on("error", lost);
  pool.on("connect", (client) => client.on("error", lost));
  return pool;
}

interface Queue {
  stop(): Promise<void>;
}

function openQueue(database: JobDatabase, tasks: readonly JobTask[], schedule: readonly JobSchedule[]): Queue {
  const pgPool = queuePool(database);
  const items: CronItem[] = schedule.map((item) => ({ ...item, options: { backfillPeriod: 0 } }));
  const options = {
    pgPool,
    taskList: taskList(tasks, database),
    parsedCronItems: parseCronItems(items),
    concurrency: CONCURRENCY,
    pollInterval: POLL_MS,
    logger: jobLogger(database.name),
    noHandleSignals: true,
  };
  let runner: Runner | null = null;
  let stopping = false;
  let reopening: NodeJS.Timeout | undefined;
  const open = async (): Promise<void> => {
    try {
      runner = await run(options);
      if (stopping) await runner.stop();
      await runner.promise;
    } catch (error) {
      log.warn({ database: database.name, error: String(error) }, "job queue interrupted");
    }
    runner = null;
    if (!stopping) reopening = setTimeout(() => void open(), REOPEN_MS);
  };
  const opened = open();
  return {
    async stop() {
      stopping = true;
      clearTimeout(reopening);
      await runner?.stop().catch(() => undefined);
      await opened;
      await pgPool.end();
    },
  };
}

const queues = () => shared<{ open: Queue[] }>("job-queues", () => ({ open: [] }));

/** Makes or updates the queue's own tables in a database. Once per server, before its processes open their queues. */
export async function prepareJobs(url: string): Promise<void> {
  await runMigrations({ connectionString: url, logger: jobLogger(new URL(url).pathname.slice(1)) });
}

/**
 * Takes part in the background work of each database. However many processes do, each job is done by one of them, and a
 * schedule puts each job in the queue once. A database that goes away is tried again.
 */
export async function startJobs(
  databases: readonly JobDatabase[],
  tasks: readonly JobTask[],
  schedule: readonly JobSchedule[],
): Promise<void> {
  queues().open.push(...databases.map((database) => openQueue(database, tasks, schedule)));
}

/** Ends this process's part: jobs at work finish, others stay in the queue. */
export async function stopJobs(): Promise<void> {
  await Promise.all(
    queues()
      .open.splice(0)
      .map((queue) => queue.stop()),
  );
}

/** Does every job that is now in a database's queue and returns. For tests and for the command line. */
export async function runQueuedJobs(database: JobDatabase, tasks: readonly JobTask[]): Promise<void> {
  const logger = jobLogger(database.name);
  await runOnce({ connectionString: database.url, taskList: taskList(tasks, database), logger, noHandleSignals: true });
}
