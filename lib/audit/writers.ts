import type { Database } from "@/lib/platform/db";
import { shared } from "@/lib/platform/shared";
import { ChangeWriter } from "./change-writer";
import { GroupWriter } from "./group-writer";

interface Writers {
  readonly groups: GroupWriter;
  readonly changes: ChangeWriter;
}

const writers = () => shared("audit-writers", () => new Map<Database, Writers>());

/** The writers of a database; one set per process. */
export function writersOf(database: Database): Writers {
  const held = writers();
  let found = held.get(database);
  if (found === undefined) {
    found = { groups: new GroupWriter(database), changes: new ChangeWriter(database) };
    held.set(database, found);
  }
  return found;
}

/** Writes what is queued and closes every writer of this process. */
export async function closeWriters(): Promise<void> {
  const held = [...writers().values()];
  writers().clear();
  await Promise.allSettled(held.flatMap(({ groups, changes }) => [groups.close(), changes.close()]));
}
