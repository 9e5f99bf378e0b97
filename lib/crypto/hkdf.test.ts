import { hkdfSync } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hkdfSha256 } from "./hkdf";
import vectors from "./vectors/hkdf-sha256.json";

test.each(vectors)("derives what $id says", ({ keyMaterial, salt, info, output }) => {
  const derived = hkdfSha256(hex(keyMaterial), hex(salt), hex(info), output.length / 2);
  expect(derived.toString("hex")).toBe(output);
});

test("agrees with OpenSSL for any input it accepts", () => {
  const bytes = fc.uint8Array({ maxLength: 100 });
  fc.assert(
    fc.property(bytes, bytes, bytes, fc.integer({ min: 1, max: 200 }), (keyMaterial, salt, info, length) => {
      const expected = Buffer.from(hkdfSync("sha256", keyMaterial, salt, info, length));
      expect(hkdfSha256(keyMaterial, salt, info, length)).toEqual(expected);
    }),
  );
});

test("gives the longest output the RFC allows and nothing longer or shorter than a byte", () => {
  const key = Buffer.alloc(32, 1);
  const none = Buffer.alloc(0);
  expect(hkdfSha256(key, none, none, 8_160)).toEqual(Buffer.from(hkdfSync("sha256", key, none, none, 8_160)));
  for (const length of [0, -1, 1.5, 8_161, Number.NaN]) {
    expect(() => hkdfSha256(key, none, none, length)).toThrow(RangeError);
  }
});

test("takes an info longer than the 1,024 bytes Node allows, every byte of which counts", () => {
  const info = Buffer.alloc(1_100, 1);
  const first = hkdfSha256(Buffer.alloc(32), Buffer.alloc(0), info, 32);
  info.writeUInt8(2, 1_099);
  expect(hkdfSha256(Buffer.alloc(32), Buffer.alloc(0), info, 32)).not.toEqual(first);
});

function hex(text: string): Buffer {
  return Buffer.from(text, "hex");
}
