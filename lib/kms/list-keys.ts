import { type KmsKey, type ListKeysQuery, listKeysQuery } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { regionOf, throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { type Visibility, visibility } from "@/lib/iam/authorise";
import { clock } from "@/lib/platform/clock";
import { formatKeyCursor, type KeyCursor, parseKeyCursor } from "./key-cursor";
import { findKeys, type KeyFilter, keyTypesIn, positionOf, statusesIn } from "./key-list-store";
import { keyMessage } from "./key-message";

/** One page of keys; `nextCursor` is null on the last. */
export interface KeyListing {
  readonly keys: KmsKey[];
  readonly nextCursor: string | null;
}

/**
 * The keys of a region in the caller's scope that the caller may see, by name unless sorted otherwise; all of them where no limit is given.
 * Errors, beside those of the door: region_not_found, region_unavailable, invalid_request.
 */
export function listKeys(call: Call, target: { readonly region: string }, query: unknown): Promise<KeyListing> {
  const act = { action: call.method, event: "kms.key.list", region: target.region, asked: "" };
  return throughDoor(call, act, async ({ attempt, caller }) => {
    const region = regionOf(attempt);
    const visible = visibility(caller, "kms_key:list", clock.nowMs());
    const wanted = parseRequest(listKeysQuery, query, "The query");
    const cursor = wanted.cursor === undefined ? null : parseKeyCursor(wanted.cursor);
    const sort = cursor?.sort ?? wanted.sort ?? "name";
    if (cursor !== null) requireContinues(cursor, wanted, region.slug);
    const after = cursor?.after[region.slug] ?? null;
    const limit = wanted.limit ?? null;
    const filter = filterOf(wanted, region.slug, visible);
    const found = await findKeys(region.database, caller.scope, { filter, sort, after, limit: limit && limit + 1 });
    const page = limit === null ? found : found.slice(0, limit);
    const last = page.at(-1);
    const more = found.length > page.length && last !== undefined;
    return {
      keys: page.map((key) => keyMessage(key, region)),
      nextCursor: more ? formatKeyCursor({ sort, after: { [region.slug]: positionOf(last, sort) } }) : null,
    };
  });
}

/** A cursor goes on with the list it came from: same region, same order. */
function requireContinues(cursor: KeyCursor, wanted: ListKeysQuery, region: string): void {
  if (cursor.after[region] !== undefined && (wanted.sort === undefined || wanted.sort === cursor.sort)) return;
  throw new KmsError("invalid_request", { message: "cursor: belongs to a list of another region or order." });
}

function filterOf(query: ListKeysQuery, region: string, visible: Visibility): KeyFilter {
  return {
    regions: [region],
    identity: query.identity,
    name: query.name,
    slug: query.slug,
    statuses: statusesIn(query.status),
    keyTypes: keyTypesIn(query.keyType),
    labels: query.matchLabels,
    text: query.q,
    visible,
  };
}
