import { generateKeyPairSync, randomBytes } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import { openWrappedKey } from "@/lib/crypto/key-wrap";
import { type BrowserWrappingHash, canWrapKey, wrapKey } from "./wrap-key";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 4_096 });
const pem = publicKey.export({ format: "pem", type: "spki" }).toString();
const HASHES: readonly BrowserWrappingHash[] = ["SHA256", "SHA384", "SHA512", "SHA1"];

afterEach(() => vi.unstubAllGlobals());

test.each(HASHES)("what the browser wraps with %s, the server opens", async (hash) => {
  for (const length of [16, 32, 33, 2_374]) {
    const key = randomBytes(length);
    const blob = Buffer.from(await wrapKey(pem, key, hash), "base64");
    expect(blob.length).toBe(512 + 8 + Math.ceil(length / 8) * 8);
    expect(openWrappedKey(privateKey, hash, blob).equals(key)).toBe(true);
  }
});

test("the default hash is SHA-256", async () => {
  const key = randomBytes(32);
  const blob = Buffer.from(await wrapKey(pem, key), "base64");
  expect(openWrappedKey(privateKey, "SHA256", blob).equals(key)).toBe(true);
});

test("the key bytes stay as they were, and no two wrappings are alike", async () => {
  const key = new Uint8Array(32).fill(7);
  const [first, second] = [await wrapKey(pem, key), await wrapKey(pem, key)];
  expect(first).not.toBe(second);
  expect(key.every((byte) => byte === 7)).toBe(true);
});

test("line ends of Windows and text around the PEM block do no harm", async () => {
  const key = randomBytes(16);
  const blob = Buffer.from(await wrapKey(`wrapping key\r\n${pem.replaceAll("\n", "\r\n")}`, key), "base64");
  expect(openWrappedKey(privateKey, "SHA256", blob).equals(key)).toBe(true);
});

test.each([
  ["nothing", ""],
  ["a certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"],
  ["a broken block", "-----BEGIN PUBLIC KEY-----\nMII\n-----END PUBLIC KEY-----"],
  [
    "a key that is not RSA",
    generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "pem", type: "spki" }).toString(),
  ],
])("a wrapping key that is %s is refused", async (_, text) => {
  await expect(wrapKey(text, randomBytes(32))).rejects.toThrow();
});

test("a page over plain http says beforehand that it cannot wrap", () => {
  expect(canWrapKey()).toBe(true);
  vi.stubGlobal("crypto", {});
  expect(canWrapKey()).toBe(false);
});
