import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { KeyMaterial, type MaterialForm, privateKeyMaterial, randomMaterial } from "./key-material";
import { REVEAL_SECRET, SecretBytes } from "./secret-bytes";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const PKCS8 = privateKey.export({ format: "der", type: "pkcs8" });
const SPKI = publicKey.export({ format: "der", type: "spki" });
const of = (form: MaterialForm, bytes: Uint8Array) => KeyMaterial.of(form, SecretBytes.take(Buffer.from(bytes)));

describe("forms", () => {
  test("raw bytes are no key pair", () => {
    const material = of("raw", Buffer.alloc(32, 7));
    expect(material.raw().equals(Buffer.alloc(32, 7))).toBe(true);
    expect(() => material.privateKey()).toThrow("no private key");
    expect(() => material.publicKey()).toThrow("no private key");
  });

  test("a private key gives both halves and no raw bytes", () => {
    const material = of("pkcs8", PKCS8);
    expect(material.privateKey().equals(privateKey)).toBe(true);
    expect(material.publicKey().equals(publicKey)).toBe(true);
    expect(() => material.raw()).toThrow("raw bytes");
  });

  test("a public key gives no private one and no raw bytes", () => {
    const material = of("spki", SPKI);
    expect(material.publicKey().equals(publicKey)).toBe(true);
    expect(() => material.privateKey()).toThrow("no private key");
    expect(() => material.raw()).toThrow("raw bytes");
  });

  test("a key object alone serves on a thread, without its bytes", () => {
    const material = KeyMaterial.ofKeyObject(privateKey);
    expect([material.form, KeyMaterial.ofKeyObject(publicKey).form]).toEqual(["pkcs8", "spki"]);
    expect(material.privateKey()).toBe(privateKey);
    expect(material.publicKey().equals(publicKey)).toBe(true);
    expect(KeyMaterial.ofKeyObject(publicKey).publicKey()).toBe(publicKey);
    expect(() => material.bytes()).toThrow("no bytes");
    expect(() => KeyMaterial.ofKeyObject(publicKey).privateKey()).toThrow("no private key");
  });
});

test("key objects are made once", () => {
  const material = of("pkcs8", PKCS8);
  expect(material.privateKey()).toBe(material.privateKey());
  expect(material.publicKey()).toBe(material.publicKey());
});

test("a private key is kept as its PKCS#8", () => {
  const material = privateKeyMaterial(privateKey);
  expect(material.form).toBe("pkcs8");
  expect(material.bytes().reveal(REVEAL_SECRET).equals(PKCS8)).toBe(true);
});

test("destroyed material gives nothing any more, even what was in use before", () => {
  const raw = randomMaterial(32);
  const bytes = raw.raw();
  const pair = of("pkcs8", PKCS8);
  pair.privateKey();
  pair.publicKey();
  const alone = KeyMaterial.ofKeyObject(privateKey);
  for (const material of [raw, pair, alone]) {
    material.destroy();
    material.destroy();
  }
  expect(bytes.equals(Buffer.alloc(32))).toBe(true);
  expect(() => raw.raw()).toThrow("destroyed");
  expect(() => pair.privateKey()).toThrow("destroyed");
  expect(() => pair.publicKey()).toThrow("destroyed");
  expect(() => alone.privateKey()).toThrow("no bytes");
});

test("material shows nothing of itself", () => {
  const material = of("raw", Buffer.from("a very secret key of 32 bytes!!!"));
  const shown = `${inspect(material, { depth: 9, showHidden: true })}${JSON.stringify(material)}${String(material)}`;
  for (const secret of ["secret key", Buffer.from("a very secret").toString("base64").slice(0, 12), "61 20 76 65"]) {
    expect(shown).not.toContain(secret);
  }
});

test("random material has its length and is new each time", () => {
  expect(randomMaterial(16).raw()).toHaveLength(16);
  expect(randomMaterial(32).raw().equals(randomMaterial(32).raw())).toBe(false);
});

test("the public half of a pair is that of its private key", () => {
  expect(of("pkcs8", PKCS8).publicKey().equals(createPublicKey(privateKey))).toBe(true);
});
