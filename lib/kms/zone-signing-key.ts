import type { KeyObject } from "node:crypto";
import type { HashAlgorithm } from "@/lib/contract/hash-algorithms";
import type { KeyStatus } from "@/lib/contract/key-lifecycle";
import { type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import type { Scope } from "@/lib/iam/caller";
import { vaultOf } from "@/lib/regions/health";
import { regionNamed } from "@/lib/regions/registry";
import { queryOf } from "./key-cache";
import type { KeyFacts } from "./key-facts";
import { readKey } from "./key-statement";
import { type OwnKey, withOwnKey } from "./sign-own";
import { UsableKey } from "./usable-key";
import { signWith } from "./use-material";

/** A key that signs a zone's keys, as it is now. */
export interface ZoneSigningKey {
  readonly keyType: KeyType;
  readonly status: KeyStatus;
  readonly latestVersion: number;
  /** Error: key_version_not_found, key_version_not_usable where its material is destroyed. */
  publicKey(version: number): KeyObject;
}

/**
 * Signs keys of a zone with a version of a KMS key bound for that, as `kms.sign`: recorded before the signature is given. The
 * form is that of RRSIG records: r ‖ s of fixed width, or RSA PKCS#1 v1.5. Errors: those of `withOwnKey`,
 * key_version_not_found, key_version_not_usable, operation_not_supported (a padding that is switched off).
 * Source: RFC 6605, 4; RFC 5702, 3.
 */
export async function signZoneKeys(
  own: OwnKey,
  { version: wanted, hashAlgorithm }: { readonly version: number; readonly hashAlgorithm: HashAlgorithm },
  data: Buffer,
  deadlineMs: number,
): Promise<Buffer> {
  const { value } = await withOwnKey(
    own,
    {
      purpose: "dnssec",
      action: "kms.sign",
      async run(key) {
        requireZoneSigner(key.facts);
        const { version, material } = key.usableVersion(wanted);
        const scheme = { hashAlgorithm, prehashed: false, padding: "pkcs1v15", encoding: "ieee-p1363" } as const;
        const input = { ...scheme, saltLength: "hash", data } as const;
        return { version, value: await signWith(key.facts.keyType, material, input, deadlineMs) };
      },
    },
    deadlineMs,
  );
  return value;
}

/** Error where a key lacks what RRSIG records need of it: operation_not_supported. */
export function requireZoneSigner(key: Pick<KeyFacts, "keyType" | "publicOnly" | "rsaPaddings">): void {
  if (key.publicOnly) {
    throw new KmsError("operation_not_supported", {
      message: "Only the public half of this key was imported; signing a zone needs the private one.",
    });
  }
  if (keyTypeFacts(key.keyType).family === "rsa" && !key.rsaPaddings.includes("pkcs1v15")) {
    throw new KmsError("operation_not_supported", {
      message: "DNSSEC signs with the padding pkcs1v15, which this key does not allow.",
    });
  }
}

/** The key that signs a zone's keys, read from its region. Errors: region_not_found, region_unavailable, key_not_found. */
export async function readZoneSigningKey({
  region: slug,
  organisationId,
  projectId,
  keyId,
}: OwnKey): Promise<ZoneSigningKey> {
  const region = regionNamed(slug);
  const vault = vaultOf(region);
  // Who bound the key proved this scope; the zone's row keeps it.
  const scope = { organisationId, projectId } as Scope;
  const facts = await readKey(queryOf(region.database), region.slug, scope, keyId);
  if (facts === null) throw new KmsError("key_not_found");
  const { keyType, status, latestVersion } = facts;
  return { keyType, status, latestVersion, publicKey: (version) => publicKeyOf(new UsableKey(facts, vault), version) };
}

function publicKeyOf(key: UsableKey, version: number): KeyObject {
  try {
    return key.presentVersion(version).publicKey();
  } finally {
    key.destroy();
  }
}
