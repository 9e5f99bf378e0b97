import { DNSSEC_KEY_TYPES } from "@/lib/contract/dnssec";
import type { HashAlgorithm } from "@/lib/contract/hash-algorithms";
import type { KeyType } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";

/** How a DNSSEC algorithm signs. */
export interface DnssecAlgorithm {
  readonly number: number;
  readonly mnemonic: string;
  readonly hash: HashAlgorithm;
  /** Type of the keys that sign the zone's records. */
  readonly zoneKeyType: KeyType;
}

/** Source: RFC 5702, 3 (8); RFC 6605, 4 (13 and 14). */
const ALGORITHMS = {
  rsaSha256: { number: 8, mnemonic: "RSASHA256", hash: "sha2-256", zoneKeyType: "rsa-2048" },
  ecdsaP256: { number: 13, mnemonic: "ECDSAP256SHA256", hash: "sha2-256", zoneKeyType: "ecdsa-p256" },
  ecdsaP384: { number: 14, mnemonic: "ECDSAP384SHA384", hash: "sha2-384", zoneKeyType: "ecdsa-p384" },
} as const satisfies Record<string, DnssecAlgorithm>;

const BY_KEY_TYPE: Readonly<Record<(typeof DNSSEC_KEY_TYPES)[number], DnssecAlgorithm>> = {
  "ecdsa-p256": ALGORITHMS.ecdsaP256,
  "ecdsa-p384": ALGORITHMS.ecdsaP384,
  "rsa-2048": ALGORITHMS.rsaSha256,
  "rsa-3072": ALGORITHMS.rsaSha256,
  "rsa-4096": ALGORITHMS.rsaSha256,
};

/**
 * The algorithm that keys of a type sign zones with. The keys that sign the records have the same algorithm: every algorithm
 * among a zone's keys must sign every record. Error: purpose_forbids. Source: RFC 4035, 2.2; RFC 6840, 5.11.
 */
export function algorithmFor(keyType: KeyType): DnssecAlgorithm {
  const known = DNSSEC_KEY_TYPES.find((one) => one === keyType);
  if (known !== undefined) return BY_KEY_TYPE[known];
  throw new KmsError("purpose_forbids", {
    message: `A key of type ${keyType} cannot sign zones; use one of ${DNSSEC_KEY_TYPES.join(", ")}.`,
  });
}

/** The algorithm with a number. Throws RangeError for one that is not used here. */
export function algorithmNumbered(number: number): DnssecAlgorithm {
  const found = Object.values(ALGORITHMS).find((one) => one.number === number);
  if (found === undefined) throw new RangeError(`DNSSEC algorithm ${number} is not used here.`);
  return found;
}
