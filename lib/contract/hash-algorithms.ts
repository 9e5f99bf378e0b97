/**
 * The one table of hash algorithms that sign, verify and HMAC accept. SHA-1 and `none` are not in it, on purpose.
 */

interface HashFacts {
  /** Length of a digest. */
  readonly digestBytes: number;
  /** The name OpenSSL and Node know it by. */
  readonly nodeName: string;
  /** A second spelling that requests may use. */
  readonly alias: string;
}

export const HASH_ALGORITHMS = {
  "sha2-224": { digestBytes: 28, nodeName: "sha224", alias: "sha224" },
  "sha2-256": { digestBytes: 32, nodeName: "sha256", alias: "sha256" },
  "sha2-384": { digestBytes: 48, nodeName: "sha384", alias: "sha384" },
  "sha2-512": { digestBytes: 64, nodeName: "sha512", alias: "sha512" },
  "sha3-224": { digestBytes: 28, nodeName: "sha3-224", alias: "sha3_224" },
  "sha3-256": { digestBytes: 32, nodeName: "sha3-256", alias: "sha3_256" },
  "sha3-384": { digestBytes: 48, nodeName: "sha3-384", alias: "sha3_384" },
  "sha3-512": { digestBytes: 64, nodeName: "sha3-512", alias: "sha3_512" },
} as const satisfies Record<string, HashFacts>;

/** A hash algorithm by the name answers and documentation use. */
export type HashAlgorithm = keyof typeof HASH_ALGORITHMS;

/** Every hash algorithm, in the order the documentation lists them. */
export const HASH_ALGORITHM_NAMES = Object.keys(HASH_ALGORITHMS) as [HashAlgorithm, ...HashAlgorithm[]];

/** What sign, verify and HMAC use where the request names none and the key's type fixes none. */
export const HASH_ALGORITHM_DEFAULT: HashAlgorithm = "sha2-256";

/** Facts of a hash algorithm. */
export function hashFacts(algorithm: HashAlgorithm): HashFacts {
  return HASH_ALGORITHMS[algorithm];
}

/** The algorithm that a spelling of a request means (`sha2-256` and `sha256`, upper and lower case alike); null for an unknown one. */
export function hashAlgorithmNamed(spelling: string): HashAlgorithm | null {
  const wanted = spelling.toLowerCase();
  return HASH_ALGORITHM_NAMES.find((name) => name === wanted || HASH_ALGORITHMS[name].alias === wanted) ?? null;
}
