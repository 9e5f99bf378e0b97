import { z } from "zod";
import type { Database } from "@/lib/platform/db";
import { checkpointHash, parseCheckpoint } from "./checkpoint-text";
import type { Finding } from "./finding";

const keptLine = z.object({ text: z.string() });

/** How checkpoints that were kept elsewhere compare with those of a database. */
export interface KeptComparison {
  /** Checkpoints of this database's sequence that were compared. */
  readonly compared: number;
  /** The first that the database does not have, or has otherwise; null where all are there. */
  readonly finding: Finding | null;
}

const LINES_PER_READ = 1_000;

/**
 * Compares checkpoints kept outside the database (lines of AUDIT_CHECKPOINT_FILE, or any JSON with `text`) with those in it.
 * This shows what nothing inside a database can: that all of it was rolled back, or written anew. Lines of other databases
 * are passed over.
 */
export async function compareKept(
  database: Database,
  identity: string,
  lines: AsyncIterable<string>,
): Promise<KeptComparison> {
  let compared = 0;
  let waiting = new Map<number, string>();
  const flush = async (): Promise<Finding | null> => {
    const found = await differing(database, waiting);
    compared += waiting.size;
    waiting = new Map();
    return found;
  };
  for await (const line of lines) {
    const text = textOf(line);
    const facts = text === null ? null : parseCheckpoint(text);
    if (text === null || facts?.database !== identity) continue;
    waiting.set(facts.number, checkpointHash(text));
    const finding = waiting.size < LINES_PER_READ ? null : await flush();
    if (finding !== null) return { compared, finding };
  }
  return { finding: await flush(), compared };
}

async function differing(database: Database, kept: ReadonlyMap<number, string>): Promise<Finding | null> {
  const { rows } = await database.pool.query<{ number: string; text: string }>(
    "SELECT number::text, text FROM audit_checkpoint WHERE number = ANY ($1::bigint[])",
    [[...kept.keys()]],
  );
  const stored = new Map(rows.map(({ number, text }) => [Number(number), checkpointHash(text)]));
  for (const [number, hash] of [...kept].sort(([one], [other]) => one - other)) {
    const held = stored.get(number);
    if (held === hash) continue;
    const message =
      held === undefined
        ? `Checkpoint ${number}, which was kept elsewhere, is not in the database: the database is older.`
        : `Checkpoint ${number} is another one than was kept elsewhere: the log was rolled back or written anew.`;
    return { kind: "fork", checkpoint: number, message };
  }
  return null;
}

function textOf(line: string): string | null {
  try {
    return keptLine.parse(JSON.parse(line)).text;
  } catch {
    return null;
  }
}
