import type { Call } from "@/lib/door/call";

/** What a read is about. */
export interface AskedRead {
  /** Slug or identity; empty for reads about the person. */
  readonly organisation: string;
  /** What stands in the place of each `*`. */
  readonly segments: readonly string[];
  /** The search parameters without the project. */
  readonly query: Readonly<Record<string, string>>;
}

/** One row of the table of what pages read under `/console-api`. */
export interface ConsoleRead {
  /** Segments after the organisation, for reads about the person the whole path; `*` stands for any one. */
  readonly path: string;
  run(call: Call, asked: AskedRead): Promise<unknown>;
}

/** The row for a path and what stands in the place of its `*`; null where no row fits. */
export function findRead(
  table: readonly ConsoleRead[],
  path: readonly string[],
): { read: ConsoleRead; segments: readonly string[] } | null {
  for (const read of table) {
    const pattern = read.path.split("/");
    const fits =
      pattern.length === path.length && pattern.every((part, at) => part === path[at] || isAny(part, path[at]));
    if (fits) return { read, segments: path.filter((_, at) => pattern[at] === "*") };
  }
  return null;
}

const isAny = (part: string, segment: string | undefined) => part === "*" && Boolean(segment);
