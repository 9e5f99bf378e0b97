import type { KeyVersionStatus } from "@/lib/contract/key-lifecycle";
import { isAsymmetric } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import { KEY_VERSION_LABEL, keyBinding } from "@/lib/crypto/key-binding";
import { KeyMaterial, type MaterialForm } from "@/lib/crypto/key-material";
import { open } from "@/lib/crypto/seal";
import type { Vault } from "@/lib/regions/vault";
import type { KeyFacts, KeyVersionFacts } from "./key-facts";

/** A version ready for use. */
export interface UsableVersion {
  readonly version: number;
  readonly material: KeyMaterial;
}

/** A key with its material, unsealed at first use and overwritten by `destroy`. */
export class UsableKey {
  readonly facts: KeyFacts;
  readonly #vault: Vault;
  readonly #versions: ReadonlyMap<number, KeyVersionFacts>;
  readonly #materials = new Map<number, KeyMaterial>();

  constructor(facts: KeyFacts, vault: Vault) {
    this.facts = facts;
    this.#vault = vault;
    this.#versions = new Map(facts.versions.map((version) => [version.version, version]));
  }

  /** Whether this key's region keys are those of an open vault. */
  belongsTo(vault: Vault): boolean {
    return this.#vault === vault;
  }

  /** Overwrites what was unsealed. Only for keys that no call uses any more. */
  destroy(): void {
    for (const material of this.#materials.values()) material.destroy();
    this.#materials.clear();
  }

  /**
   * The newest version, or the one named by the caller or by a ciphertext. Errors: key_version_not_found,
   * key_version_not_usable (disabled, destroyed or below minDecryptionVersion).
   */
  usableVersion(version: number = this.facts.latestVersion): UsableVersion {
    const facts = this.#version(version);
    if (facts.status !== "active") throw notUsable(version, facts.status);
    if (version < this.facts.minDecryptionVersion) {
      throw new KmsError("key_version_not_usable", {
        message: `Version ${version} is below minDecryptionVersion ${this.facts.minDecryptionVersion}.`,
      });
    }
    return { version, material: this.#material(facts) };
  }

  /** The same for encrypting, which each version does a bounded number of times. Error: key_version_exhausted. */
  encryptingVersion(version: number = this.facts.latestVersion): UsableVersion {
    const usable = this.usableVersion(version);
    if (this.#version(version).exhaustedAt === null) return usable;
    throw new KmsError("key_version_exhausted", {
      message: `Version ${version} of the key has encrypted as often as is safe. Rotate the key: the new version encrypts, and this one still decrypts.`,
    });
  }

  /** Material of a version in any state but destroyed, for what is not a use. Errors: key_version_not_found, key_version_not_usable. */
  presentVersion(version: number): KeyMaterial {
    const facts = this.#version(version);
    if (facts.status === "destroyed") throw notUsable(version, facts.status);
    return this.#material(facts);
  }

  #version(version: number): KeyVersionFacts {
    const facts = this.#versions.get(version);
    if (facts !== undefined) return facts;
    throw new KmsError("key_version_not_found", {
      message: `The key has no version ${version}; it has versions 1 to ${this.facts.latestVersion}.`,
    });
  }

  #material(version: KeyVersionFacts): KeyMaterial {
    const held = this.#materials.get(version.version);
    if (held !== undefined) return held;
    const material = unseal(this.facts, version, this.#vault);
    this.#materials.set(version.version, material);
    return material;
  }
}

function notUsable(version: number, status: KeyVersionStatus): KmsError {
  return new KmsError("key_version_not_usable", {
    message: `Version ${version} of the key is ${status.replace("_", " ")}.`,
  });
}

function unseal(key: KeyFacts, version: KeyVersionFacts, vault: Vault): KeyMaterial {
  const regionKey = vault.keys.get(version.regionKeyId);
  if (regionKey === undefined)
    throw new Error(`key ${key.id} version ${version.version} is sealed under an unknown region key`);
  return KeyMaterial.of(materialForm(key), open(regionKey, KEY_VERSION_LABEL, bindingOf(key, version), version));
}

/** In which form the versions of a key are stored. */
export function materialForm({ keyType, publicOnly }: Pick<KeyFacts, "keyType" | "publicOnly">): MaterialForm {
  if (!isAsymmetric(keyType)) return "raw";
  return publicOnly ? "spki" : "pkcs8";
}

/** What the material of a key version is bound to: everything about it that never changes. */
export function bindingOf(
  key: Omit<KeyFacts, "versions" | "latestVersion" | "versionFloor" | "revision">,
  { version, regionKeyId, format }: Pick<KeyVersionFacts, "version" | "regionKeyId" | "format">,
) {
  return keyBinding({
    regionKeyId,
    region: key.region,
    organisation: key.organisationId,
    project: key.projectId,
    keyId: key.id,
    version,
    keyType: key.keyType,
    purpose: key.purpose,
    exportAllowed: key.exportAllowed,
    imported: key.imported,
    allowRotation: key.allowRotation,
    publicOnly: key.publicOnly,
    contextAllowed: key.contextAllowed,
    rsaPaddings: key.rsaPaddings,
    cipherModes: key.cipherModes,
    callerNonceAllowed: key.callerNonceAllowed,
    format,
  });
}
