import type { KeyStatus, KeyVersionStatus } from "@/lib/contract/key-lifecycle";
import type { KeyType } from "@/lib/contract/key-types";

/** One version of a key as stored; the material is sealed. */
export interface KeyVersionFacts {
  readonly version: number;
  readonly status: KeyVersionStatus;
  readonly createdAt: Date;
  readonly regionKeyId: string;
  readonly salt: Buffer;
  readonly sealed: Buffer;
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
  readonly purpose: string;
  readonly status: KeyStatus;
  readonly exportAllowed: boolean;
  readonly imported: boolean;
  readonly allowRotation: boolean;
  readonly rotationEnabled: boolean;
  readonly rotationPeriodInDays: number | null;
  readonly latestVersion: number;
  readonly minDecryptionVersion: number;
  readonly deletionScheduledAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly objectVersion: number;
  /** Drawn anew at every change. */
  readonly revision: string;
  readonly versions: readonly KeyVersionFacts[];
}
