import type { JsonWebKey, KeyObject } from "node:crypto";

/** Bits by which the two primes must at least differ less than their own length. Source: FIPS 186-5, A.1.3. */
const CLOSENESS_BITS = 100n;

/**
 * What is wrong with the numbers of an RSA key, or null. A signature is right even where the parts for the Chinese
 * remainder theorem are wrong, because OpenSSL then falls back to the private exponent: stored and exported, they would
 * fail elsewhere or, with an implementation that does not check its result, give the factors away. That p and q are prime is
 * not tested here: a private exponent that fits p - 1 and q - 1 does not undo the public one under a composite.
 * Source: RFC 8017, section 3.2; FIPS 186-5, appendix A.1.
 */
export function rsaNumbersProblem(key: KeyObject): string | null {
  const jwk = key.export({ format: "jwk" });
  const [n, e] = [numberOf(jwk, "n"), numberOf(jwk, "e")];
  if (n % 2n === 0n) return "The modulus of an RSA key must be odd.";
  if (key.type !== "private") return null;
  const [d, p, q] = [numberOf(jwk, "d"), numberOf(jwk, "p"), numberOf(jwk, "q")];
  if (p * q !== n) return "The modulus of the imported key must be the product of its two primes.";
  const distance = p > q ? p - q : q - p;
  const half = BigInt(bitLength(n) / 2);
  if (bitLength(p) !== bitLength(q) || distance >> (half - CLOSENESS_BITS) === 0n) {
    return "The two primes of the imported key must have the same length and must not be close together.";
  }
  const fits =
    d < n &&
    (d * e) % (p - 1n) === 1n &&
    (d * e) % (q - 1n) === 1n &&
    numberOf(jwk, "dp") === d % (p - 1n) &&
    numberOf(jwk, "dq") === d % (q - 1n) &&
    numberOf(jwk, "qi") < p &&
    (numberOf(jwk, "qi") * q) % p === 1n;
  return fits ? null : "The private numbers of the imported key (d, dp, dq, qi) do not belong to its primes.";
}

function numberOf(jwk: JsonWebKey, member: "n" | "e" | "d" | "p" | "q" | "dp" | "dq" | "qi"): bigint {
  return BigInt(`0x0${Buffer.from(jwk[member] ?? "", "base64url").toString("hex")}`);
}

const bitLength = (value: bigint) => value.toString(2).length;
