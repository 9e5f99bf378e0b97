import { type Capability, KEY_TYPE_NAMES, type KeyFamily, type KeyType, keyTypeFacts } from "./key-types";

/**
 * The one table of key purposes. A purpose narrows what a key may be asked for beyond what its type can do: who may sign
 * with a key could otherwise mint tokens, DNS records and certificates with it.
 */

interface PurposeFacts {
  /** Capabilities that the purpose leaves; null = everything the type supports. */
  readonly capabilities: readonly Capability[] | null;
  /** Families of key types the purpose fits. */
  readonly families: readonly KeyFamily[];
  /** Types of these families that it does not fit. */
  readonly except?: readonly KeyType[];
}

export const KEY_PURPOSES = {
  general: { capabilities: null, families: ["aead", "rsa", "ecdsa", "ed25519", "hmac"] },
  encrypt: {
    capabilities: ["encrypt", "decrypt", "data_key", "rewrap", "public_key", "export"],
    families: ["aead", "rsa"],
  },
  sign: { capabilities: ["sign", "verify", "public_key", "export"], families: ["rsa", "ecdsa", "ed25519"] },
  jwt: {
    capabilities: ["jwt_sign", "jwt_verify", "public_key", "export"],
    families: ["rsa", "ecdsa", "ed25519", "hmac"],
  },
  mac: { capabilities: ["hmac", "verify_hmac", "export"], families: ["hmac"] },
  // Only the product's own features sign with these.
  webhook: { capabilities: ["verify_hmac"], families: ["hmac"] },
  dnssec: {
    capabilities: ["verify", "public_key"],
    families: ["rsa", "ecdsa"],
    // DNSSEC algorithms 8, 13 and 14 (RFC 5702, 6605); none exists for P-521.
    except: ["ecdsa-p521"],
  },
} as const satisfies Record<string, PurposeFacts>;

/** What a key is meant for; fixed at creation. */
export type KeyPurpose = keyof typeof KEY_PURPOSES;

/** Every purpose, in the order the documentation lists them. */
export const KEY_PURPOSE_NAMES = Object.keys(KEY_PURPOSES) as [KeyPurpose, ...KeyPurpose[]];

/** The purpose a key gets when a request names none: everything its type supports, as the reference has it. */
export const KEY_PURPOSE_DEFAULT: KeyPurpose = "general";

/** Whether keys of a type can have a purpose. */
export function purposeFits(purpose: KeyPurpose, keyType: KeyType): boolean {
  const { families, except = [] }: PurposeFacts = KEY_PURPOSES[purpose];
  return families.includes(keyTypeFacts(keyType).family) && !except.includes(keyType);
}

/** The key types that a purpose fits. */
export function keyTypesFor(purpose: KeyPurpose): KeyType[] {
  return KEY_TYPE_NAMES.filter((keyType) => purposeFits(purpose, keyType));
}

/** Whether a purpose allows a capability. */
export function purposeAllows(purpose: KeyPurpose, capability: Capability): boolean {
  const { capabilities }: PurposeFacts = KEY_PURPOSES[purpose];
  return capabilities === null || capabilities.includes(capability);
}

/** Capabilities that need the private half; a key of which only the public half was imported lacks them. */
const PRIVATE: readonly Capability[] = ["decrypt", "rewrap", "sign", "jwt_sign", "export"];

/** What decides about the capabilities of a key. */
interface CapableKey {
  readonly keyType: KeyType;
  readonly purpose: KeyPurpose;
  readonly publicOnly?: boolean;
}

/** What a key may be asked for: what its type supports, less what its purpose and a missing private half take away. */
export function capabilitiesOf(key: CapableKey): Capability[] {
  return keyTypeFacts(key.keyType).capabilities.filter((capability) => isLeft(key, capability));
}

/** Whether a key may be asked for this. */
export function isCapable(key: CapableKey, capability: Capability): boolean {
  return keyTypeFacts(key.keyType).capabilities.includes(capability) && isLeft(key, capability);
}

const isLeft = ({ purpose, publicOnly }: CapableKey, capability: Capability) =>
  purposeAllows(purpose, capability) && !(publicOnly && PRIVATE.includes(capability));
