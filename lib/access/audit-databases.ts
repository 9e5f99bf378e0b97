import { clock } from "@/lib/platform/clock";
import { type Database, homeDatabase } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { allRegions } from "@/lib/regions/registry";

/** How long databases may search for one answer, in milliseconds; what they have not found by then is left to the next page. */
const SEARCH_MS = 1_500;
/** How long an answer waits for a database that does not answer, in milliseconds. */
const WAIT_MS = 2_500;

/** What the databases gave, and the regions whose records are missing because theirs did not answer. */
export interface Gathered<T> {
  readonly parts: readonly T[];
  readonly incompleteRegions: string[];
}

/**
 * Asks every database that has records of the installation, all at once. One that does not answer in time, or fails, is left out and its
 * regions are named: the others do not wait for it.
 */
export async function askDatabases<T>(
  ask: (database: Database, deadlineMs: number) => Promise<T>,
): Promise<Gathered<T>> {
  const databases = [...new Set([homeDatabase(), ...allRegions().map(({ database }) => database)])];
  const deadlineMs = clock.monotonicMs() + SEARCH_MS;
  const answers = await Promise.all(databases.map((database) => answerOf(database, ask(database, deadlineMs))));
  const silent = databases.filter((_, index) => answers[index] === null);
  return {
    parts: answers.flatMap((answer) => (answer === null ? [] : [answer.part])),
    incompleteRegions: allRegions()
      .filter(({ database }) => silent.includes(database))
      .map(({ slug }) => slug),
  };
}

async function answerOf<T>(database: Database, work: Promise<T>): Promise<{ part: T } | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), WAIT_MS);
  });
  const answered = work.then(
    (part) => ({ part }),
    (error: unknown) => {
      log.warn({ database: database.name, error: String(error) }, "audit log cannot be searched");
      return null;
    },
  );
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}
