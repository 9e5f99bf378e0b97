import { KEY_VERSION_MAX } from "@/lib/contract/kms-limits";

/**
 * Identities as the protocol has them: a key's has exactly 25 characters, that of a version 36, the key's first. They are
 * made of ours, `kms-` and 20 characters, and nothing is stored.
 */
const KEY_ID = /^key-0([0-9a-v]{20})$/;
const VERSION_ID = /^key-0([0-9a-v]{20})-([0-9]{10})$/;

/** Length of the identity of a version. */
export const VERSION_ID_BYTES = 36;

const VERSION_DIGITS = 10;
const OWN_PREFIX = "kms-";

/** `kms-…` as the protocol's 25 characters. */
export function instanceKeyId(keyId: string): string {
  return `key-0${keyId.slice(OWN_PREFIX.length)}`;
}

/** The 36 characters that name a version of a key. */
export function instanceVersionId(keyId: string, version: number): string {
  return `${instanceKeyId(keyId)}-${String(version).padStart(VERSION_DIGITS, "0")}`;
}

/** What the KMS knows a key by: 25 characters become an identity, everything else is an alias, identity or slug already. */
export function keyNameOf(keyId: string): string {
  const tail = KEY_ID.exec(keyId)?.[1];
  return tail === undefined ? keyId : OWN_PREFIX + tail;
}

/** The key and version that 36 characters name; null for anything else. */
export function parseVersionId(text: string): { readonly keyId: string; readonly version: number } | null {
  const [, tail, digits] = VERSION_ID.exec(text) ?? [];
  const version = Number(digits);
  if (tail === undefined || version < 1 || version > KEY_VERSION_MAX) return null;
  return { keyId: OWN_PREFIX + tail, version };
}
