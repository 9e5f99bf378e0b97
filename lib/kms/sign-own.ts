import { writersOf } from "@/lib/audit/writers";
import type { KeyPurpose } from "@/lib/contract/key-purposes";
import { KmsError } from "@/lib/contract/kms-error";
import { suiteFor } from "@/lib/crypto/suites";
import { formatCiphertext } from "@/lib/format/ciphertext";
import type { Scope } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import { type Region, regionNamed } from "@/lib/regions/registry";
import { hashOf } from "./hmac";
import { jobRecord } from "./job-record";
import { cachedKey, fillKey, forgetKey } from "./key-cache";
import { purposeOf } from "./key-facts";
import { requireUsable } from "./require-key";
import type { UsableKey } from "./usable-key";

const ATTEMPTS_MAX = 3;

/** A key that was bound to something of ours. */
export interface OwnKey {
  readonly region: string;
  readonly organisationId: string;
  readonly projectId: string;
  readonly keyId: string;
}

/** What the installation does with such a key. */
export interface OwnUse {
  readonly purpose: KeyPurpose;
  /** As records name it; the same as a caller's own. */
  readonly action: "kms.hmac" | "kms.sign";
  run(key: UsableKey): Promise<{ readonly version: number; readonly value: Buffer }>;
}

/**
 * Authenticates a message of the installation itself with a key that was bound for that purpose, as `kms.hmac`: recorded, on
 * the condition that the key is unchanged, before the MAC is given. Errors: those of `withOwnKey`.
 */
export async function signOwn(own: OwnKey, purpose: KeyPurpose, data: Buffer, deadlineMs: number): Promise<string> {
  const use: OwnUse = {
    purpose,
    action: "kms.hmac",
    async run(key) {
      const { version, material } = key.usableVersion();
      const input = { hashAlgorithm: hashOf(key.facts, {}), data };
      return { version, value: suiteFor(key.facts.keyType).mac(material, input) };
    },
  };
  const { version, value } = await withOwnKey(own, use, deadlineMs);
  return formatCiphertext(version, value);
}

/**
 * Uses a key for the installation itself: recorded like a caller's use, on the condition that the key is unchanged, before
 * the result is given. Errors: region_not_found, region_unavailable, key_not_found, key_not_usable, purpose_forbids,
 * unavailable where it is not done by the deadline (monotonic milliseconds), and those of the use.
 */
export async function withOwnKey(
  own: OwnKey,
  use: OwnUse,
  deadlineMs: number,
): Promise<{ readonly version: number; readonly value: Buffer }> {
  const region = regionNamed(own.region);
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const result = await onceWithOwnKey(region, own, use, deadlineMs);
    if (result !== null) return result;
  }
  throw new KmsError("unavailable", { detail: "the key kept changing", retryAfterInSeconds: 1 });
}

/** Null where the key has changed meanwhile. */
async function onceWithOwnKey(
  region: Region,
  { organisationId, projectId, keyId }: OwnKey,
  use: OwnUse,
  deadlineMs: number,
): Promise<{ version: number; value: Buffer } | null> {
  const startedAtMs = clock.monotonicMs();
  // The installation acts for itself: no caller proved this scope, whoever bound the key did.
  const scope = { organisationId, projectId } as Scope;
  const cached = cachedKey(region, scope, keyId);
  const key = cached ?? (await fillKey(region, scope, keyId));
  if (key === null) throw new KmsError("key_not_found");
  try {
    requireUsable(key.facts);
    if (purposeOf(key.facts) !== use.purpose) throw new KmsError("purpose_forbids");
    const { version, value } = await use.run(key);
    const act = { action: use.action, event: use.action, keyVersion: version };
    const record = jobRecord(key.facts, { ...act, durationMs: clock.monotonicMs() - startedAtMs });
    if ((await writersOf(region.database).groups.commit(record, deadlineMs)) === "committed") return { version, value };
  } catch (error) {
    // What was cached may be old, a refusal too: the next try reads the key again.
    if (cached === null) throw error;
  }
  forgetKey(region, scope, keyId);
  return null;
}
