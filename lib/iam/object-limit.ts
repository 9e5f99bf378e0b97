import { LRUCache } from "lru-cache";

import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import type { Database } from "@/lib/platform/db";
import { shared } from "@/lib/platform/shared";
import type { Prisma } from "@/prisma/generated/client";
import type { Caller } from "./caller";

/** A limit on how many objects of one type an organisation may have in one database. */
export interface ObjectLimit {
  /** The limit in the organisation's settings and in the configuration. */
  readonly name: "keysMax" | "secretsMax" | "zonesMax";
  /** What is counted, in the words of the refusal. */
  readonly noun: "keys" | "secrets" | "zones";
  /** FROM clause and condition of what is counted; `$1` is the organisation. */
  readonly counted: string;
  /** What else the refusal says of the count. */
  readonly remark?: string;
}

/** A count so far below the limit is good for a while; nearer to it every creation counts anew, one after the other. */
const MARGIN = 1_000;
const COUNT_GOOD_FOR_MS = 5_000;
const COUNTS_MAX = 30_000;

const far = () => shared("iam.object-limit", () => new LRUCache<string, number>({ max: COUNTS_MAX }));

const LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('pelagos.' || $1 || ' ' || $2, 0))::text";

/**
 * Refuses an object more than the organisation may have in a database. Runs in the transaction of the creation.
 * Error: too_many_requests.
 */
export async function requireRoom(
  tx: Prisma.TransactionClient,
  { organisation }: Caller,
  database: Database,
  { name, noun, counted, remark = "" }: ObjectLimit,
): Promise<void> {
  const limit = organisation.limits[name] ?? config()[name];
  const remembered = `${name} ${database.url} ${organisation.id} ${limit}`;
  if (clock.monotonicMs() < (far().get(remembered) ?? 0)) return;
  const count = async () => {
    const text = `SELECT count(*)::integer AS count FROM (SELECT FROM ${counted} LIMIT $2) AS counted`;
    const rows = await tx.$queryRawUnsafe<{ count: number }[]>(text, organisation.id, limit);
    return rows[0]?.count ?? 0;
  };
  if ((await count()) + MARGIN <= limit) {
    far().set(remembered, clock.monotonicMs() + COUNT_GOOD_FOR_MS);
    return;
  }
  await tx.$queryRawUnsafe(LOCK, noun, organisation.id);
  if ((await count()) < limit) return;
  throw new KmsError("too_many_requests", {
    message: `The organisation's limit of ${limit} ${noun} (${name}) is reached${remark}.`,
    retryAfterInSeconds: 3_600,
  });
}
