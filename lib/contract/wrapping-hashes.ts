/**
 * The one table of hashes under which RSA-OAEP wraps keys on import and export, by the name the API gives them. The same
 * hash serves OAEP and MGF1.
 */

interface WrappingHashFacts {
  readonly nodeName: string;
  /** What browsers call it (Web Cryptography API); null where they do not have it. */
  readonly webName: string | null;
  /** Whether keys may leave under it. SHA-1 opens blobs of tools that know nothing else; OAEP does not need its collision resistance. */
  readonly exportable: boolean;
}

export const WRAPPING_HASHES = {
  SHA256: { nodeName: "sha256", webName: "SHA-256", exportable: true },
  SHA384: { nodeName: "sha384", webName: "SHA-384", exportable: true },
  SHA512: { nodeName: "sha512", webName: "SHA-512", exportable: true },
  SHA224: { nodeName: "sha224", webName: null, exportable: true },
  SHA1: { nodeName: "sha1", webName: "SHA-1", exportable: false },
} as const satisfies Record<string, WrappingHashFacts>;

/** A hash of RSA-OAEP wrapping, as the API names it. */
export type WrappingHash = keyof typeof WRAPPING_HASHES;

/** Hashes that imports may use, the default first. */
export const IMPORT_HASH_NAMES = Object.keys(WRAPPING_HASHES) as [WrappingHash, ...WrappingHash[]];

/** Hashes that exports may use, the default first. */
export const EXPORT_HASH_NAMES = IMPORT_HASH_NAMES.filter((name) => WRAPPING_HASHES[name].exportable);

/** The hash used where a request names none. */
export const WRAPPING_HASH_DEFAULT: WrappingHash = "SHA256";

/** The hash with a name, in any case and with or without hyphen (`sha-256`, `SHA256`); null where there is none. */
export function wrappingHashNamed(spelling: string): WrappingHash | null {
  const name = spelling.toUpperCase().replace(/^SHA-/, "SHA");
  return IMPORT_HASH_NAMES.find((known) => known === name) ?? null;
}
