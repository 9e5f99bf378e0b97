import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HASH_ALGORITHM_NAMES, hashFacts } from "@/lib/contract/hash-algorithms";
import { type Capability, KEY_TYPE_NAMES, type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import { isKmsError } from "@/lib/contract/kms-error";
import type { KeyMaterial } from "./key-material";
import type { SignatureScheme } from "./suite";
import { suiteFor } from "./suites";
import rsaOaep from "./vectors/rsa-oaep.json";
import rsaSigning from "./vectors/rsa-pkcs1v15-signing.json";

const DATA = Buffer.from("what is to be protected");
const SCHEME: SignatureScheme = {
  hashAlgorithm: "sha2-256",
  prehashed: false,
  padding: "pss",
  saltLength: "hash",
  encoding: "der",
};

const materials = new Map<KeyType, KeyMaterial>();

const RSA_KEYS = Object.entries({ ...rsaSigning.keys, ...rsaOaep.keys });

/** Published private keys of an RSA type, because making one takes long; none for other types. */
function publishedKeys(keyType: KeyType): KeyMaterial[] {
  const found = RSA_KEYS.filter(([name]) => name.startsWith(`${keyType} `));
  return found.map(([, der]) => suiteFor(keyType).accept(Buffer.from(der, "hex")));
}

/** Another key of the type than `materialOf` gives. */
const otherMaterialOf = (keyType: KeyType) => publishedKeys(keyType).at(-1) ?? suiteFor(keyType).generate();

/** Material of a type, made once. */
function materialOf(keyType: KeyType): KeyMaterial {
  const material = materials.get(keyType) ?? publishedKeys(keyType)[0] ?? suiteFor(keyType).generate();
  materials.set(keyType, material);
  return material;
}

const can = (keyType: KeyType, capability: Capability) => keyTypeFacts(keyType).capabilities.includes(capability);
const typesThat = (capability: Capability) => KEY_TYPE_NAMES.filter((keyType) => can(keyType, capability));
const digestOf = (hashAlgorithm: SignatureScheme["hashAlgorithm"]) =>
  createHash(hashFacts(hashAlgorithm).nodeName).update(DATA).digest();

function flipped(bytes: Uint8Array, position: number, mask: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(position) ^ mask, position);
  return changed;
}

function codeOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return isKmsError(error) ? `${error.code}: ${error.message}` : error;
  }
  return "no error";
}

describe.each(KEY_TYPE_NAMES)("%s", (keyType) => {
  test("does the operations of its row in the table and refuses every other", () => {
    const suite = suiteFor(keyType);
    const material = materialOf(keyType);
    const operations: [Capability, () => unknown][] = [
      ["encrypt", () => suite.encrypt(material, { plaintext: DATA })],
      ["sign", () => suite.sign(material, { ...SCHEME, data: DATA })],
      ["verify", () => suite.verify(material, { ...SCHEME, data: DATA, signature: Buffer.alloc(64) })],
      ["hmac", () => suite.mac(material, { hashAlgorithm: "sha2-256", data: DATA })],
    ];
    for (const [capability, run] of operations) {
      if (can(keyType, capability)) expect(run).not.toThrow();
      else expect(codeOf(run)).toMatch(/^operation_not_supported/);
    }
  });
});

describe.each(typesThat("sign"))("signatures of %s", (keyType) => {
  const suite = suiteFor(keyType);

  test("verify over the same data and nothing else, with every byte as it was", { timeout: 60_000 }, () => {
    const material = materialOf(keyType);
    const signature = suite.sign(material, { ...SCHEME, data: DATA });
    expect(suite.verify(material, { ...SCHEME, data: DATA, signature })).toBe(true);
    expect(suite.verify(material, { ...SCHEME, data: Buffer.concat([DATA, DATA]), signature })).toBe(false);
    expect(suite.verify(otherMaterialOf(keyType), { ...SCHEME, data: DATA, signature })).toBe(false);
    for (let position = 0; position < signature.length; position += 1) {
      expect(suite.verify(material, { ...SCHEME, data: DATA, signature: flipped(signature, position, 1) })).toBe(false);
    }
    for (const other of [
      signature.subarray(1),
      signature.subarray(0, -1),
      Buffer.concat([signature, Buffer.alloc(1)]),
    ]) {
      expect(suite.verify(material, { ...SCHEME, data: DATA, signature: other })).toBe(false);
    }
  });

  test("no bytes whatever make verifying throw or succeed", { timeout: 60_000 }, () => {
    const material = materialOf(keyType);
    const schemes = fc.record({
      hashAlgorithm: fc.constantFrom(...HASH_ALGORITHM_NAMES),
      prehashed: fc.boolean(),
      padding: fc.constantFrom("pss" as const, "pkcs1v15" as const),
      saltLength: fc.constantFrom("hash" as const, "auto" as const, 0, 20, 62),
      encoding: fc.constantFrom("der" as const, "ieee-p1363" as const),
    });
    const { length } = suite.sign(material, { ...SCHEME, data: DATA });
    // Of any length, of the right one, and those that begin as a number below the modulus or as DER would.
    const exact = fc.uint8Array({ minLength: length, maxLength: length });
    const small = exact.map((bytes) => Buffer.concat([Buffer.alloc(1), bytes.subarray(1)]));
    const der = fc.uint8Array({ maxLength: 120 }).map((bytes) => Buffer.concat([Buffer.of(0x30, bytes.length), bytes]));
    const signatures = fc.oneof(fc.uint8Array({ maxLength: 520 }), exact, small, der);
    fc.assert(
      fc.property(schemes, signatures, (scheme, signature) => {
        const data = scheme.prehashed && keyType !== "ed25519" ? digestOf(scheme.hashAlgorithm) : DATA;
        expect(suite.verify(material, { ...scheme, data, signature })).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});

const PREHASHED = ["rsa-2048", "ecdsa-p256", "ecdsa-p384", "ecdsa-p521"] as const;
const SALTS = ["hash", "auto", 20, 0] as const;

describe.each(PREHASHED)("digests signed ready-made with %s", (keyType) => {
  const suite = suiteFor(keyType);

  test.each(HASH_ALGORITHM_NAMES)(
    "%s: are signatures of the message, in every padding, salt and form",
    (hashAlgorithm) => {
      const material = materialOf(keyType);
      const data = digestOf(hashAlgorithm);
      const variants = keyType.startsWith("rsa")
        ? [{ padding: "pkcs1v15" as const }, ...SALTS.map((saltLength) => ({ padding: "pss" as const, saltLength }))]
        : [{ encoding: "der" as const }, { encoding: "ieee-p1363" as const }];
      for (const variant of variants) {
        const scheme = { ...SCHEME, hashAlgorithm, ...variant };
        const ready = suite.sign(material, { ...scheme, prehashed: true, data });
        const whole = suite.sign(material, { ...scheme, data: DATA });
        for (const signature of [ready, whole]) {
          expect(suite.verify(material, { ...scheme, data: DATA, signature })).toBe(true);
          expect(suite.verify(material, { ...scheme, prehashed: true, data, signature })).toBe(true);
          expect(suite.verify(material, { ...scheme, saltLength: "auto", prehashed: true, data, signature })).toBe(
            true,
          );
        }
      }
    },
  );

  test("refuse a digest of the wrong length", () => {
    const input = { ...SCHEME, prehashed: true, data: Buffer.alloc(31) };
    expect(codeOf(() => suite.sign(materialOf(keyType), input))).toMatch(/^payload_size/);
  });
});

describe("RSA-OAEP", () => {
  test.each(["rsa-2048", "rsa-3072", "rsa-4096"] as const)(
    "%s: sizes up to the limit, opaque failures",
    (keyType) => {
      const facts = keyTypeFacts(keyType);
      if (facts.family !== "rsa") throw new Error("not RSA");
      const suite = suiteFor(keyType);
      const material = materialOf(keyType);
      const largest = Buffer.alloc(facts.plaintextBytesMax, 3);
      for (const plaintext of [Buffer.alloc(1), largest]) {
        expect(suite.decrypt(material, { payload: suite.encrypt(material, { plaintext }) })).toEqual(plaintext);
      }
      expect(codeOf(() => suite.encrypt(material, { plaintext: Buffer.concat([largest, Buffer.alloc(1)]) }))).toMatch(
        /^payload_size/,
      );
      const payload = suite.encrypt(material, { plaintext: DATA });
      const wrong = [
        flipped(payload, 5, 1),
        flipped(payload, 200, 128),
        payload.subarray(1),
        Buffer.alloc(1),
        Buffer.alloc(0),
      ];
      const reasons = wrong.map((bytes) => codeOf(() => suite.decrypt(material, { payload: bytes })));
      expect(new Set(reasons).size).toBe(1);
      expect(String(reasons[0])).toMatch(/^decryption_failed/);
    },
    30_000,
  );
});

describe("HMAC", () => {
  test.each(HASH_ALGORITHM_NAMES)("%s gives the full length of the hash", (hashAlgorithm) => {
    const mac = suiteFor("hmac").mac(materialOf("hmac"), { hashAlgorithm, data: DATA });
    expect(mac).toHaveLength(hashFacts(hashAlgorithm).digestBytes);
  });

  test("imports nothing", () => {
    expect(codeOf(() => suiteFor("hmac").accept(Buffer.alloc(32)))).toMatch(/^invalid_key_material/);
  });
});
