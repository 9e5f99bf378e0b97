import { z } from "zod";
import { type KeyPage, type KeyPageQuery, keyPageQuery, keyRow } from "@/lib/contract/console";
import { KEY_SORTS, type KeySort } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
import { requirePermission } from "@/lib/iam/authorise";
import type { Scope } from "@/lib/iam/caller";
import type { Call } from "@/lib/kms/call";
import { throughDoor } from "@/lib/kms/door";
import {
  countKeys,
  findKeys,
  type KeyFilter,
  type KeyPosition,
  keyTypesIn,
  type ListedKey,
  positionOf,
  sortOf,
  statusesIn,
} from "@/lib/kms/key-list-store";
import { keyMessage } from "@/lib/kms/key-message";
import { parseRequest } from "@/lib/kms/parse-request";
import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { regionHealth } from "@/lib/regions/health";
import { allRegions, type Region, regionNamed } from "@/lib/regions/registry";

const KEYS_PER_PAGE = 100;

const cursorSchema = z.strictObject({ sort: z.enum(KEY_SORTS), value: z.string(), id: z.string() });

interface Page {
  readonly filter: Omit<KeyFilter, "regions">;
  readonly sort: KeySort;
  readonly after: KeyPosition | null;
}

/** What one database has of a page; null where it did not answer. */
interface Part {
  readonly keys: ListedKey[];
  readonly matchingCount: number;
  readonly totalCount: number;
}

/**
 * One page of at most 100 keys over all regions of the installation, in one order. A region that cannot be asked is named
 * and does not hold up the others.
 * Errors, beside those of the door: region_not_found, permission_denied, invalid_request.
 */
export function readKeyPage(call: Call, query: Readonly<Record<string, string>>): Promise<KeyPage> {
  const act = { action: call.method, event: "kms.key.list", region: null, asked: "" };
  return throughDoor(call, act, async ({ caller }) => {
    const { organisationId, projectId } = caller.scope;
    requirePermission(caller, "kms_key:list", { type: "kms_key", id: "", organisationId, projectId });
    const wanted = parseRequest(keyPageQuery, query);
    const regions = wanted.region ? wanted.region.split(",").map(regionNamed) : allRegions();
    return pageOf(caller.scope, regions, pageWanted(wanted));
  });
}

async function pageOf(scope: Scope, regions: readonly Region[], page: Page): Promise<KeyPage> {
  const states = await Promise.all(regions.map(async (region) => ({ region, ...(await regionHealth(region)) })));
  const asked = states.filter(({ state }) => state !== "unreachable").map(({ region }) => region);
  const databases = [...new Set(asked.map(({ database }) => database))];
  const groups = databases.map(
    (database) => [database, asked.filter((region) => region.database === database)] as const,
  );
  const parts = await Promise.all(groups.map(([database, members]) => partOf(database, scope, members, page)));
  const answered = groups.flatMap(([, members], index) => (parts[index] ? members : []));
  const found = parts.flatMap((part) => part?.keys ?? []).sort(comparing(page.sort));
  const keys = found.slice(0, KEYS_PER_PAGE);
  const last = keys.at(-1);
  return {
    keys: keys.map((key) => keyRow.parse(keyMessage(key, regionNamed(key.region)))),
    matchingCount: parts.reduce((sum, part) => sum + (part?.matchingCount ?? 0), 0),
    totalCount: parts.reduce((sum, part) => sum + (part?.totalCount ?? 0), 0),
    nextCursor: found.length > keys.length && last !== undefined ? cursorOf(page.sort, last) : null,
    unavailableRegions: regions.filter((region) => !answered.includes(region)).map(({ slug }) => slug),
  };
}

async function partOf(database: Database, scope: Scope, regions: readonly Region[], page: Page): Promise<Part | null> {
  const here = { regions: regions.map(({ slug }) => slug) };
  const everywhereHere = allRegions().filter((region) => region.database === database);
  const filter = { ...page.filter, ...here };
  try {
    const [keys, matchingCount, totalCount] = await Promise.all([
      findKeys(database, scope, { filter, sort: page.sort, after: page.after, limit: KEYS_PER_PAGE + 1 }),
      countKeys(database, scope, filter),
      countKeys(database, scope, { regions: everywhereHere.map(({ slug }) => slug) }),
    ]);
    return { keys, matchingCount, totalCount };
  } catch (error) {
    log.warn({ database: database.name, error: String(error) }, "keys cannot be listed");
    return null;
  }
}

function pageWanted(query: KeyPageQuery): Page {
  const after = query.cursor === undefined ? null : cursorIn(query.cursor);
  return {
    filter: {
      text: query.q?.trim() || undefined,
      statuses: statusesIn(query.status),
      keyTypes: keyTypesIn(query.keyType),
      labels: labelsIn(query.label),
    },
    sort: after?.sort ?? sortIn(query.sort),
    after,
  };
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

function cursorOf(sort: KeySort, last: ListedKey): string {
  return Buffer.from(JSON.stringify({ sort, ...positionOf(last, sort) })).toString("base64url");
}

function cursorIn(text: string): z.output<typeof cursorSchema> {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
  } catch {
    throw invalid("cursor: must be the nextCursor of the previous page.");
  }
}

/** The order in which each database lists, for what several of them found together. */
function comparing(sort: KeySort): (left: ListedKey, right: ListedKey) => number {
  const sign = sortOf(sort).direction === "asc" ? 1 : -1;
  return (left, right) => {
    const [a, b] = [positionOf(left, sort), positionOf(right, sort)];
    if (a.value !== b.value) return a.value < b.value ? -sign : sign;
    return a.id < b.id ? -sign : sign;
  };
}

function invalid(message: string): KmsError {
  return new KmsError("invalid_request", { message });
}
