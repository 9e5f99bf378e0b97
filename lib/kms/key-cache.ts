import { LRUCache } from "lru-cache";
import type { Scope } from "@/lib/iam/caller";
import type { Database } from "@/lib/platform/db";
import { type CacheLookups, cacheLookups } from "@/lib/platform/metrics";
import { shared } from "@/lib/platform/shared";
import { vaultOf } from "@/lib/regions/health";
import type { Region } from "@/lib/regions/registry";
import { type Query, readKey } from "./key-statement";
import { UsableKey } from "./usable-key";

/** Keys held per process; at about 2 KiB each with one version. */
const KEYS_MAX = 10_000;

interface KeyCache {
  readonly keys: LRUCache<string, UsableKey>;
  readonly filling: Map<string, Promise<UsableKey | null>>;
  readonly lookups: CacheLookups;
}

const cache = () =>
  shared<KeyCache>("key-cache", () => ({
    keys: new LRUCache<string, UsableKey>({ max: KEYS_MAX, dispose: (key) => key.destroy() }),
    filling: new Map(),
    lookups: cacheLookups("key"),
  }));

const cacheKey = (region: Region, scope: Scope, named: string) =>
  `${region.slug}\u0000${scope.organisationId}\u0000${scope.projectId}\u0000${named}`;

/** Typed statements on a database's pool. */
export function queryOf(database: Database): Query {
  return async (text, values) => (await database.pool.query(text, values)).rows;
}

/**
 * The key from memory, or null where it must be read first. Its state may be old: only the commit, which joins its
 * revision, says whether it still holds.
 */
export function cachedKey(region: Region, scope: Scope, named: string): UsableKey | null {
  const { keys, lookups } = cache();
  const found = keys.get(cacheKey(region, scope, named));
  if (!found?.belongsTo(vaultOf(region))) return null;
  lookups.hits += 1;
  return found;
}

/** Reads a key from the primary and keeps it; absence is never kept. Concurrent readers of one key share one statement. */
export function fillKey(region: Region, scope: Scope, named: string): Promise<UsableKey | null> {
  const held = cache();
  held.lookups.misses += 1;
  const name = cacheKey(region, scope, named);
  const under = held.filling.get(name);
  // What another call began to read may be older than this call: presence the commit will check, absence nobody would.
  if (under !== undefined) return under.then((key) => key ?? fill(region, scope, named, name));
  const filling = fill(region, scope, named, name).finally(() => held.filling.delete(name));
  held.filling.set(name, filling);
  return filling;
}

async function fill(region: Region, scope: Scope, named: string, name: string): Promise<UsableKey | null> {
  const vault = vaultOf(region);
  const facts = await readKey(queryOf(region.database), region.slug, scope, named);
  if (facts === null) return null;
  const key = new UsableKey(facts, vault);
  cache().keys.set(name, key);
  return key;
}

/** Forgets a key whose cached state turned out to be old. */
export function forgetKey(region: Region, scope: Scope, named: string): void {
  cache().keys.delete(cacheKey(region, scope, named));
}

/** Overwrites and forgets every key of this process. */
export function clearKeyCache(): void {
  cache().keys.clear();
}
