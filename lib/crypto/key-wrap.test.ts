import {
  constants,
  createCipheriv,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import { aeskwp } from "@noble/ciphers/aes.js";
import { expect, test, vi } from "vitest";
import { isKmsError } from "@/lib/contract/kms-error";
import {
  EXPORT_HASH_NAMES,
  IMPORT_HASH_NAMES,
  WRAPPING_HASHES,
  type WrappingHash,
} from "@/lib/contract/wrapping-hashes";
import { openWrappedKey, readWrappingPublicKey, wrapKey } from "./key-wrap";

/** The two operations that open a blob, in the order they were done. */
const steps = vi.hoisted((): string[] => []);

vi.mock("node:crypto", async (importOriginal) => {
  const crypto = await importOriginal<typeof import("node:crypto")>();
  const privateDecrypt = (...args: Parameters<typeof crypto.privateDecrypt>) => {
    steps.push("rsa");
    return crypto.privateDecrypt(...args);
  };
  const createDecipheriv = (...args: Parameters<typeof crypto.createDecipheriv>) => {
    steps.push("aes-kwp");
    return crypto.createDecipheriv(...args);
  };
  return { ...crypto, privateDecrypt, createDecipheriv };
});

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const other = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const MODULUS_BYTES = 256;

const spki = (key: KeyObject) => key.export({ format: "pem", type: "spki" }).toString();

/** A blob with the parts a caller chooses, to be wrong in one of them. */
function blobOf(parts: { ephemeral?: Buffer; oaepHash?: string; label?: string; kwpKey?: Buffer; key?: Buffer }) {
  const { ephemeral = randomBytes(32), oaepHash = "sha256", label = "", key = randomBytes(32) } = parts;
  const kwpKey = parts.kwpKey ?? ephemeral;
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const oaepLabel = label === "" ? undefined : Buffer.from(label);
  const block = publicEncrypt({ key: publicKey, padding, oaepHash, oaepLabel }, ephemeral);
  return Buffer.concat([block, aeskwp(kwpKey).encrypt(key)]);
}

function refusal(blob: Uint8Array, hash: WrappingHash = "SHA256"): string {
  try {
    openWrappedKey(privateKey, hash, blob);
  } catch (error) {
    if (isKmsError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "opened";
}

const REFUSED = "import_failed: The wrapped key material could not be opened.";

test.each(IMPORT_HASH_NAMES)("a key of any length comes back under %s", (hash) => {
  for (const length of [1, 7, 8, 9, 16, 32, 64, 138, 1_218, 2_374]) {
    const key = randomBytes(length);
    const blob = wrapKey(publicKey, hash, key);
    expect(blob.length).toBe(MODULUS_BYTES + 8 + Math.ceil(length / 8) * 8);
    expect(openWrappedKey(privateKey, hash, blob).equals(key)).toBe(true);
  }
});

test("the AES part is RFC 5649 as another implementation reads it", () => {
  const key = randomBytes(20);
  const ephemeral = randomBytes(32);
  const cipher = createCipheriv("id-aes256-wrap-pad", ephemeral, Buffer.from("A65959A6", "hex"));
  const wrapped = Buffer.concat([cipher.update(key), cipher.final()]);
  expect(wrapped.equals(Buffer.from(aeskwp(ephemeral).encrypt(key)))).toBe(true);
  expect(openWrappedKey(privateKey, "SHA256", blobOf({ key })).equals(key)).toBe(true);
});

test.each([
  ["that is empty", () => Buffer.alloc(0)],
  ["of one byte", () => Buffer.of(1)],
  ["of zeros", () => Buffer.alloc(MODULUS_BYTES + 40)],
  ["with an RSA block above the modulus", () => Buffer.alloc(MODULUS_BYTES + 40, 0xff)],
  ["shorter than its RSA part", () => blobOf({}).subarray(0, MODULUS_BYTES - 1)],
  ["that is the RSA part alone", () => blobOf({}).subarray(0, MODULUS_BYTES)],
  ["with half an AES part", () => blobOf({}).subarray(0, MODULUS_BYTES + 8)],
  ["without its last byte", () => blobOf({}).subarray(0, -1)],
  ["without its last block", () => blobOf({}).subarray(0, -8)],
  ["with a block too many", () => Buffer.concat([blobOf({}), Buffer.alloc(8)])],
  ["for the holder of another key", () => wrapKey(other.publicKey, "SHA256", randomBytes(32))],
  ["under another hash", () => blobOf({ oaepHash: "sha512" })],
  ["with a label", () => blobOf({ label: "label" })],
  ["whose AES key has 16 bytes", () => blobOf({ ephemeral: randomBytes(16) })],
  ["whose AES key has 31 bytes", () => blobOf({ ephemeral: randomBytes(31), kwpKey: randomBytes(32) })],
  ["under another AES key", () => blobOf({ kwpKey: randomBytes(32) })],
])("a blob %s gives the one refusal", (_, blob) => {
  expect(refusal(blob())).toBe(REFUSED);
});

test("a bit flipped anywhere gives the one refusal", () => {
  const blob = wrapKey(publicKey, "SHA256", randomBytes(32));
  for (let index = 0; index < blob.length; index += 1) {
    const changed = Buffer.from(blob);
    changed.writeUInt8(changed.readUInt8(index) ^ (1 << (index % 8)), index);
    expect(refusal(changed)).toBe(REFUSED);
  }
});

test.each([
  ["that is empty", () => Buffer.alloc(0)],
  ["whose RSA part fails", () => wrapKey(other.publicKey, "SHA256", randomBytes(32))],
  ["whose AES part fails", () => blobOf({ kwpKey: randomBytes(32) })],
  ["whose AES part is cut", () => blobOf({}).subarray(0, -1)],
  ["that opens", () => blobOf({})],
])("a blob %s takes both steps, so that times do not tell which failed", (_, blob) => {
  const bytes = blob();
  steps.length = 0;
  refusal(bytes);
  expect(steps).toEqual(["rsa", "aes-kwp"]);
});

test("keys leave under every hash but SHA-1", () => {
  expect(EXPORT_HASH_NAMES.map((name) => WRAPPING_HASHES[name].nodeName)).not.toContain("sha1");
});

test.each([2_048, 3_072, 8_192])("an RSA public key of %i bits is taken for an export", (modulusLength) => {
  // Making one of 8,192 bits takes half a minute: a modulus that is merely odd will do for reading it.
  const n = Buffer.alloc(modulusLength / 8, 0xff).toString("base64url");
  const pem = spki(keyFrom(n, "AQAB"));
  expect(readWrappingPublicKey(pem, "wrappingPublicKey").asymmetricKeyDetails?.modulusLength).toBe(modulusLength);
});

/** An elliptic-curve key on P-256 whose point is encoded as the one byte 00. Source: SEC 1, 2.3.3. */
const POINT_AT_INFINITY =
  "-----BEGIN PUBLIC KEY-----\nMBkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDAgAA\n-----END PUBLIC KEY-----\n";

test.each([
  ["text", "no key"],
  ["an elliptic-curve key", spki(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey)],
  ["a key for PSS only", spki(generateKeyPairSync("rsa-pss", { modulusLength: 2_048 }).publicKey)],
  ["a private key", privateKey.export({ format: "pem", type: "pkcs8" }).toString()],
  ["a key in PKCS #1", publicKey.export({ format: "pem", type: "pkcs1" }).toString()],
  ["1,024 bits", spki(generateKeyPairSync("rsa", { modulusLength: 1_024 }).publicKey)],
  ["8,200 bits", spki(keyFrom(Buffer.alloc(1_025, 0xff).toString("base64url"), "AQAB"))],
  ["the exponent 3", spki(keyFrom(Buffer.alloc(256, 0xff).toString("base64url"), "Aw"))],
  ["an even exponent", spki(keyFrom(Buffer.alloc(256, 0xff).toString("base64url"), "AQAC"))],
  ["an even modulus", spki(keyFrom(Buffer.alloc(256, 0xfe).toString("base64url"), "AQAB"))],
  ["two keys", spki(publicKey) + spki(publicKey)],
  ["a key with text behind it", `${spki(publicKey)}text`],
  ["the point at infinity, at which Node 20 would end", POINT_AT_INFINITY],
  ["an exponent of 100 bits", spki(keyFrom(Buffer.alloc(256, 0xff).toString("base64url"), "D___________________"))],
])("an export under %s is refused and told what would be right", (_, pem) => {
  expect(() => readWrappingPublicKey(pem, "wrappingPublicKey")).toThrow(
    "wrappingPublicKey: must be an RSA public key (SubjectPublicKeyInfo in PEM) of 2048 to 8192 bits",
  );
});

function keyFrom(n: string, e: string): KeyObject {
  return createPublicKey({ key: { kty: "RSA", n, e }, format: "jwk" });
}
