import { describe, expect, test } from "vitest";
import { type AeadAlgorithm, openAead, sealAead } from "./aead";
import gcmVectors from "./vectors/aes-gcm.json";
import chachaVectors from "./vectors/chacha20-poly1305.json";

interface Vector {
  readonly id: string;
  readonly algorithm: string;
  readonly key: string;
  readonly nonce: string;
  readonly plaintext: string | null;
  readonly associatedData: string;
  readonly ciphertext: string;
  readonly tag: string;
}

const KEY_BYTES: Readonly<Record<string, number>> = { "aes-128-gcm": 16, "aes-256-gcm": 32, "chacha20-poly1305": 32 };
const VECTORS: readonly Vector[] = [...gcmVectors, ...chachaVectors];
const GENUINE = VECTORS.filter((vector) => vector.plaintext !== null);
const FORGED = VECTORS.filter((vector) => vector.plaintext === null);

describe("published vectors", () => {
  test("every algorithm has genuine cases, and both key lengths of GCM have forged ones", () => {
    expect(new Set(GENUINE.map((vector) => vector.algorithm))).toEqual(new Set(Object.keys(KEY_BYTES)));
    expect(new Set(FORGED.map((vector) => vector.algorithm))).toEqual(new Set(["aes-128-gcm", "aes-256-gcm"]));
  });

  test.each(VECTORS)("$id is transcribed in whole bytes of the right lengths", (vector) => {
    expect(hex(vector.key)).toHaveLength(KEY_BYTES[vector.algorithm] ?? 0);
    expect(hex(vector.nonce)).toHaveLength(12);
    expect(hex(vector.tag)).toHaveLength(16);
    const section = /PTlen=(\d+) AADlen=(\d+)$/.exec(vector.id);
    if (section === null) return;
    expect(hex(vector.ciphertext).length * 8).toBe(Number(section[1]));
    expect(hex(vector.associatedData).length * 8).toBe(Number(section[2]));
  });

  test.each(GENUINE)("$algorithm encrypts as $id says", (vector) => {
    const payload = sealAead(
      algorithmOf(vector),
      hex(vector.key),
      hex(vector.nonce),
      hex(vector.plaintext ?? ""),
      hex(vector.associatedData),
    );
    expect(payload.toString("hex")).toBe(vector.nonce + vector.ciphertext + vector.tag);
  });

  test.each(GENUINE)("$algorithm decrypts as $id says", (vector) => {
    expect(openVector(vector)?.toString("hex")).toBe(vector.plaintext);
  });

  test.each(FORGED)("$algorithm refuses the forgery of $id", (vector) => {
    expect(openVector(vector)).toBeNull();
  });

  test.each(GENUINE)("$algorithm refuses $id with any bit of its tag flipped", (vector) => {
    for (let bit = 0; bit < 128; bit += 1) {
      const tag = hex(vector.tag);
      tag.writeUInt8(tag.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(openVector({ ...vector, tag: tag.toString("hex") })).toBeNull();
    }
  });
});

describe("payload", () => {
  test("leaving associated data out is the same as passing none", () => {
    const key = Buffer.alloc(32, 1);
    const payload = sealAead("aes-256-gcm", key, Buffer.alloc(12), Buffer.from("text"));
    expect(openAead("aes-256-gcm", key, payload, Buffer.alloc(0))?.toString()).toBe("text");
  });

  test.each([0, 1, 11, 12, 27])("of %i bytes is too short to be genuine", (length) => {
    expect(openAead("aes-256-gcm", Buffer.alloc(32), Buffer.alloc(length))).toBeNull();
  });

  test("a key of the wrong length is a mistake of the program, not a failed decryption", () => {
    expect(() => openAead("aes-256-gcm", Buffer.alloc(16), Buffer.alloc(40))).toThrow(RangeError);
  });
});

function openVector(vector: Vector): Buffer | null {
  const payload = hex(vector.nonce + vector.ciphertext + vector.tag);
  return openAead(algorithmOf(vector), hex(vector.key), payload, hex(vector.associatedData));
}

function algorithmOf({ algorithm }: Vector): AeadAlgorithm {
  if (algorithm === "aes-128-gcm" || algorithm === "aes-256-gcm" || algorithm === "chacha20-poly1305") return algorithm;
  throw new Error(`Unknown algorithm ${algorithm} in the vectors.`);
}

/** `Buffer.from` stops at the first character that is not hexadecimal; a typing error must not shorten a vector unseen. */
function hex(text: string): Buffer {
  const bytes = Buffer.from(text, "hex");
  if (bytes.toString("hex") !== text) throw new Error(`Not whole bytes in lower-case hexadecimal: ${text}`);
  return bytes;
}
