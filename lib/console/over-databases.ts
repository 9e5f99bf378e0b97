import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import { visibility } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";
import type { KeyFilter } from "@/lib/kms/key-list-store";
import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { regionHealth } from "@/lib/regions/health";
import { allRegions, type Region } from "@/lib/regions/registry";

/**
 * Asks each database about the keys that the caller may see in its regions. A region that cannot be asked is named and does
 * not hold up the others. Errors: those of the door.
 */
export function overDatabases<Answer>(
  call: Call,
  ask: (database: Database, caller: Caller, filter: KeyFilter) => Promise<Answer>,
): Promise<{ answers: Answer[]; unavailableRegions: string[] }> {
  const act = { action: call.method, event: "kms.key.list", region: null, asked: "" };
  return throughDoor(call, act, async ({ caller }) => {
    const visible = visibility(caller, "kms_key:list", clock.nowMs());
    const states = await Promise.all(allRegions().map(regionHealth));
    const reachable = allRegions().filter((_, at) => states[at]?.state !== "unreachable");
    const databases = [...new Set(reachable.map(({ database }) => database))];
    const unavailableRegions = slugsOf(allRegions().filter((region) => !reachable.includes(region)));
    const answers = await Promise.all(
      databases.map(async (database) => {
        const slugs = slugsOf(reachable.filter((region) => region.database === database));
        try {
          return [await ask(database, caller, { regions: slugs, visible })];
        } catch (error) {
          log.warn({ database: database.name, error: String(error) }, "keys cannot be listed");
          unavailableRegions.push(...slugs);
          return [];
        }
      }),
    );
    return { answers: answers.flat(), unavailableRegions };
  });
}

const slugsOf = (regions: readonly Region[]) => regions.map(({ slug }) => slug);
