import {
  constants,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  privateEncrypt,
  publicDecrypt,
  publicEncrypt,
  sign,
  timingSafeEqual,
  verify,
} from "node:crypto";
import { type HashAlgorithm, hashFacts } from "@/lib/contract/hash-algorithms";
import type { KeyType, RsaFacts } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import { requireDigest } from "./digest";
import { acceptPrivateKey, acceptPublicKey } from "./imported-key";
import { privateKeyMaterial } from "./key-material";
import { encodePss, verifyPss } from "./pss-digest";
import { rsaNumbersProblem } from "./rsa-numbers";
import type { FamilySuite, SignInput, VerifyInput } from "./suite";

const PUBLIC_EXPONENT = 65_537n;
const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" } as const;

/**
 * RSA: OAEP with SHA-256 for hash and MGF1 and an empty label, signatures with PSS (MGF1 with the same hash) or PKCS#1 v1.5.
 * Source: RFC 8017, sections 7.1, 8.1 and 8.2.
 */
export function rsaSuite(keyType: KeyType, facts: RsaFacts): FamilySuite {
  const { modulusBits, plaintextBytesMax } = facts;
  const check = (key: KeyObject) => checkRsa(key, keyType, modulusBits);
  return {
    generate: () => privateKeyMaterial(generateKeyPairSync("rsa", { modulusLength: modulusBits }).privateKey),
    accept: (bytes) => acceptPrivateKey(bytes, keyType, check),
    acceptPublic: (pem) => acceptPublicKey(pem, check),
    encrypt(material, { plaintext }) {
      if (plaintext.length > plaintextBytesMax) throw tooLong(keyType, plaintextBytesMax, plaintext.length);
      return publicEncrypt({ key: material.publicKey(), ...OAEP }, plaintext);
    },
    decrypt(material, { payload }) {
      try {
        return privateDecrypt({ key: material.privateKey(), ...OAEP }, payload);
      } catch {
        throw new KmsError("decryption_failed");
      }
    },
    sign(material, input) {
      const key = material.privateKey();
      const saltLength = saltBytes(input, modulusBits);
      if (input.prehashed) return signDigest(key, input, modulusBits, saltLength ?? 0);
      const padding = paddingOf(input);
      return sign(hashFacts(input.hashAlgorithm).nodeName, input.data, { key, padding, saltLength });
    },
    verify(material, input) {
      const key = material.publicKey();
      const fixed = saltBytes(input, modulusBits);
      if (input.prehashed) requireDigest(input);
      if (input.signature.length !== modulusBits / 8) return false;
      if (input.prehashed) return verifyDigest(key, input);
      const saltLength = input.saltLength === "auto" ? constants.RSA_PSS_SALTLEN_AUTO : fixed;
      const scheme = { key, padding: paddingOf(input), saltLength };
      return verify(hashFacts(input.hashAlgorithm).nodeName, input.data, scheme, input.signature);
    },
  };
}

function checkRsa(key: KeyObject, keyType: KeyType, modulusBits: number): string | null {
  // The type comes first: of other keys Node must not be asked for details.
  const { modulusLength, publicExponent } = key.asymmetricKeyType === "rsa" ? (key.asymmetricKeyDetails ?? {}) : {};
  if (modulusLength !== modulusBits) {
    return `Keys of type ${keyType} must be RSA keys (rsaEncryption) with a modulus of exactly ${modulusBits} bits.`;
  }
  if (publicExponent !== PUBLIC_EXPONENT) return "RSA keys must have the public exponent 65537.";
  return rsaNumbersProblem(key);
}

const paddingOf = ({ padding }: SignInput) =>
  padding === "pss" ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;

/** Bytes of a PSS salt; `auto` is the longest that fits. Undefined for PKCS#1 v1.5, which has none. */
function saltBytes(input: SignInput, modulusBits: number): number | undefined {
  if (input.padding !== "pss") return undefined;
  const { digestBytes } = hashFacts(input.hashAlgorithm);
  const longest = modulusBits / 8 - digestBytes - 2;
  if (input.saltLength === "hash") return digestBytes;
  if (input.saltLength === "auto") return longest;
  if (input.saltLength <= longest) return input.saltLength;
  throw new KmsError("payload_size", { message: `saltLength: at most ${longest} bytes fit beside this hash.` });
}

function signDigest(key: KeyObject, input: SignInput, modulusBits: number, saltLength: number): Buffer {
  requireDigest(input);
  if (input.padding === "pkcs1v15") {
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(input));
  }
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encodePss(input, modulusBits, saltLength));
}

function verifyDigest(key: KeyObject, input: VerifyInput): boolean {
  try {
    if (input.padding === "pkcs1v15") {
      const opened = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, input.signature);
      const wanted = digestInfo(input);
      return opened.length === wanted.length && timingSafeEqual(opened, wanted);
    }
    const encoded = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, input.signature);
    return verifyPss(input, encoded);
  } catch {
    return false;
  }
}

/** Last arc of each hash's object identifier 2.16.840.1.101.3.4.2.n (NIST, CSOR). */
const HASH_ARC: Readonly<Record<HashAlgorithm, number>> = {
  "sha2-256": 1,
  "sha2-384": 2,
  "sha2-512": 3,
  "sha2-224": 4,
  "sha3-224": 7,
  "sha3-256": 8,
  "sha3-384": 9,
  "sha3-512": 10,
};

/** DER of DigestInfo { AlgorithmIdentifier { hash, NULL }, digest }. Source: RFC 8017, 9.2, note 1. */
function digestInfo({ hashAlgorithm, data }: SignInput): Buffer {
  const { digestBytes } = hashFacts(hashAlgorithm);
  const identifier = [0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];
  const head = [0x30, 17 + digestBytes, ...identifier, HASH_ARC[hashAlgorithm], 0x05, 0x00, 0x04, digestBytes];
  return Buffer.concat([Buffer.from(head), data]);
}

function tooLong(keyType: KeyType, bytesMax: number, bytes: number): KmsError {
  return new KmsError("payload_size", {
    message: `plaintext: keys of type ${keyType} encrypt 1 to ${bytesMax} bytes; this has ${bytes}. Encrypt a data key instead.`,
  });
}
