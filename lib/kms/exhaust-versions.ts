import { writersOf } from "@/lib/audit/writers";
import { BOUNDED_KEY_TYPES } from "@/lib/contract/key-types";
import { ENCRYPTING_USES } from "@/lib/contract/key-uses";
import { CALL_DEADLINE_MS } from "@/lib/door/call";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import type { Database } from "@/lib/platform/db";
import { jobRecord } from "./job-record";
import { queryOf } from "./key-cache";
import { readKeysLocked } from "./key-statement";
import { exhaustVersion, transactionQuery, updateKey } from "./store";

const EXHAUSTED = `
SELECT t.key_id AS "keyId", t.key_version AS version
FROM key_use_total t
JOIN kms_key k ON k.id = t.key_id AND k.key_type = ANY ($2::text[]) AND k.purged_at IS NULL
JOIN kms_key_version v ON v.key_id = t.key_id AND v.version = t.key_version AND v.exhausted_at IS NULL
WHERE t.key_id = ANY ($1::text[]) AND t.event = ANY ($3::text[])
GROUP BY t.key_id, t.key_version HAVING sum(t.calls) >= $4`;

interface ExhaustedVersion {
  readonly keyId: string;
  readonly version: number;
}

/**
 * Ends encrypting with every version, of these keys, that has done it as often as is safe: a change of the key like any
 * other, recorded as `kms.key.exhaust_version`, so that no node encrypts with it once it is made. Returns how many.
 */
export async function exhaustVersions(database: Database, keyIds: readonly string[]): Promise<number> {
  if (keyIds.length === 0) return 0;
  const parameters = [[...keyIds], BOUNDED_KEY_TYPES, ENCRYPTING_USES, config().encryptionsPerVersionMax];
  const found = await queryOf(database)<ExhaustedVersion>(EXHAUSTED, parameters);
  for (const exhausted of found) await exhaust(database, exhausted);
  return found.length;
}

async function exhaust(database: Database, { keyId, version }: ExhaustedVersion): Promise<void> {
  const startedAtMs = clock.monotonicMs();
  await writersOf(database).changes.transact(startedAtMs + CALL_DEADLINE_MS, async (tx, record) => {
    const [key] = await readKeysLocked(transactionQuery(tx), [keyId]);
    if (key === undefined || !(await exhaustVersion(tx, keyId, version, clock.now()))) return;
    const changed = await updateKey(tx, key, {}, clock.now());
    const act = { action: "kms.key.exhaust_version", event: "kms.key.exhaust_version", keyVersion: version };
    await record(jobRecord(changed, { ...act, durationMs: clock.monotonicMs() - startedAtMs }));
  });
}
