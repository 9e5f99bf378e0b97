import { readdirSync, readFileSync } from "node:fs";

/** Microseconds of processor time by part of the server. */
export interface ProcessorTime {
  /** The threads that answer calls, one per worker process. */
  readonly eventLoops: number;
  /** Garbage collection, compilation, crypto threads and the primary process. */
  readonly otherThreads: number;
  readonly database: number;
}

/** What a server (process number of its primary) has used so far, database included; null where the system does not tell. */
export function processorTime(server: number): ProcessorTime | null {
  if (process.platform !== "linux") return null;
  let [eventLoops, otherThreads, database] = [0, 0, 0];
  for (const pid of familyOf(server)) {
    const isDatabase = read(`/proc/${pid}/cmdline`).includes("postgres");
    for (const [thread, used] of threadsOf(pid)) {
      if (isDatabase) database += used;
      else if (thread === pid && pid !== server) eventLoops += used;
      else otherThreads += used;
    }
  }
  return { eventLoops, otherThreads, database };
}

/** The node processes of a server: its primary and its workers. */
export function nodeProcesses(server: number): readonly number[] {
  return familyOf(server).filter((pid) => read(`/proc/${pid}/cmdline`).includes("server.mjs"));
}

function familyOf(server: number): readonly number[] {
  const family = [server];
  for (const pid of family) family.push(...childrenOf(pid));
  return family;
}

const childrenOf = (pid: number) =>
  entries(`/proc/${pid}/task`).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).trim().split(" ").filter(Boolean).map(Number),
  );

/** Threads of a process with the microseconds each has run. */
const threadsOf = (pid: number) =>
  entries(`/proc/${pid}/task`).map((thread): [number, number] => {
    const [nanoseconds = "0"] = read(`/proc/${pid}/task/${thread}/schedstat`).split(" ");
    return [Number(thread), Number(nanoseconds) / 1_000];
  });

/** Threads and processes come and go while they are read. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
