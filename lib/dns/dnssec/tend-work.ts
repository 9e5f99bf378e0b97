import { isKmsError } from "@/lib/contract/kms-error";
import type { ZoneSigningKey } from "@/lib/kms/zone-signing-key";
import type { Plan } from "./plan";
import type { Query, SigningRow } from "./signing-row";

/** Thrown where a zone's settings changed while it was being signed. */
export class SettingsChanged extends Error {
  override readonly name = "SettingsChanged";
}

/** A reason not to sign, in words for people. */
export class SigningFailed extends Error {
  override readonly name = "SigningFailed";
}

/** What is known of the key that signs the keys: itself, or why it could not be read or used. */
export type KeyState = { readonly key: ZoneSigningKey | null; readonly problem: string | null };

/** What tending a zone works with, inside the transaction that publishes it. */
export interface Work {
  readonly query: Query;
  readonly row: SigningRow;
  readonly now: Date;
  readonly key: KeyState;
  /** With the parent's answer, and otherwise as stored. */
  readonly plan: Plan;
}

/** The KMS key that signs the keys of a zone. */
export const ownKeyOf = ({ region, organisationId, projectId, kmsKeyId }: SigningRow) => ({
  region,
  organisationId,
  projectId,
  keyId: kmsKeyId,
});

/** Why something failed, in words for people. */
export const reasonOf = (error: unknown) => (isKmsError(error) ? error.message : "an internal error");
