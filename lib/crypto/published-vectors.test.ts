import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  timingSafeEqual,
} from "node:crypto";
import { aeskwp } from "@noble/ciphers/aes.js";
import { p256, p384, p521 } from "@noble/curves/nist.js";
import { describe, expect, test } from "vitest";
import { HASH_ALGORITHM_NAMES, type HashAlgorithm, hashFacts } from "@/lib/contract/hash-algorithms";
import { KEY_TYPE_NAMES, type KeyType } from "@/lib/contract/key-types";
import { isKmsError } from "@/lib/contract/kms-error";
import { type AeadAlgorithm, openAead, sealAead } from "./aead";
import { KeyMaterial, type MaterialForm } from "./key-material";
import { SecretBytes } from "./secret-bytes";
import type { SignatureScheme, SignInput } from "./suite";
import { suiteFor } from "./suites";
import aead from "./vectors/aead-wycheproof.json";
import aesKwp from "./vectors/aes-kwp.json";
import ecdsa from "./vectors/ecdsa.json";
import rfc6979 from "./vectors/ecdsa-rfc6979.json";
import ed25519 from "./vectors/ed25519.json";
import hmac from "./vectors/hmac.json";
import rsaOaep from "./vectors/rsa-oaep.json";
import rsaPkcs1 from "./vectors/rsa-pkcs1v15.json";
import rsaPkcs1Signing from "./vectors/rsa-pkcs1v15-signing.json";
import rsaPss from "./vectors/rsa-pss.json";

/** `Buffer.from` stops at the first character that is not hexadecimal; a typing error must not shorten a vector unseen. */
function hex(text: string): Buffer {
  const bytes = Buffer.from(text, "hex");
  if (bytes.toString("hex") !== text) throw new Error(`Not whole bytes in lower-case hexadecimal: ${text}`);
  return bytes;
}

function oneOf<Name extends string>(names: readonly Name[], text: string): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new Error(`The vectors name ${text}.`);
  return found;
}

const keyTypeOf = (text: string): KeyType => oneOf(KEY_TYPE_NAMES, text);
const hashOf = (text: string): HashAlgorithm => oneOf(HASH_ALGORITHM_NAMES, text);
const digestOf = (hash: HashAlgorithm, data: Uint8Array) => createHash(hashFacts(hash).nodeName).update(data).digest();

/** Material from the keys of a file: parsed once, whatever number of cases use it. */
function materials(form: MaterialForm, keys: Readonly<Record<string, string>>): (name: string) => KeyMaterial {
  const parsed = new Map(Object.entries(keys).map(([name, der]) => [name, materialOf(form, hex(der))]));
  return (name) => {
    const material = parsed.get(name);
    if (material === undefined) throw new Error(`The vectors have no key ${name}.`);
    return material;
  };
}

const materialOf = (form: MaterialForm, bytes: Uint8Array) => KeyMaterial.of(form, SecretBytes.take(bytes));

const SCHEME: SignatureScheme = {
  hashAlgorithm: "sha2-256",
  prehashed: false,
  padding: "pkcs1v15",
  saltLength: "hash",
  encoding: "der",
};

/** What verifying says of a case: over the message, and over its digest. */
function verdicts(keyType: KeyType, material: KeyMaterial, input: SignInput, signature: Uint8Array): boolean[] {
  const suite = suiteFor(keyType);
  const digest = digestOf(input.hashAlgorithm, input.data);
  return [
    suite.verify(material, { ...input, signature }),
    suite.verify(material, { ...input, prehashed: true, data: digest, signature }),
  ];
}

/** Both verdicts must occur, or a file proves nothing. */
function bothKinds(cases: readonly { valid: boolean }[]): void {
  expect(cases.filter(({ valid }) => valid).length).toBeGreaterThan(5);
  expect(cases.filter(({ valid }) => !valid).length).toBeGreaterThan(5);
}

describe("RSA", () => {
  const pssKey = materials("spki", rsaPss.keys);
  const pkcs1Key = materials("spki", rsaPkcs1.keys);

  test("PSS and PKCS#1 v1.5 have genuine and forged cases", () => {
    bothKinds(rsaPss.cases);
    bothKinds(rsaPkcs1.cases);
  });

  test.each(rsaPss.cases)("PSS: $id", (vector) => {
    const input: SignInput = {
      ...SCHEME,
      padding: "pss",
      saltLength: vector.saltLength,
      hashAlgorithm: hashOf(vector.hash),
      data: hex(vector.message),
    };
    const keyType = keyTypeOf(vector.keyType);
    const answers = verdicts(keyType, pssKey(vector.key), input, hex(vector.signature));
    expect(answers).toEqual([vector.valid, vector.valid]);
    if (!vector.valid) return;
    const any = verdicts(keyType, pssKey(vector.key), { ...input, saltLength: "auto" }, hex(vector.signature));
    expect(any).toEqual([true, true]);
    const other = verdicts(
      keyType,
      pssKey(vector.key),
      { ...input, saltLength: vector.saltLength + 1 },
      hex(vector.signature),
    );
    expect(other).toEqual([false, false]);
  });

  test.each(rsaPkcs1.cases)("PKCS#1 v1.5: $id", (vector) => {
    const input = { ...SCHEME, hashAlgorithm: hashOf(vector.hash), data: hex(vector.message) };
    const keyType = keyTypeOf(vector.keyType);
    const answers = verdicts(keyType, pkcs1Key(vector.key), input, hex(vector.signature));
    expect(answers).toEqual([vector.valid, vector.valid]);
  });

  test.each(rsaPkcs1Signing.cases)("PKCS#1 v1.5 signs as $id says, message and digest alike", (vector) => {
    const keyType = keyTypeOf(vector.keyType);
    const suite = suiteFor(keyType);
    const key = materials("pkcs8", rsaPkcs1Signing.keys)(vector.key);
    const input = { ...SCHEME, hashAlgorithm: hashOf(vector.hash), data: hex(vector.message) };
    expect(suite.sign(key, input).toString("hex")).toBe(vector.signature);
    const digest = digestOf(input.hashAlgorithm, input.data);
    expect(suite.sign(key, { ...input, prehashed: true, data: digest }).toString("hex")).toBe(vector.signature);
  });

  const oaepKey = materials("pkcs8", rsaOaep.keys);

  test("OAEP has genuine and forged cases", () => bothKinds(rsaOaep.cases));

  test.each(rsaOaep.cases)("OAEP: $id", (vector) => {
    const suite = suiteFor(keyTypeOf(vector.keyType));
    const decrypt = () => suite.decrypt(oaepKey(vector.key), { payload: hex(vector.payload) });
    if (vector.plaintext !== null) return expect(decrypt().toString("hex")).toBe(vector.plaintext);
    expect(refusalOf(decrypt)).toBe("decryption_failed");
  });
});

function refusalOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return isKmsError(error) ? error.code : error;
  }
  return "no refusal";
}

describe("ECDSA", () => {
  const ecdsaKey = materials("spki", ecdsa.keys);

  test("every curve has genuine and forged cases", () => {
    for (const keyType of ["ecdsa-p256", "ecdsa-p384", "ecdsa-p521"]) {
      bothKinds(ecdsa.cases.filter((vector) => vector.keyType === keyType));
    }
  });

  test.each(ecdsa.cases)("$id", (vector) => {
    const input: SignInput = {
      ...SCHEME,
      hashAlgorithm: hashOf(vector.hash),
      encoding: vector.encoding === "der" ? "der" : "ieee-p1363",
      data: hex(vector.message),
    };
    const answers = verdicts(keyTypeOf(vector.keyType), ecdsaKey(vector.key), input, hex(vector.signature));
    expect(answers).toEqual([vector.valid, vector.valid]);
  });

  const privateKey = materials("pkcs8", rfc6979.keys);
  const curves: Readonly<Record<string, typeof p256>> = { "ecdsa-p256": p256, "ecdsa-p384": p384, "ecdsa-p521": p521 };

  test.each(rfc6979.cases)(
    "$id is a signature, and the one that the library of digests makes without randomness",
    (vector) => {
      const material = privateKey(vector.key);
      const hashAlgorithm = hashOf(vector.hash);
      const input = { ...SCHEME, hashAlgorithm, data: hex(vector.message) };
      expect(verdicts(keyTypeOf(vector.keyType), material, input, hex(vector.signature))).toEqual([true, true]);
      const scalar = Buffer.from(material.privateKey().export({ format: "jwk" }).d ?? "", "base64url");
      // RFC 6979 takes the HMAC of the message's hash, the library that of its curve: they meet where both are the same.
      const own = { "ecdsa-p256": "sha2-256", "ecdsa-p384": "sha2-384", "ecdsa-p521": "sha2-512" }[vector.keyType];
      if (own !== hashAlgorithm) return;
      const options = { prehash: false, lowS: false, format: "der" } as const;
      const made = curves[vector.keyType]?.sign(digestOf(hashAlgorithm, input.data), scalar, options);
      expect(Buffer.from(made ?? []).toString("hex")).toBe(vector.signature);
    },
  );

  test("no nonce is used twice: the same digest gives other signatures each time", () => {
    for (const { keyType, key } of rfc6979.cases.filter((_, index) => index % 8 === 0)) {
      const suite = suiteFor(keyTypeOf(keyType));
      for (const prehashed of [false, true]) {
        const input = { ...SCHEME, prehashed, encoding: "ieee-p1363" as const, data: Buffer.alloc(32, 1) };
        const halves = Array.from({ length: 5 }, () => suite.sign(privateKey(key), input));
        expect(new Set(halves.map((pair) => pair.toString("hex", 0, pair.length / 2))).size).toBe(5);
      }
    }
  });
});

describe("Ed25519", () => {
  const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
  const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");
  const suite = suiteFor("ed25519");
  const withSeed = ed25519.cases.flatMap(({ seed, ...vector }) => (seed === undefined ? [] : [{ ...vector, seed }]));

  test("has genuine and forged cases", () => bothKinds(ed25519.cases));

  test.each(withSeed)("$id: signs and imports", (vector) => {
    const material = suite.accept(Buffer.concat([PKCS8_HEAD, hex(vector.seed)]));
    expect(suite.sign(material, { ...SCHEME, data: hex(vector.message) }).toString("hex")).toBe(vector.signature);
    const spki = material.publicKey().export({ format: "der", type: "spki" });
    expect(spki.subarray(SPKI_HEAD.length).toString("hex")).toBe(vector.publicKey);
  });

  test.each(ed25519.cases)("$id", (vector) => {
    const spki = Buffer.concat([SPKI_HEAD, hex(vector.publicKey)]).toString("base64");
    const material = suite.acceptPublic(`-----BEGIN PUBLIC KEY-----\n${spki}\n-----END PUBLIC KEY-----\n`);
    const input = { ...SCHEME, data: hex(vector.message), signature: hex(vector.signature) };
    expect(suite.verify(material, input)).toBe(vector.valid);
  });
});

describe("HMAC", () => {
  test("every hash has genuine cases", () => {
    expect(new Set(hmac.cases.filter(({ valid }) => valid).map(({ hash }) => hash))).toEqual(
      new Set(HASH_ALGORITHM_NAMES),
    );
  });

  test.each(hmac.cases)("$hash, $id", (vector) => {
    const key = materialOf("raw", hex(vector.key));
    const mac = suiteFor("hmac").mac(key, { hashAlgorithm: hashOf(vector.hash), data: hex(vector.message) });
    expect(timingSafeEqual(mac, hex(vector.mac))).toBe(vector.valid);
  });
});

describe("AES key wrapping with padding", () => {
  const initialValue = Buffer.from("A65959A6", "hex");
  const nameOf = (key: Buffer) => `id-aes${key.length * 8}-wrap-pad`;

  test("has genuine and forged cases", () => bothKinds(aesKwp.cases));

  test.each(aesKwp.cases)("$id", (vector) => {
    const key = hex(vector.key);
    const unwrap = () => {
      const decipher = createDecipheriv(nameOf(key), key, initialValue);
      return Buffer.concat([decipher.update(hex(vector.wrapped)), decipher.final()]);
    };
    if (vector.plaintext === null) {
      expect(unwrap).toThrow();
      expect(() => aeskwp(key).decrypt(hex(vector.wrapped))).toThrow();
      return;
    }
    expect(unwrap().toString("hex")).toBe(vector.plaintext);
    const cipher = createCipheriv(nameOf(key), key, initialValue);
    const wrapped = Buffer.concat([cipher.update(hex(vector.plaintext)), cipher.final()]);
    expect(wrapped.toString("hex")).toBe(vector.wrapped);
    expect(Buffer.from(aeskwp(key).encrypt(hex(vector.plaintext))).toString("hex")).toBe(vector.wrapped);
  });
});

describe("authenticated encryption", () => {
  const ALGORITHMS: readonly AeadAlgorithm[] = ["aes-128-gcm", "aes-256-gcm", "chacha20-poly1305"];

  test("every algorithm has genuine and forged cases", () => {
    for (const algorithm of ALGORITHMS) bothKinds(aead.cases.filter((vector) => vector.algorithm === algorithm));
  });

  test.each(aead.cases)("$algorithm, $id", (vector) => {
    const algorithm = oneOf(ALGORITHMS, vector.algorithm);
    const payload = hex(vector.nonce + vector.ciphertext + vector.tag);
    const [key, associatedData] = [hex(vector.key), hex(vector.associatedData)];
    const plaintext = openAead(algorithm, key, payload, associatedData);
    expect(plaintext === null ? null : plaintext.toString("hex")).toBe(vector.plaintext);
    if (vector.plaintext === null) return;
    const sealed = sealAead(algorithm, key, hex(vector.nonce), hex(vector.plaintext), associatedData);
    expect(sealed.equals(payload)).toBe(true);
  });
});

test("published private keys in PKCS#8 are accepted as they are", () => {
  for (const [name, der] of [...Object.entries(rsaOaep.keys), ...Object.entries(rsaPkcs1Signing.keys)]) {
    const material = suiteFor(keyTypeOf(name.replace(/ .*/, ""))).accept(hex(der));
    const same = createPublicKey(createPrivateKey({ key: hex(der), format: "der", type: "pkcs8" }));
    expect(material.publicKey().equals(same)).toBe(true);
  }
});
