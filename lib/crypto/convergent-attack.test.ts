import { createCipheriv, createHmac, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { AEAD_NONCE_BYTES, AEAD_TAG_BYTES, openAead, sealAead } from "./aead";
import { openConvergent, sealConvergent } from "./convergent";

/**
 * Nonce reuse in GCM (A. Joux, "Authentication Failures in NIST version of GCM", 2006), against a convergent scheme
 * whose nonce comes from the plaintext alone: the caller asks for the same plaintext under two associated data of one
 * block. Nonce and ciphertext repeat, so the tags differ by (A1 + A2) · H^4 for a ciphertext of two blocks, and H, the key
 * of GHASH, comes out by taking the square root twice. With it the caller writes tags for associated data it chooses.
 */

const BLOCK_BYTES = 16;
const PLAINTEXT = Buffer.from("exactly thirty-two bytes of text");
const FIRST = Buffer.from("associated datum");
const SECOND = Buffer.from("ASSOCIATED DATUM");
const FORGED = Buffer.from("role=admin;id=42");
const CONTEXT = Buffer.from("context");

interface Parts {
  nonce: Buffer;
  ciphertext: Buffer;
  tag: Buffer;
}

const partsOf = (payload: Buffer): Parts => ({
  nonce: payload.subarray(0, AEAD_NONCE_BYTES),
  ciphertext: payload.subarray(AEAD_NONCE_BYTES, -AEAD_TAG_BYTES),
  tag: payload.subarray(-AEAD_TAG_BYTES),
});

/** A block as an element of GHASH's field: the first bit is the coefficient of x^0. */
const elementOf = (block: Buffer) =>
  BigInt(`0b${[...block].map((byte) => byte.toString(2).padStart(8, "0")).join("")}`);
const blockOf = (element: bigint) => Buffer.from(element.toString(16).padStart(2 * BLOCK_BYTES, "0"), "hex");

/** Multiplication in GF(2^128). Source: NIST SP 800-38D, section 6.3. */
function multiply(x: bigint, y: bigint): bigint {
  const reduction = 0xe1n << 120n;
  let product = 0n;
  let v = y;
  for (let bit = 127n; bit >= 0n; bit -= 1n) {
    if ((x >> bit) & 1n) product ^= v;
    v = v & 1n ? (v >> 1n) ^ reduction : v >> 1n;
  }
  return product;
}

/** The fourth root: 126 squarings, because the 128th square is the element itself. */
function fourthRoot(element: bigint): bigint {
  let root = element;
  for (let squaring = 0; squaring < 126; squaring += 1) root = multiply(root, root);
  return root;
}

const power4 = (element: bigint) => multiply(multiply(element, element), multiply(element, element));

/** What the caller believes H to be, and its payload for associated data it never asked for. */
function attack(first: Buffer, second: Buffer): { hashKey: Buffer; forged: Buffer } {
  const [a, b] = [partsOf(first), partsOf(second)];
  const dataDifference = elementOf(FIRST) ^ elementOf(SECOND);
  // (T1 + T2) / (A1 + A2); the inverse of an element is its power 2^128 - 2.
  const power = multiply(elementOf(a.tag) ^ elementOf(b.tag), inverse(dataDifference));
  const hashKey = fourthRoot(power);
  const change = multiply(elementOf(FIRST) ^ elementOf(FORGED), power4(hashKey));
  const tag = blockOf(elementOf(a.tag) ^ change);
  return { hashKey: blockOf(hashKey), forged: Buffer.concat([a.nonce, a.ciphertext, tag]) };
}

function inverse(element: bigint): bigint {
  let [result, power] = [1n << 127n, element];
  for (let bit = 1; bit < 128; bit += 1) {
    power = multiply(power, power);
    result = multiply(result, power);
  }
  return result;
}

function ghashKey(key: Buffer): Buffer {
  const cipher = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.alloc(BLOCK_BYTES)), cipher.final()]);
}

test("a nonce from the plaintext alone gives the GHASH key and forgeries away", () => {
  const [cipherKey, nonceKey] = [randomBytes(32), randomBytes(32)];
  const sealWeakly = (associatedData: Buffer) => {
    const nonce = createHmac("sha256", nonceKey).update(PLAINTEXT).digest().subarray(0, AEAD_NONCE_BYTES);
    return sealAead("aes-256-gcm", cipherKey, nonce, PLAINTEXT, associatedData);
  };
  const { hashKey, forged } = attack(sealWeakly(FIRST), sealWeakly(SECOND));
  expect(hashKey.equals(ghashKey(cipherKey))).toBe(true);
  expect(openAead("aes-256-gcm", cipherKey, forged, FORGED)?.equals(PLAINTEXT)).toBe(true);
});

test("the same attack on ours finds no repeated nonce and forges nothing", () => {
  for (let round = 0; round < 5; round += 1) {
    const key = { algorithm: "aes-256-gcm" as const, versionKey: randomBytes(32), context: CONTEXT };
    const [first, second] = [sealConvergent(key, PLAINTEXT, FIRST), sealConvergent(key, PLAINTEXT, SECOND)];
    expect(partsOf(first).nonce.equals(partsOf(second).nonce)).toBe(false);
    expect(partsOf(first).ciphertext.equals(partsOf(second).ciphertext)).toBe(false);
    for (const { forged } of [attack(first, second), attack(second, first)]) {
      for (const associatedData of [FORGED, FIRST, SECOND]) {
        expect(openConvergent(key, forged, associatedData)).toBeNull();
      }
    }
  }
});
