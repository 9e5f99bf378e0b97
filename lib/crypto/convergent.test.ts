import { type CipherGCM, createCipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AeadAlgorithm, sealAead } from "./aead";
import { openConvergent, sealConvergent } from "./convergent";

const ALGORITHMS: readonly AeadAlgorithm[] = ["aes-128-gcm", "aes-256-gcm", "chacha20-poly1305"];
const LABEL = "pelagos/1/convergent";

/** The scheme once more, in the plainest form and by other means: Node's own HKDF, every byte of the info spelled out. */
function twinKeys(algorithm: AeadAlgorithm, versionKey: Uint8Array, context: Uint8Array) {
  const field = (tag: number, content: Uint8Array) => {
    const { length } = content;
    return [tag, length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255, ...content];
  };
  const info = Uint8Array.from([
    ...field(1, Buffer.from(LABEL)),
    ...field(1, Buffer.from(algorithm)),
    ...field(4, context),
  ]);
  const derived = Buffer.from(hkdfSync("sha256", versionKey, "", info, versionKey.length + 32));
  return { cipherKey: derived.subarray(0, versionKey.length), nonceKey: derived.subarray(versionKey.length) };
}

function twinSeal(
  algorithm: AeadAlgorithm,
  versionKey: Uint8Array,
  context: Uint8Array,
  plaintext: Uint8Array,
  associatedData: Uint8Array,
): string {
  const { cipherKey, nonceKey } = twinKeys(algorithm, versionKey, context);
  const length = associatedData.length;
  const message = [0, 0, 0, 0, 0, 0, length >>> 8, length & 255, ...associatedData, ...plaintext];
  const nonce = createHmac("sha256", nonceKey).update(Uint8Array.from(message)).digest().subarray(0, 12);
  const options = { authTagLength: 16 };
  const cipher: CipherGCM =
    algorithm === "chacha20-poly1305"
      ? createCipheriv(algorithm, cipherKey, nonce, options)
      : createCipheriv(algorithm, cipherKey, nonce, options);
  cipher.setAAD(associatedData);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]).toString("hex");
}

function versionKeyFor(algorithm: AeadAlgorithm): Buffer {
  return randomBytes(algorithm === "aes-128-gcm" ? 16 : 32);
}

describe.each(ALGORITHMS)("convergent encryption with %s", (algorithm) => {
  const bytes = fc.uint8Array({ maxLength: 64 });
  const versionKey = versionKeyFor(algorithm);
  const seal = (context: Uint8Array, plaintext: Uint8Array, associatedData?: Uint8Array) =>
    sealConvergent({ algorithm, versionKey, context }, plaintext, associatedData).toString("hex");

  test("agrees with a plain second implementation", () => {
    fc.assert(
      fc.property(bytes, bytes, bytes, (context, plaintext, associatedData) => {
        const key = versionKeyFor(algorithm);
        const payload = sealConvergent({ algorithm, versionKey: key, context }, plaintext, associatedData);
        expect(payload.toString("hex")).toBe(twinSeal(algorithm, key, context, plaintext, associatedData));
      }),
    );
  });

  test("gives equal output for equal input, and without associated data the same as with empty", () => {
    fc.assert(
      fc.property(bytes, bytes, (context, plaintext) => {
        expect(seal(context, plaintext)).toBe(seal(Buffer.from(context), Buffer.from(plaintext), Buffer.alloc(0)));
      }),
    );
  });

  test("gives another nonce for any other plaintext, associated data or context", () => {
    const input = fc.record({ context: bytes, plaintext: bytes, associatedData: bytes });
    fc.assert(
      fc.property(input, input, (a, b) => {
        const nonceA = seal(a.context, a.plaintext, a.associatedData).slice(0, 24);
        const nonceB = seal(b.context, b.plaintext, b.associatedData).slice(0, 24);
        expect(nonceA === nonceB).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  test("never shares a nonce between two calls that differ in associated data alone, so GHASH stays secret", () => {
    const context = Buffer.from("context");
    const plaintext = Buffer.from("the same plaintext");
    const nonces = Array.from({ length: 500 }, (_, i) =>
      seal(context, plaintext, Buffer.from(`row ${i}`)).slice(0, 24),
    );
    nonces.push(seal(context, plaintext).slice(0, 24));
    expect(new Set(nonces).size).toBe(501);
  });

  test("keeps the border between associated data and plaintext", () => {
    const context = Buffer.from("context");
    const first = seal(context, Buffer.from("bc"), Buffer.from("a")).slice(0, 24);
    expect(seal(context, Buffer.from("c"), Buffer.from("ab")).slice(0, 24)).not.toBe(first);
  });

  test("a context counts to its last byte at full size", () => {
    const context = Buffer.alloc(1_024, 1);
    const first = seal(context, Buffer.from("text"));
    context.writeUInt8(2, 1_023);
    expect(seal(context, Buffer.from("text"))).not.toBe(first);
  });

  test("refuses an authentic payload whose nonce is not the derived one", () => {
    const context = Buffer.from("context");
    const { cipherKey } = twinKeys(algorithm, versionKey, context);
    const forged = sealAead(algorithm, cipherKey, randomBytes(12), Buffer.from("text"));
    expect(openConvergent({ algorithm, versionKey, context }, forged)).toBeNull();
  });

  test("never uses the version key itself", () => {
    const payload = Buffer.from(seal(Buffer.from("context"), Buffer.from("text")), "hex");
    const direct = sealAead(algorithm, versionKey, payload.subarray(0, 12), Buffer.from("text"));
    expect(direct.equals(payload)).toBe(false);
  });

  test("leaves the version key as it was", () => {
    const before = versionKey.toString("hex");
    seal(Buffer.from("context"), Buffer.from("text"));
    expect(versionKey.toString("hex")).toBe(before);
  });
});
