import { createCipheriv, hkdfSync, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CIPHER_MODES } from "@/lib/contract/kms";
import { decryptInMode, encryptInMode, IV_BYTES } from "./cipher-mode";
import { encodeFields } from "./fields";
import { KeyMaterial } from "./key-material";
import { SecretBytes } from "./secret-bytes";

const material = (key: Buffer) => KeyMaterial.of("raw", SecretBytes.take(Buffer.from(key)));
const derived = (key: Buffer, mode: string) =>
  Buffer.from(hkdfSync("sha256", key, "", encodeFields("pelagos/1/cipher-mode", [mode]), key.length));

describe.each([16, 32])("AES with a key of %i bytes", (keyBytes) => {
  test.each(CIPHER_MODES)("%s is OpenSSL's under the derived key", (mode) => {
    const key = randomBytes(keyBytes);
    const iv = randomBytes(IV_BYTES[mode]);
    const plaintext = randomBytes(40);
    const given = encryptInMode(material(key), { mode, iv, padded: true }, plaintext);
    const name = `aes-${keyBytes * 8}-${mode}`;
    const cipher = createCipheriv(name, derived(key, mode), mode === "ecb" ? null : iv);
    const own = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    expect(given.subarray(0, own.length)).toEqual(own);
    expect(given).toHaveLength(own.length + (mode === "gcm" ? 16 : 0));
  });

  test("what one mode encrypts no other opens, and the version key opens nothing", () => {
    const key = randomBytes(keyBytes);
    const keys = [key, ...CIPHER_MODES.map((mode) => derived(key, mode))].map((bytes) => bytes.toString("hex"));
    expect(new Set(keys).size).toBe(CIPHER_MODES.length + 1);
  });

  test("round trips, and every changed bit of GCM is noticed", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 100 }),
        fc.constantFrom(...CIPHER_MODES),
        fc.nat(),
        (plaintext, mode, position) => {
          const held = material(randomBytes(keyBytes));
          const input = { mode, iv: randomBytes(IV_BYTES[mode]), padded: true };
          const ciphertext = encryptInMode(held, input, plaintext);
          expect(decryptInMode(held, input, ciphertext)).toEqual(Buffer.from(plaintext));
          const at = position % ciphertext.length;
          const changed = ciphertext.with(at, (ciphertext[at] ?? 0) ^ 1);
          const opened = decryptInMode(held, input, changed);
          if (mode === "gcm") expect(opened).toBeNull();
          else expect(opened).not.toEqual(Buffer.from(plaintext));
        },
      ),
    );
  });
});

test("wrong lengths are refused without a reason", () => {
  const held = material(randomBytes(32));
  const cbc = { mode: "cbc", iv: randomBytes(16), padded: true } as const;
  expect(decryptInMode(held, cbc, randomBytes(15))).toBeNull();
  expect(decryptInMode(held, cbc, new Uint8Array())).toBeNull();
  expect(decryptInMode(held, { ...cbc, iv: randomBytes(12) }, randomBytes(16))).toBeNull();
  expect(decryptInMode(held, { mode: "gcm", iv: randomBytes(12), padded: false }, randomBytes(15))).toBeNull();
});

test("derived keys go with the material", () => {
  const held = material(randomBytes(32));
  encryptInMode(held, { mode: "ecb", iv: new Uint8Array(), padded: true }, Buffer.of(1));
  const key = held.derived("pelagos/1/cipher-mode/ecb", () => Buffer.alloc(32));
  held.destroy();
  expect(key.every((byte) => byte === 0)).toBe(true);
});
