import { countCall } from "@/lib/audit/call-counts";
import { KEY_STATUSES_USABLE } from "@/lib/contract/key-lifecycle";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import type { JsonWebKeySet } from "@/lib/contract/kms-operations";
import type { Call } from "@/lib/door/call";
import { regionOf, throughDoor } from "@/lib/door/door";
import { hasFeature } from "@/lib/iam/organisation";
import { isDatabaseLost } from "@/lib/platform/database-lost";
import { homeDatabase } from "@/lib/platform/db";
import { vaultOf } from "@/lib/regions/health";
import { type Region, regionNamed } from "@/lib/regions/registry";
import { versionJwk } from "./get-public-key";
import { heldJwks, holdJwks } from "./jwks-cache";
import { queryOf } from "./key-cache";
import type { KeyFacts } from "./key-facts";
import type { KeyTarget } from "./key-operation";
import { readKey, readPublicKey } from "./key-statement";
import { inTurn } from "./public-turns";
import { requireCapability, requireKey } from "./require-key";
import { UsableKey } from "./usable-key";

/** A key set, and whether anybody may read it. */
export interface ShownJwks {
  readonly jwks: JsonWebKeySet;
  readonly isPublic: boolean;
}

/**
 * The JSON Web Key Set of an asymmetric key: every version that may be used now, oldest first. A key that is not active
 * has an empty set, so that nobody trusts its signatures any longer. Takes the right to read the key; without any
 * credential it is answered for keys with `jwksPublic`, by identity only, and for everything else like a missing credential.
 * Errors, beside those of the door: region_not_found, region_unavailable, key_not_found, operation_not_supported.
 * Source: RFC 7517, section 5.
 */
export async function getJwks(call: Call, target: KeyTarget): Promise<ShownJwks> {
  if (call.withoutCredential) return { jwks: await publicJwks(call, target), isPublic: true };
  const act = { action: call.method, event: "kms.key.read_jwks", region: target.region, asked: target.key };
  const jwks = await throughDoor(call, act, async ({ attempt, caller }) => {
    const region = regionOf(attempt);
    attempt.bindsKey = false;
    const found = await readKey(queryOf(region.database), region.slug, caller.scope, target.key);
    attempt.key = found;
    const key = requireKey(caller, "kms_key:read", found);
    requireCapability(key, "public_key");
    return jwksOf(region, key);
  });
  return { jwks, isPublic: false };
}

/** Calls without a credential are counted, not recorded; absent keys and keys that are not public look alike. */
async function publicJwks(call: Call, target: KeyTarget): Promise<JsonWebKeySet> {
  const jwks = await inTurn(async () => {
    const region = regionOrNull(target.region);
    if (region === null) return null;
    const key = await readPublicKey(queryOf(region.database), region.slug, target.key);
    if (key === null || !(await hasFeature(key.organisationId, "kms"))) return null;
    return jwksOf(region, key);
  }).catch((error: unknown) => {
    if (!isDatabaseLost(error)) throw error;
    throw new KmsError("unavailable", { detail: String(error), retryAfterInSeconds: 1, cause: error });
  });
  countCall(homeDatabase(), jwks === null ? "unauthenticated" : "public", call.clientAddress);
  if (jwks === null) throw new KmsError("unauthenticated");
  return jwks;
}

/** The set of one state of a key; made once, as taking keys apart takes long for many versions. */
async function jwksOf(region: Region, facts: KeyFacts): Promise<JsonWebKeySet> {
  const vault = vaultOf(region);
  if (!KEY_STATUSES_USABLE.includes(facts.status)) return { keys: [] };
  const held = heldJwks(facts);
  if (held !== null) return held;
  const usable = facts.versions.filter(
    ({ version, status }) => status === "active" && version >= facts.minDecryptionVersion,
  );
  const key = new UsableKey(facts, vault);
  const keys: JsonWebKeySet["keys"] = [];
  try {
    for (const { version } of usable) {
      keys.push(versionJwk(facts, version, key.usableVersion(version).material));
      // Other calls get their turn between the versions.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    key.destroy();
  }
  return holdJwks(facts, { keys });
}

function regionOrNull(slugOrIdentity: string): Region | null {
  try {
    return regionNamed(slugOrIdentity);
  } catch (error) {
    if (isKmsError(error)) return null;
    throw error;
  }
}
