import { releaseKey } from "@/lib/kms/bind-key";
import { dependentsOlderThan } from "@/lib/kms/dependents";
import { queryOf } from "@/lib/kms/key-cache";
import type { Database } from "@/lib/platform/db";
import { queryHome } from "./signing-row";

/** A zone that is to be signed takes its key first: so old a dependent that is not signed with it is left over. */
const LEFT_OVER_AFTER_MS = 10 * 60_000;

/** Lets go of keys of a database that name zones which they do not sign: the zone is gone, or enabling broke off. Returns how many. */
export async function releaseLeftOverZoneKeys(database: Database, now: Date): Promise<number> {
  const bound = await dependentsOlderThan(queryOf(database), "dns_zone", new Date(now.getTime() - LEFT_OVER_AFTER_MS));
  if (bound.length === 0) return 0;
  const signing = await queryHome<{ key: string }>(
    "SELECT zone_id || ' ' || kms_key_id AS key FROM dnssec_zone WHERE enabled AND zone_id = ANY($1)",
    [bound.map(({ identity }) => identity)],
  );
  const signed = new Set(signing.map(({ key }) => key));
  const leftOver = bound.filter(({ identity, keyId }) => !signed.has(`${identity} ${keyId}`));
  for (const { keyId, identity } of leftOver) await releaseKey(database, keyId, { kind: "dns_zone", identity });
  return leftOver.length;
}
