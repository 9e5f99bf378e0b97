import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { p256, p384, p521 } from "@noble/curves/nist.js";
import { hashFacts } from "@/lib/contract/hash-algorithms";
import type { EcdsaFacts, KeyType } from "@/lib/contract/key-types";
import { requireDigest } from "./digest";
import { acceptPrivateKey, acceptPublicKey } from "./imported-key";
import { privateKeyMaterial } from "./key-material";
import type { FamilySuite, SignInput, VerifyInput } from "./suite";

const CURVES = { prime256v1: p256, secp384r1: p384, secp521r1: p521 } as const;

/**
 * ECDSA over a NIST curve with any offered hash. Digests that are ready go through noble's curves, because Node always
 * hashes; their nonces are derived from key, digest and fresh randomness (RFC 6979, 3.6).
 * Source: FIPS 186-5, section 6; RFC 3279, 2.2.3 (DER); RFC 7518, 3.4 (fixed width).
 */
export function ecdsaSuite(keyType: KeyType, facts: EcdsaFacts): FamilySuite {
  const { namedCurve, coordinateBytes } = facts;
  const check = (key: KeyObject) =>
    isPlainPoint(key, facts)
      ? null
      : `Keys of type ${keyType} must be elliptic-curve keys on ${namedCurve}, with the curve given by name and an uncompressed public point.`;
  return {
    generate: () => privateKeyMaterial(generateKeyPairSync("ec", { namedCurve }).privateKey),
    accept: (bytes) => acceptPrivateKey(bytes, keyType, check),
    acceptPublic: (pem) => acceptPublicKey(pem, check),
    sign(material, input) {
      const key = material.privateKey();
      if (input.prehashed) return signDigest(key, facts, input);
      return sign(hashFacts(input.hashAlgorithm).nodeName, input.data, { key, dsaEncoding: input.encoding });
    },
    verify(material, input) {
      const key = material.publicKey();
      if (input.prehashed) requireDigest(input);
      if (input.encoding === "ieee-p1363" && input.signature.length !== 2 * coordinateBytes) return false;
      if (input.prehashed) return verifyDigest(key, facts, input);
      const nodeName = hashFacts(input.hashAlgorithm).nodeName;
      return verify(nodeName, input.data, { key, dsaEncoding: input.encoding }, input.signature);
    },
  };
}

/** DER of a SubjectPublicKeyInfo on each curve, up to the coordinates of an uncompressed point. Source: RFC 5480, sections 2.1.1.1 and 2.2. */
const SPKI_HEADS: Readonly<Record<EcdsaFacts["namedCurve"], Buffer>> = {
  prime256v1: Buffer.from("3059301306072a8648ce3d020106082a8648ce3d03010703420004", "hex"),
  secp384r1: Buffer.from("3076301006072a8648ce3d020106052b8104002203620004", "hex"),
  secp521r1: Buffer.from("30819b301006072a8648ce3d020106052b810400230381860004", "hex"),
};

/**
 * Whether the public half is written as head and coordinates alone. Explicit curve parameters would be exported as such,
 * and others refuse them; some cannot read compressed points; the point at infinity, asked for its curve, ends the process.
 */
function isPlainPoint(key: KeyObject, { namedCurve, coordinateBytes }: EcdsaFacts): boolean {
  if (key.asymmetricKeyType !== "ec") return false;
  try {
    const publicKey = key.type === "private" ? createPublicKey(key) : key;
    const spki = publicKey.export({ format: "der", type: "spki" });
    const head = SPKI_HEADS[namedCurve];
    return spki.length === head.length + 2 * coordinateBytes && spki.subarray(0, head.length).equals(head);
  } catch {
    return false;
  }
}

const nobleFormat = (input: SignInput) => (input.encoding === "der" ? "der" : "compact");

function signDigest(key: KeyObject, { namedCurve }: EcdsaFacts, input: SignInput): Buffer {
  requireDigest(input);
  const scalar = Buffer.from(key.export({ format: "jwk" }).d ?? "", "base64url");
  try {
    const options = { prehash: false, lowS: false, extraEntropy: true, format: nobleFormat(input) } as const;
    return Buffer.from(CURVES[namedCurve].sign(input.data, scalar, options));
  } finally {
    scalar.fill(0);
  }
}

function verifyDigest(key: KeyObject, { namedCurve }: EcdsaFacts, input: VerifyInput): boolean {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  const options = { prehash: false, lowS: false, format: nobleFormat(input) } as const;
  try {
    return CURVES[namedCurve].verify(input.signature, input.data, point, options);
  } catch {
    return false;
  }
}
