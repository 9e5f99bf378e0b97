import { releaseKey } from "@/lib/kms/bind-key";
import { dependentsOlderThan } from "@/lib/kms/dependents";
import { queryOf } from "@/lib/kms/key-cache";
import type { Database } from "@/lib/platform/db";
import { existingWebhooks } from "./webhook-store";

/** A webhook that is being made takes its key first: so old a dependent without its webhook is left over. */
const LEFT_OVER_AFTER_MS = 10 * 60_000;

/** Lets go of keys of a database that name webhooks which do not exist: their making or deletion broke off. Returns how many. */
export async function releaseLeftOverKeys(database: Database, now: Date): Promise<number> {
  const before = new Date(now.getTime() - LEFT_OVER_AFTER_MS);
  const bound = await dependentsOlderThan(queryOf(database), "webhook", before);
  const existing = await existingWebhooks(bound.map(({ identity }) => identity));
  const leftOver = bound.filter(({ identity }) => !existing.has(identity));
  for (const { keyId, identity } of leftOver) await releaseKey(database, keyId, { kind: "webhook", identity });
  return leftOver.length;
}
