import { HASH_ALGORITHM_DEFAULT, HASH_ALGORITHM_NAMES } from "@/lib/contract/hash-algorithms";
import type { KmsKey } from "@/lib/contract/kms";
import { JWT_TYPES, MARSHALING_ALGORITHMS, SIGNATURE_ALGORITHMS } from "@/lib/contract/kms-choices";
import { type Operation, type Options, signaturePadding, type TextOption } from "./operations";

/** What an option can be, and what the call uses where it is left out. */
export interface OptionChoices {
  readonly values: readonly string[];
  readonly byDefault: string;
}

/** Stands for "whichever version is the newest": no request names it. */
export const LATEST = "latest";

const SALT_LENGTHS = ["hash", "auto", "0", "20", "32", "48", "64"] as const;

/** The choices of an option; null for options that are typed. */
export function optionChoices(
  name: TextOption,
  of: KmsKey,
  operation: Operation,
  options: Options,
): OptionChoices | null {
  switch (name) {
    case "keyVersion":
      return { values: [LATEST, ...usableVersions(of)], byDefault: LATEST };
    case "hashAlgorithm":
      return { values: HASH_ALGORITHM_NAMES, byDefault: HASH_ALGORITHM_DEFAULT };
    case "signatureAlgorithm": {
      const values = SIGNATURE_ALGORITHMS.filter((padding) => of.rsaPaddings?.includes(padding) !== false);
      return { values, byDefault: signaturePadding(of, { ...options, signatureAlgorithm: "" }) };
    }
    case "saltLength":
      return { values: SALT_LENGTHS, byDefault: operation === "sign" ? "hash" : "auto" };
    case "marshalingAlgorithm":
      return { values: MARSHALING_ALGORITHMS, byDefault: "asn1" };
    case "typ":
      return { values: JWT_TYPES, byDefault: "JWT" };
    default:
      return null;
  }
}

/** Versions that still work, newest first. */
function usableVersions({ versions, minDecryptionVersion }: KmsKey): string[] {
  return versions
    .filter(({ version, status }) => status === "active" && version >= minDecryptionVersion)
    .map(({ version }) => String(version))
    .toReversed();
}
