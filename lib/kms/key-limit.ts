import { LRUCache } from "lru-cache";
import type { ChangeTransaction } from "@/lib/audit/change-writer";
import { KmsError } from "@/lib/contract/kms-error";
import type { Caller } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { shared } from "@/lib/platform/shared";
import type { Region } from "@/lib/regions/registry";

/** A count so far below the limit is good for a while; nearer to it every creation counts anew, one after the other. */
const MARGIN = 1_000;
const COUNT_GOOD_FOR_MS = 5_000;
const ORGANISATIONS_MAX = 10_000;

const far = () => shared("kms.key-limit", () => new LRUCache<string, number>({ max: ORGANISATIONS_MAX }));

const LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('pelagos.keys ' || $1, 0))::text";
const COUNT = `SELECT count(*)::integer AS count FROM (
  SELECT FROM kms_key WHERE organisation_id = $1 AND purged_at IS NULL LIMIT $2
) AS counted`;

/**
 * Refuses a key more than the organisation may have in the region's database, those whose deletion is pending included. Runs in the
 * transaction of the creation. Error: too_many_requests.
 */
export async function requireRoomForKey(
  tx: ChangeTransaction,
  { organisation }: Caller,
  region: Region,
): Promise<void> {
  const limit = organisation.limits.keysMax ?? config().keysMax;
  const name = `${region.database.url} ${organisation.id} ${limit}`;
  const goodUntilMs = far().get(name) ?? 0;
  if (clock.monotonicMs() < goodUntilMs) return;
  if ((await countUpTo(tx, organisation.id, limit)) + MARGIN <= limit) {
    far().set(name, clock.monotonicMs() + COUNT_GOOD_FOR_MS);
    return;
  }
  await tx.$queryRawUnsafe(LOCK, organisation.id);
  if ((await countUpTo(tx, organisation.id, limit)) < limit) return;
  throw new KmsError("too_many_requests", {
    message: `The organisation's limit of ${limit} keys (keysMax) is reached, keys whose deletion is pending included.`,
    retryAfterInSeconds: 3_600,
  });
}

async function countUpTo(tx: ChangeTransaction, organisationId: string, limit: number): Promise<number> {
  const rows = await tx.$queryRawUnsafe<{ count: number }[]>(COUNT, organisationId, limit);
  return rows[0]?.count ?? 0;
}
