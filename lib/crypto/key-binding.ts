import type { KeyType } from "@/lib/contract/key-types";
import type { SealFields } from "./seal";

/** Label under which the material of key versions is sealed. */
export const KEY_VERSION_LABEL = "pelagos/1/key-version";

const RECORD_KIND = "key-version";

/**
 * Format of new versions. Format 1 did not bind the switches of RSA paddings and context, nor that only a public key is
 * known; format 2 not the modes of AES and who chooses their nonces.
 */
export const KEY_BINDING_FORMAT = 3;

/** The first format that binds the modes of AES: versions of older ones have GCM alone, whatever the key's row says. */
export const MODES_BOUND_SINCE = 3;

/** Everything about a key version that never changes, and that its sealed material is therefore bound to. */
export interface KeyBindingFacts {
  /** Region key the material is sealed under. */
  readonly regionKeyId: string;
  readonly region: string;
  readonly organisation: string;
  /** Empty for a key of the organisation that belongs to no project, as it is stored. */
  readonly project: string;
  readonly keyId: string;
  readonly version: number;
  readonly keyType: KeyType;
  readonly purpose: string;
  readonly exportAllowed: boolean;
  readonly imported: boolean;
  readonly allowRotation: boolean;
  readonly publicOnly: boolean;
  readonly contextAllowed: boolean;
  readonly rsaPaddings: readonly string[];
  readonly cipherModes: readonly string[];
  readonly callerNonceAllowed: boolean;
  /** 1 to 3; as the version's row says. */
  readonly format: number;
}

/**
 * The facts in the order sealing binds them, behind record kind and format. Who can write to the database can neither
 * swap the material of two keys nor make a key exportable: it would not open.
 */
export function keyBinding(facts: KeyBindingFacts): SealFields {
  const switches = [facts.publicOnly, facts.contextAllowed, facts.rsaPaddings.join(" ")];
  const modes = [facts.cipherModes.join(" "), facts.callerNonceAllowed];
  return [
    RECORD_KIND,
    facts.format,
    facts.regionKeyId,
    facts.region,
    facts.organisation,
    facts.project,
    facts.keyId,
    facts.version,
    facts.keyType,
    facts.purpose,
    facts.exportAllowed,
    facts.imported,
    facts.allowRotation,
    ...(facts.format === 1 ? [] : switches),
    ...(facts.format < MODES_BOUND_SINCE ? [] : modes),
  ];
}
