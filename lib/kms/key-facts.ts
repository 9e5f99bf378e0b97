import type { KeyStatus, KeyVersionStatus } from "@/lib/contract/key-lifecycle";
import type { KeyPurpose } from "@/lib/contract/key-purposes";
import type { KeyType } from "@/lib/contract/key-types";
import type { CipherMode, RsaPadding } from "@/lib/contract/kms";

/** One version of a key as stored; the material is sealed. */
export interface KeyVersionFacts {
  readonly version: number;
  readonly status: KeyVersionStatus;
  readonly createdAt: Date;
  readonly regionKeyId: string;
  readonly salt: Buffer;
  readonly sealed: Buffer;
  /** Format of the binding, 1 to 3. */
  readonly format: number;
  readonly destructionScheduledAt: Date | null;
  /** Since when it encrypts no more, having encrypted as often as is safe. */
  readonly exhaustedAt: Date | null;
}

/** A key as stored, with all its versions, oldest first, read in one statement. */
export interface KeyFacts {
  readonly id: string;
  /** Slug of the region. */
  readonly region: string;
  readonly organisationId: string;
  readonly projectId: string;
  readonly name: string;
  readonly slug: string;
  readonly description: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly keyType: KeyType;
  /** As created; the material is bound to it. */
  readonly purpose: KeyPurpose;
  /** The narrower purpose that something took a `general` key for, for good. */
  readonly narrowedTo: KeyPurpose | null;
  readonly status: KeyStatus;
  readonly exportAllowed: boolean;
  readonly imported: boolean;
  readonly allowRotation: boolean;
  /** Only the public half is known. */
  readonly publicOnly: boolean;
  /** Symmetric keys: whether `context` may be given. */
  readonly contextAllowed: boolean;
  /** AES keys: modes of the instance protocol; empty for other types. */
  readonly cipherModes: readonly CipherMode[];
  /** AES keys: whether the nonce of GCM may be chosen by who may decrypt too. */
  readonly callerNonceAllowed: boolean;
  /** RSA keys: paddings that may be used. */
  readonly rsaPaddings: readonly RsaPadding[];
  readonly jwksPublic: boolean;
  readonly rotationEnabled: boolean;
  readonly rotationPeriodInDays: number | null;
  readonly latestVersion: number;
  /** The next version is above it, after a restore. */
  readonly versionFloor: number;
  readonly minDecryptionVersion: number;
  readonly deletionScheduledAt: Date | null;
  /** Where cancelling a deletion leads back to. */
  readonly statusBeforeDeletion: "active" | "disabled" | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly objectVersion: number;
  /** Drawn anew at every change. */
  readonly revision: string;
  readonly versions: readonly KeyVersionFacts[];
}

/** What a key is meant for now. */
export function purposeOf({ purpose, narrowedTo }: Pick<KeyFacts, "purpose" | "narrowedTo">): KeyPurpose {
  return narrowedTo ?? purpose;
}
