import { type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import type { RsaPadding } from "@/lib/contract/kms";
import { type JsonWebKey, type PublicKeyResponse, publicKeyQuery } from "@/lib/contract/kms-operations";
import type { KeyMaterial } from "@/lib/crypto/key-material";
import { publicJwk, publicKeyText } from "@/lib/crypto/public-key";
import type { Call } from "@/lib/door/call";
import { regionOf, throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { vaultOf } from "@/lib/regions/health";
import { queryOf } from "./key-cache";
import type { KeyFacts } from "./key-facts";
import type { KeyTarget } from "./key-operation";
import { readKey } from "./key-statement";
import { requireCapability, requireKey } from "./require-key";
import { UsableKey } from "./usable-key";

/**
 * The public keys of an asymmetric key: of every version whose material is left, or of one. Reading them takes no more
 * than the right to read the key, in any of its states.
 * Errors, beside those of the door: region_not_found, region_unavailable, key_not_found, operation_not_supported,
 * invalid_request, key_version_not_found, key_version_not_usable.
 */
export async function getPublicKey(
  call: Call,
  target: KeyTarget,
  query: Readonly<Record<string, unknown>>,
): Promise<PublicKeyResponse> {
  const { keyType, keys } = await publicKeysOf(call, target, query);
  return { keyType, keys };
}

/** The same, with the identity of the key that was meant. */
export function publicKeysOf(
  call: Call,
  target: KeyTarget,
  query: Readonly<Record<string, unknown>>,
): Promise<PublicKeyResponse & { readonly keyId: string }> {
  const act = { action: call.method, event: "kms.key.read_public_key", region: target.region, asked: target.key };
  return throughDoor(call, act, async ({ attempt, caller }) => {
    const region = regionOf(attempt);
    attempt.bindsKey = false;
    const found = await readKey(queryOf(region.database), region.slug, caller.scope, target.key);
    attempt.key = found;
    const facts = requireKey(caller, "kms_key:read", found);
    requireCapability(facts, "public_key");
    const { version, format } = parseRequest(publicKeyQuery, query, "The query");
    const key = new UsableKey(facts, vaultOf(region));
    try {
      const versions = version === undefined ? facts.versions.filter(isLeft).map((one) => one.version) : [version];
      if (version !== undefined) attempt.keyVersion = version;
      const keys = versions.map((one) => [String(one), shown(facts, one, key.presentVersion(one), format)] as const);
      return { keyId: facts.id, keyType: facts.keyType, keys: Object.fromEntries(keys) };
    } finally {
      key.destroy();
    }
  });
}

const isLeft = ({ status }: KeyFacts["versions"][number]) => status !== "destroyed";

function shown(key: KeyFacts, version: number, material: KeyMaterial, format: "pem" | "jwk"): string | JsonWebKey {
  return format === "pem" ? publicKeyText(material.publicKey()) : versionJwk(key, version, material);
}

/** The JWK of a version: its `kid` names key and version, `alg` is there where the key has only one. */
export function versionJwk(key: KeyFacts, version: number, material: KeyMaterial): JsonWebKey {
  return {
    ...publicJwk(material.publicKey()),
    kid: keyIdOf(key, version),
    use: key.purpose === "encrypt" ? "enc" : "sig",
    alg: key.purpose === "encrypt" ? undefined : jwtAlgorithm(key),
  };
}

/** What names a version outside: identity, full stop, version. */
export function keyIdOf(key: Pick<KeyFacts, "id">, version: number): string {
  return `${key.id}.${version}`;
}

/** The one JWS algorithm of a key. RSA keys use PKCS#1 v1.5, which every library reads, unless it was switched off. Source: RFC 7518, 3.1; RFC 8037, 3.1. */
export function jwtAlgorithm(key: { keyType: KeyType; rsaPaddings: readonly RsaPadding[] }): string | undefined {
  const facts = keyTypeFacts(key.keyType);
  switch (facts.family) {
    case "rsa":
      if (key.rsaPaddings.includes("pkcs1v15")) return "RS256";
      return key.rsaPaddings.includes("pss") ? "PS256" : undefined;
    case "ed25519":
      return "EdDSA";
    case "aead":
      return undefined;
    default:
      return facts.jwtAlgorithm;
  }
}
