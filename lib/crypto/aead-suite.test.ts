import { createDecipheriv, type DecipherGCM } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KEY_TYPES } from "@/lib/contract/key-types";
import { isKmsError } from "@/lib/contract/kms-error";
import { randomMaterial } from "./key-material";
import { REVEAL_SECRET, SecretBytes } from "./secret-bytes";
import { suiteFor } from "./suites";

const AEAD_TYPES = ["aes128-gcm96", "aes256-gcm96", "chacha20-poly1305"] as const;

const CONTEXT = Buffer.from("tenant 7");
const ASSOCIATED_DATA = Buffer.from("row 12");

/** The four ways to call a suite. */
const MODES = [
  { mode: "random nonce", options: {} },
  { mode: "random nonce, associated data", options: { associatedData: ASSOCIATED_DATA } },
  { mode: "convergent", options: { context: CONTEXT } },
  { mode: "convergent, associated data", options: { context: CONTEXT, associatedData: ASSOCIATED_DATA } },
];

const CASES = AEAD_TYPES.flatMap((keyType) => MODES.map((mode) => ({ keyType, ...mode })));

describe.each(CASES)("$keyType, $mode", ({ keyType, options }) => {
  const suite = suiteFor(keyType);
  const material = suite.generate();

  test.each([1, 16, 17, 65_535])("decrypts %i bytes to what was encrypted", (length) => {
    const plaintext = SecretBytes.random(length).reveal(REVEAL_SECRET);
    const payload = suite.encrypt(material, { plaintext, ...options });
    expect(payload).toHaveLength(12 + length + 16);
    expect(suite.decrypt(material, { payload, ...options }).equals(plaintext)).toBe(true);
  });

  test("decrypts any plaintext under any associated data", () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(bytes, bytes, (plaintext, associatedData) => {
        const input = { ...options, associatedData };
        const payload = suite.encrypt(material, { plaintext, ...input });
        expect(suite.decrypt(material, { payload, ...input })).toEqual(Buffer.from(plaintext));
      }),
    );
  });

  test.each([1, 16])("refuses %i bytes with any one bit flipped", (length) => {
    const payload = suite.encrypt(material, { plaintext: Buffer.alloc(length, 7), ...options });
    for (let bit = 0; bit < payload.length * 8; bit += 1) {
      const changed = Buffer.from(payload);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expectRefused(() => suite.decrypt(material, { payload: changed, ...options }));
    }
  });

  test("refuses a large payload with any byte changed", () => {
    const payload = suite.encrypt(material, { plaintext: Buffer.alloc(65_535, 7), ...options });
    const position = fc.integer({ min: 0, max: payload.length - 1 });
    fc.assert(
      fc.property(position, fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const changed = Buffer.from(payload);
        changed.writeUInt8(changed.readUInt8(at) ^ mask, at);
        expectRefused(() => suite.decrypt(material, { payload: changed, ...options }));
      }),
    );
  });

  test("refuses every truncation, from either end, down to nothing", () => {
    const payload = suite.encrypt(material, { plaintext: Buffer.alloc(40, 7), ...options });
    for (let length = 0; length < payload.length; length += 1) {
      expectRefused(() => suite.decrypt(material, { payload: payload.subarray(0, length), ...options }));
      expectRefused(() => suite.decrypt(material, { payload: payload.subarray(payload.length - length), ...options }));
    }
  });

  test("refuses appended and prepended bytes", () => {
    const payload = suite.encrypt(material, { plaintext: Buffer.alloc(16, 7), ...options });
    for (const extra of [Buffer.alloc(1), Buffer.alloc(16), payload]) {
      expectRefused(() => suite.decrypt(material, { payload: Buffer.concat([payload, extra]), ...options }));
      expectRefused(() => suite.decrypt(material, { payload: Buffer.concat([extra, payload]), ...options }));
    }
  });

  test("refuses another key, other associated data and another context", () => {
    const payload = suite.encrypt(material, { plaintext: Buffer.alloc(16, 7), ...options });
    expectRefused(() => suite.decrypt(suite.generate(), { payload, ...options }));
    for (const associatedData of [Buffer.from("row 13"), Buffer.from("row 12\0"), Buffer.alloc(1)]) {
      expectRefused(() => suite.decrypt(material, { payload, ...options, associatedData }));
    }
    for (const context of [Buffer.from("tenant 8"), Buffer.from("tenant 7\0"), Buffer.alloc(0)]) {
      expectRefused(() => suite.decrypt(material, { payload, ...options, context }));
    }
  });

  test("says nothing about why it refuses", () => {
    const payload = suite.encrypt(material, { plaintext: Buffer.alloc(16, 7), ...options });
    const wrongKey = catchError(() => suite.decrypt(suite.generate(), { payload, ...options }));
    const tooShort = catchError(() => suite.decrypt(material, { payload: Buffer.alloc(3), ...options }));
    const otherContext = catchError(() => suite.decrypt(material, { payload, context: Buffer.from("other") }));
    for (const error of [tooShort, otherContext]) expect(describeError(error)).toEqual(describeError(wrongKey));
  });

  test("a destroyed key is an error of the program, not a failed decryption", () => {
    const destroyed = suite.generate();
    const payload = suite.encrypt(destroyed, { plaintext: Buffer.alloc(1), ...options });
    destroyed.destroy();
    expect(() => suite.decrypt(destroyed, { payload, ...options })).toThrow("destroyed");
    expect(() => suite.encrypt(destroyed, { plaintext: Buffer.alloc(1), ...options })).toThrow("destroyed");
  });
});

describe.each(AEAD_TYPES)("%s", (keyType) => {
  const suite = suiteFor(keyType);
  const plaintext = Buffer.from("the same text");

  test("generates material of the length in the key types table, new each time", () => {
    const materials = Array.from({ length: 20 }, () => suite.generate());
    for (const material of materials) expect(material.raw()).toHaveLength(KEY_TYPES[keyType].keyBytes);
    expect(new Set(materials.map((material) => material.raw().toString("hex"))).size).toBe(20);
  });

  test("without context never gives the same ciphertext or nonce twice", () => {
    const material = suite.generate();
    const payloads = Array.from({ length: 2_000 }, () =>
      suite.encrypt(material, { plaintext, associatedData: CONTEXT }),
    );
    expect(new Set(payloads.map((payload) => payload.toString("hex", 0, 12))).size).toBe(2_000);
    expect(new Set(payloads.map((payload) => payload.toString("hex", 12))).size).toBe(2_000);
  });

  test("an absent context and an empty one are different modes", () => {
    const material = suite.generate();
    const context = Buffer.alloc(0);
    const convergent = suite.encrypt(material, { plaintext, context });
    expect(suite.encrypt(material, { plaintext, context })).toEqual(convergent);
    expectRefused(() => suite.decrypt(material, { payload: convergent }));
    const random = suite.encrypt(material, { plaintext });
    expectRefused(() => suite.decrypt(material, { payload: random, context }));
  });

  test("node:crypto alone reads the payload as nonce, ciphertext and tag", () => {
    const material = suite.generate();
    const payload = suite.encrypt(material, { plaintext, associatedData: ASSOCIATED_DATA });
    const key = material.raw();
    const nonce = payload.subarray(0, 12);
    const decipher: DecipherGCM =
      keyType === "chacha20-poly1305"
        ? createDecipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 })
        : createDecipheriv(`aes-${key.length === 16 ? 128 : 256}-gcm`, key, nonce, { authTagLength: 16 });
    decipher.setAuthTag(payload.subarray(-16)).setAAD(ASSOCIATED_DATA);
    expect(Buffer.concat([decipher.update(payload.subarray(12, -16)), decipher.final()])).toEqual(plaintext);
  });
});

test("a payload of one key type does not open as another under the same material", () => {
  const material = randomMaterial(32);
  const options = { context: CONTEXT };
  const payload = suiteFor("aes256-gcm96").encrypt(material, { plaintext: Buffer.from("text"), ...options });
  expectRefused(() => suiteFor("chacha20-poly1305").decrypt(material, { payload, ...options }));
});

function expectRefused(run: () => unknown): void {
  const error = catchError(run);
  expect(isKmsError(error) && error.code).toBe("decryption_failed");
}

function describeError(error: unknown): unknown {
  if (!isKmsError(error)) return error;
  return { message: error.message, code: error.code, detail: error.detail, cause: error.cause };
}

function catchError(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
