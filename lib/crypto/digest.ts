import { hashFacts } from "@/lib/contract/hash-algorithms";
import { KmsError } from "@/lib/contract/kms-error";
import type { SignInput } from "./suite";

/** Error: payload_size where a `prehashed` input cannot be a digest of its hash algorithm. */
export function requireDigest({ data, hashAlgorithm }: Pick<SignInput, "data" | "hashAlgorithm">): void {
  const { digestBytes } = hashFacts(hashAlgorithm);
  if (data.length === digestBytes) return;
  throw new KmsError("payload_size", {
    message: `input: a ${hashAlgorithm} digest has ${digestBytes} bytes; this has ${data.length}.`,
  });
}
