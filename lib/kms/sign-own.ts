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

const ATTEMPTS_MAX = 3;

/** A key that was bound to something of ours. */
export interface OwnKey {
  readonly region: string;
  readonly organisationId: string;
  readonly projectId: string;
  readonly keyId: string;
}

/**
 * Authenticates a message of the installation itself with a key that was bound for that purpose, as `kms.hmac`: recorded, on
 * the condition that the key is unchanged, before the MAC is given. Errors: region_not_found, region_unavailable,
 * key_not_found, key_not_usable, purpose_forbids, unavailable where it is not done by the deadline (monotonic milliseconds).
 */
export async function signOwn(own: OwnKey, purpose: KeyPurpose, data: Buffer, deadlineMs: number): Promise<string> {
  const region = regionNamed(own.region);
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const mac = await signOnce(region, own, purpose, data, deadlineMs);
    if (mac !== null) return mac;
  }
  throw new KmsError("unavailable", { detail: "the key kept changing", retryAfterInSeconds: 1 });
}

/** Null where the key has changed meanwhile. */
async function signOnce(
  region: Region,
  { organisationId, projectId, keyId }: OwnKey,
  purpose: KeyPurpose,
  data: Buffer,
  deadlineMs: number,
): Promise<string | null> {
  const startedAtMs = clock.monotonicMs();
  // The installation acts for itself: no caller proved this scope, whoever bound the key did.
  const scope = { organisationId, projectId } as Scope;
  const key = cachedKey(region, scope, keyId) ?? (await fillKey(region, scope, keyId));
  if (key === null) throw new KmsError("key_not_found");
  requireUsable(key.facts);
  if (purposeOf(key.facts) !== purpose) throw new KmsError("purpose_forbids");
  const { version, material } = key.usableVersion();
  const mac = suiteFor(key.facts.keyType).mac(material, { hashAlgorithm: hashOf(key.facts, {}), data });
  const act = { action: "kms.hmac", event: "kms.hmac", keyVersion: version };
  const record = jobRecord(key.facts, { ...act, durationMs: clock.monotonicMs() - startedAtMs });
  if ((await writersOf(region.database).groups.commit(record, deadlineMs)) === "committed") {
    return formatCiphertext(version, mac);
  }
  forgetKey(region, scope, keyId);
  return null;
}
