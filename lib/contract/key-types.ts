/**
 * The one table of key types. Everything that depends on a key's type reads a row of it: the crypto suites, the door's
 * capability check, the OpenAPI document and the console's forms. Adding a type means a row here and one suite.
 */

/** What a key can be asked to do. The names are those of the API's operations. */
export type Capability = "encrypt" | "decrypt";

/** Facts about one key type that never change. */
export interface KeyTypeFacts {
  /** Which suite of `lib/crypto/suites.ts` runs it. */
  readonly family: "aead";
  /** Length of the raw key material. */
  readonly keyBytes: number;
  /** Length of the nonce in front of the ciphertext. */
  readonly nonceBytes: number;
  /** Length of the authentication tag behind the ciphertext. */
  readonly tagBytes: number;
  /** Operations the type supports; every other one is refused with `operation_not_supported`. */
  readonly capabilities: readonly Capability[];
  /** Encryptions one version may do with random 96-bit nonces (NIST SP 800-38D, 8.3); null where no such limit applies. */
  readonly encryptionsPerVersionMax: number | null;
}

const AEAD_CAPABILITIES = ["encrypt", "decrypt"] as const;

export const KEY_TYPES = {
  "aes128-gcm96": {
    family: "aead",
    keyBytes: 16,
    nonceBytes: 12,
    tagBytes: 16,
    capabilities: AEAD_CAPABILITIES,
    encryptionsPerVersionMax: 2 ** 32,
  },
  "aes256-gcm96": {
    family: "aead",
    keyBytes: 32,
    nonceBytes: 12,
    tagBytes: 16,
    capabilities: AEAD_CAPABILITIES,
    encryptionsPerVersionMax: 2 ** 32,
  },
  "chacha20-poly1305": {
    family: "aead",
    keyBytes: 32,
    nonceBytes: 12,
    tagBytes: 16,
    capabilities: AEAD_CAPABILITIES,
    encryptionsPerVersionMax: 2 ** 32,
  },
} as const satisfies Record<string, KeyTypeFacts>;

/** A key type of the API, for example `aes256-gcm96`. */
export type KeyType = keyof typeof KEY_TYPES;

/** Every key type, in the order the documentation lists them. */
export const KEY_TYPE_NAMES = Object.keys(KEY_TYPES) as [KeyType, ...KeyType[]];

/** The type a key gets when a request names none. */
export const KEY_TYPE_DEFAULT: KeyType = "aes256-gcm96";

/** Facts of a key type as the wide interface, for code that treats all types alike. */
export function keyTypeFacts(keyType: KeyType): KeyTypeFacts {
  return KEY_TYPES[keyType];
}
