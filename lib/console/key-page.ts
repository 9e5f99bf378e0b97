import { type KeyPage, type KeyPageQuery, keyPageQuery, keyRow } from "@/lib/contract/console";
import { KEY_REVIEWS, type KeyReview } from "@/lib/contract/key-review";
import { KEY_SORTS, type KeySort } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { type Visibility, visibility } from "@/lib/iam/authorise";
import type { Scope } from "@/lib/iam/caller";
import { formatKeyCursor, type KeyCursor, parseKeyCursor } from "@/lib/kms/key-cursor";
import {
  countKeys,
  findKeys,
  type KeyFilter,
  keyTypesIn,
  type ListedKey,
  positionOf,
  sortOf,
  statusesIn,
} from "@/lib/kms/key-list-store";
import { keyMessage } from "@/lib/kms/key-message";
import { reviewFilter } from "@/lib/kms/review-keys";
import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { regionHealth } from "@/lib/regions/health";
import { allRegions, type Region, regionNamed } from "@/lib/regions/registry";

const KEYS_PER_PAGE = 100;

interface Wanted {
  readonly filter: Omit<KeyFilter, "regions">;
  readonly review: KeyReview | null;
  readonly cursor: KeyCursor;
}

/** Regions that share a database, and the name under which cursors know it. */
interface Place {
  readonly name: string;
  readonly database: Database;
  readonly regions: readonly Region[];
}

/** What one database has of a page: at most one key more than fits. */
interface Part {
  readonly name: string;
  readonly regions: readonly Region[];
  readonly keys: readonly ListedKey[];
  readonly matchingCount: number;
  readonly totalCount: number;
}

/**
 * One page of at most 100 keys over all regions of the installation, in one order. A region that cannot be asked is named
 * and does not hold up the others.
 * Errors, beside those of the door: region_not_found, invalid_request.
 */
export function readKeyPage(call: Call, query: Readonly<Record<string, string>>): Promise<KeyPage> {
  const act = { action: call.method, event: "kms.key.list", region: null, asked: "" };
  return throughDoor(call, act, async ({ caller }) => {
    // PostgreSQL text cannot hold it: the databases would look as if they did not answer.
    if (Object.values(query).some((value) => value.includes("\u0000")))
      throw invalid("A filter holds a NUL character.");
    const wanted = parseRequest(keyPageQuery, query);
    const regions = wanted.region ? wanted.region.split(",").map(regionNamed) : allRegions();
    return pageOf(caller.scope, regions, wantedIn(wanted, visibility(caller, "kms_key:list", clock.nowMs())));
  });
}

async function pageOf(scope: Scope, regions: readonly Region[], wanted: Wanted): Promise<KeyPage> {
  const places = await placesOf(allRegions());
  const found = await Promise.all(places.map((place) => partOf(place, scope, regions, wanted)));
  const parts = found.filter((part) => part !== null);
  const merged = merge(parts, wanted.cursor);
  const answered = parts.flatMap((part) => part.regions);
  return {
    keys: merged.keys.map((key) => keyRow.parse(keyMessage(key, regionNamed(key.region)))),
    matchingCount: parts.reduce((sum, part) => sum + part.matchingCount, 0),
    totalCount: parts.reduce((sum, part) => sum + part.totalCount, 0),
    nextCursor: merged.next === null ? null : formatKeyCursor(merged.next),
    unavailableRegions: regions.filter((region) => !answered.includes(region)).map(({ slug }) => slug),
  };
}

/** Regions by database, without those whose database does not answer. */
async function placesOf(regions: readonly Region[]): Promise<Place[]> {
  const states = await Promise.all(regions.map(regionHealth));
  const reachable = regions.filter((_, index) => states[index]?.state !== "unreachable");
  return [...new Set(reachable.map(({ database }) => database))].map((database) => ({
    name: regions.find((region) => region.database === database)?.slug ?? "",
    database,
    regions: reachable.filter((region) => region.database === database),
  }));
}

async function partOf(
  { database, regions, name }: Place,
  scope: Scope,
  asked: readonly Region[],
  { filter, review, cursor }: Wanted,
): Promise<Part | null> {
  const here = { ...filter, regions: slugsOf(regions.filter((region) => asked.includes(region))) };
  const page = { sort: cursor.sort, after: cursor.after[name] ?? null, limit: KEYS_PER_PAGE + 1 };
  try {
    const reviewed = review === null ? {} : await reviewFilter(database, scope, review, clock.now());
    const wanted = { ...here, ...reviewed };
    const [keys, matchingCount, totalCount] = await Promise.all([
      findKeys(database, scope, { ...page, filter: wanted }),
      countKeys(database, scope, wanted),
      countKeys(database, scope, { regions: slugsOf(regions), visible: filter.visible }),
    ]);
    return { name, regions, keys, matchingCount, totalCount };
  } catch (error) {
    log.warn({ database: database.name, error: String(error) }, "keys cannot be listed");
    return null;
  }
}

function slugsOf(regions: readonly Region[]): string[] {
  return regions.map(({ slug }) => slug);
}

/** Merges what the databases found, each in its own order, and notes how far each was shown. */
function merge(parts: readonly Part[], cursor: KeyCursor): { keys: ListedKey[]; next: KeyCursor | null } {
  const left = parts.map(({ name, keys }) => ({ name, keys: [...keys] }));
  const after = { ...cursor.after };
  const keys: ListedKey[] = [];
  while (keys.length < KEYS_PER_PAGE) {
    const source = left.filter((part) => part.keys.length > 0).reduce(firstOf(cursor.sort), null);
    const key = source?.keys.shift();
    if (source === null || key === undefined) break;
    after[source.name] = positionOf(key, cursor.sort);
    keys.push(key);
  }
  return { keys, next: left.some((part) => part.keys.length > 0) ? { sort: cursor.sort, after } : null };
}

type Source = { readonly name: string; readonly keys: ListedKey[] };

/** Chooses the source whose next key comes first. */
function firstOf(sort: KeySort): (best: Source | null, source: Source) => Source {
  const sign = sortOf(sort).direction === "asc" ? 1 : -1;
  return (best, source) => {
    const [one, other] = [best?.keys[0], source.keys[0]];
    if (best === null || one === undefined || other === undefined) return source;
    const [a, b] = [positionOf(one, sort), positionOf(other, sort)];
    const before = a.value === b.value ? a.id < b.id : a.value < b.value;
    return before === (sign === 1) ? best : source;
  };
}

function wantedIn(query: KeyPageQuery, visible: Visibility): Wanted {
  return {
    filter: {
      text: query.q?.trim() || undefined,
      statuses: statusesIn(query.status),
      keyTypes: keyTypesIn(query.keyType),
      labels: labelsIn(query.label),
      visible,
    },
    review: reviewIn(query.review),
    cursor: query.cursor ? parseKeyCursor(query.cursor) : { sort: sortIn(query.sort), after: {} },
  };
}

function reviewIn(text: string | undefined): KeyReview | null {
  if (!text) return null;
  const review = KEY_REVIEWS.find((known) => known === text);
  if (review === undefined) throw invalid(`review: must be one of ${KEY_REVIEWS.join(", ")}.`);
  return review;
}

function sortIn(text: string | undefined): KeySort {
  const sort = KEY_SORTS.find((known) => known === (text || "name"));
  if (sort === undefined) throw invalid(`sort: must be one of ${KEY_SORTS.join(", ")}.`);
  return sort;
}

function labelsIn(text: string | undefined): Record<string, string> | undefined {
  if (!text) return undefined;
  const pairs = text.split(",").map((pair) => {
    const at = pair.indexOf("=");
    if (at < 1) throw invalid("label: must be key=value, several separated by commas.");
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  });
  return Object.fromEntries(pairs);
}

function invalid(message: string): KmsError {
  return new KmsError("invalid_request", { message });
}
