import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { expect, test } from "vitest";
import { requirePublicKeys, signatureKeysOf } from "./key-set";

const jwk = (key: KeyObject, more: Record<string, unknown> = {}) => ({ ...key.export({ format: "jwk" }), ...more });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed = generateKeyPairSync("ed25519");
const secret = { kty: "oct", k: "c2VjcmV0" };

test("public keys of every kind that can be trusted are accepted, with whatever else their owner says of them", () => {
  const keys = [jwk(rsa.publicKey, { use: "sig", x5t: "x" }), jwk(ec.publicKey, { kid: "one" }), jwk(ed.publicKey)];
  expect(() => requirePublicKeys({ keys })).not.toThrow();
  expect(signatureKeysOf({ keys })).toEqual(keys);
});

test.each([
  [secret, /keys.0 is a secret key/],
  [jwk(rsa.privateKey), /keys.0 holds a private key/],
  [jwk(ec.privateKey), /keys.0 holds a private key/],
  [jwk(ed.privateKey), /keys.0 holds a private key/],
  [{ ...jwk(ec.publicKey), k: "c2VjcmV0" }, /keys.0 holds a private key/],
  [jwk(generateKeyPairSync("rsa", { modulusLength: 1_024 }).publicKey), /must have 2048 to 8192 bits/],
  [{ ...jwk(rsa.publicKey), e: "AQ" }, /unusual public exponent/],
  [{ ...jwk(rsa.publicKey), e: jwk(rsa.publicKey).n }, /unusual public exponent|cannot be read/],
  [jwk(generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey), /one of the curves/],
  [{ ...jwk(ec.publicKey), x: "AAAA" }, /cannot be read/],
  ["https://ci.example/keys", /is not a JSON Web Key/],
  [jwk(ec.publicKey, { use: "enc" }), /must have a key with which signatures/],
] as const)("a stored set with %j is refused with a reason", (key, says) => {
  expect(() => requirePublicKeys({ keys: [key] })).toThrow(says);
});

test("the reason never repeats what is secret", () => {
  const { d = "" } = ec.privateKey.export({ format: "jwk" });
  expect(() => requirePublicKeys({ keys: [jwk(ec.privateKey)] })).not.toThrow(new RegExp(d));
});

test("a set of more than 64 KiB is refused", () => {
  const keys = [jwk(ec.publicKey, { x5c: ["A".repeat(65_536)] })];
  expect(() => requirePublicKeys({ keys })).toThrow(/at most 65536 bytes/);
});

test("of a fetched set only keys for signatures count; a private or secret one never does", () => {
  const usable = jwk(ec.publicKey, { kid: "one" });
  const keys = [secret, jwk(rsa.privateKey), jwk(rsa.publicKey, { use: "enc" }), "x", null, usable];
  expect(signatureKeysOf({ keys })).toEqual([usable]);
  expect(signatureKeysOf({ keys: Array.from({ length: 101 }, () => usable) })).toBeNull();
  expect(signatureKeysOf([usable])).toBeNull();
});
