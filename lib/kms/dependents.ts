import type { ChangeTransaction } from "@/lib/audit/change-writer";
import type { KeyDependent } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
import { DEPENDENTS_NAMED_MAX } from "@/lib/contract/kms-limits";
import type { Scope } from "@/lib/iam/caller";
import { type Query, readKeyLocked } from "./key-statement";
import { requireUsable } from "./require-key";
import { transactionQuery } from "./store";

/** What depends on a key, oldest first, at most 100. */
export async function dependentsOf(query: Query, keyId: string): Promise<KeyDependent[]> {
  return query<KeyDependent>(
    `SELECT kind, dependent_id AS identity, name FROM kms_key_dependent WHERE key_id = $1
     ORDER BY created_at, dependent_id LIMIT ${DEPENDENTS_NAMED_MAX}`,
    [keyId],
  );
}

/** Dependents of one kind in a database that were noted before a time, with their keys. */
export function dependentsOlderThan(
  query: Query,
  kind: string,
  before: Date,
): Promise<{ keyId: string; identity: string }[]> {
  const text = `SELECT key_id AS "keyId", dependent_id AS identity FROM kms_key_dependent WHERE kind = $1 AND created_at < $2`;
  return query(text, [kind, before]);
}

const BIND = `INSERT INTO kms_key_dependent (key_id, kind, dependent_id, name, created_at)
VALUES ($1, $2, $3, $4, $5::timestamptz) ON CONFLICT DO NOTHING`;

/** Notes that something will stop working with a key; inside the transaction that makes it so. Noting it twice is harmless. */
export async function bindDependent(
  tx: ChangeTransaction,
  keyId: string,
  dependent: KeyDependent,
  at: Date,
): Promise<void> {
  const { kind, identity, name } = dependent;
  await tx.$executeRawUnsafe(BIND, keyId, kind, identity, name, at.toISOString());
}

/**
 * The same for a key that must be usable when it is bound: its row stays locked until the transaction ends, so that a
 * deletion that starts later sees the dependent. Errors: key_not_found, key_not_usable.
 */
export async function bindToUsableKey(
  tx: ChangeTransaction,
  place: { readonly region: string; readonly scope: Scope; readonly key: string },
  dependent: KeyDependent,
  at: Date,
): Promise<void> {
  const key = await readKeyLocked(transactionQuery(tx), "SHARE", place.region, place.scope, place.key);
  if (key === null) throw new KmsError("key_not_found");
  requireUsable(key);
  await bindDependent(tx, key.id, dependent, at);
}

/** Notes that something does not need a key any more; false where it did not. */
export async function unbindDependent(
  tx: ChangeTransaction,
  keyId: string,
  dependent: Pick<KeyDependent, "kind" | "identity">,
): Promise<boolean> {
  const where = { keyId, kind: dependent.kind, dependentId: dependent.identity };
  return (await tx.kmsKeyDependent.deleteMany({ where })).count > 0;
}
