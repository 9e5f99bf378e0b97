import { KmsError } from "@/lib/contract/kms-error";
import { WRAPPING_HASH_DEFAULT, type WrappingHash, wrappingHashNamed } from "@/lib/contract/wrapping-hashes";

/** The hash a request names, SHA256 where it names none. Error: invalid_request where it is not one of `names`. */
export function requireWrappingHash(spelling: string | undefined, names: readonly WrappingHash[]): WrappingHash {
  if (spelling === undefined) return WRAPPING_HASH_DEFAULT;
  const hash = wrappingHashNamed(spelling);
  if (hash !== null && names.includes(hash)) return hash;
  throw new KmsError("invalid_request", { message: `hashFunction: must be one of ${names.join(", ")}.` });
}
