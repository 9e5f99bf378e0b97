import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import aead from "../../lib/crypto/vectors/aead-wycheproof.json" with { type: "json" };
import ecdsa from "../../lib/crypto/vectors/ecdsa.json" with { type: "json" };
import ed25519 from "../../lib/crypto/vectors/ed25519.json" with { type: "json" };
import rsaOaep from "../../lib/crypto/vectors/rsa-oaep.json" with { type: "json" };
import rsaPkcs1 from "../../lib/crypto/vectors/rsa-pkcs1v15.json" with { type: "json" };
import rsaPkcs1Signing from "../../lib/crypto/vectors/rsa-pkcs1v15-signing.json" with { type: "json" };
import rsaPss from "../../lib/crypto/vectors/rsa-pss.json" with { type: "json" };
import { call, expectOk, startedInstallation, uniqueName } from "./kms-client";

/**
 * Published vectors through the public API, with keys that are brought along: what an application gets, not what a
 * function returns. Sources of the files are named beside them.
 */

test.describe.configure({ mode: "parallel" });

const installation = startedInstallation();
const hex = (text: string) => Buffer.from(text, "hex");
const base64 = (text: string) => hex(text).toString("base64");
const token = (payloadInHex: string) => `thalassa:v1:${base64(payloadInHex)}`;

const AEAD_TYPES: Readonly<Record<string, string>> = {
  "aes-128-gcm": "aes128-gcm96",
  "aes-256-gcm": "aes256-gcm96",
  "chacha20-poly1305": "chacha20-poly1305",
};
const ED25519_PKCS8_HEAD = "302e020100300506032b657004220420";
const ED25519_SPKI_HEAD = "302a300506032b6570032100";

let wrappingKey: Promise<string> | undefined;

/** Wraps a key as docs/importing-keys.md says. */
async function wrapped(material: Buffer): Promise<string> {
  wrappingKey ??= expectOk(installation, "GET", "/nl-01/wrapping-key").then(({ publicKey }) => String(publicKey));
  const ephemeral = randomBytes(32);
  const cipher = createCipheriv("id-aes256-wrap-pad", ephemeral, hex("a65959a6"));
  const padding = { key: await wrappingKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
  const blob = [publicEncrypt(padding, ephemeral), cipher.update(material), cipher.final()];
  return Buffer.concat(blob).toString("base64");
}

async function importedKey(keyType: string, material: Buffer): Promise<string> {
  const importKeyMaterial = await wrapped(material);
  const body = { name: uniqueName("vector"), keyType, importKeyMaterial };
  return `/nl-01/keys/${(await expectOk(installation, "POST", "/nl-01/keys", body)).slug}`;
}

async function importedPublicKey(keyType: string, spki: Buffer): Promise<string> {
  const importPublicKey = `-----BEGIN PUBLIC KEY-----\n${spki.toString("base64")}\n-----END PUBLIC KEY-----\n`;
  const body = { name: uniqueName("vector"), keyType, importPublicKey };
  return `/nl-01/keys/${(await expectOk(installation, "POST", "/nl-01/keys", body)).slug}`;
}

/** Each key once, however many cases use it. */
function eachOnce(importKey: (name: string) => Promise<string>): (name: string) => Promise<string> {
  const held = new Map<string, Promise<string>>();
  return (name) => {
    const found = held.get(name) ?? importKey(name);
    held.set(name, found);
    return found;
  };
}

/** Body of an answer, or the code it was refused with. */
async function outcome(path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await call(installation, "POST", path, { body });
  const parsed = await answer.json();
  return answer.ok ? parsed : { code: parsed.code };
}

for (const algorithm of Object.keys(AEAD_TYPES)) {
  test(`${algorithm}: genuine ciphertext decrypts, forged ciphertext does not`, async () => {
    const cases = aead.cases.filter((vector) => vector.algorithm === algorithm);
    const keyOf = eachOnce((key) => importedKey(AEAD_TYPES[algorithm] ?? "", hex(key)));
    const seen = { genuine: 0, forged: 0 };
    for (const vector of cases) {
      const path = await keyOf(vector.key);
      const ciphertext = token(vector.nonce + vector.ciphertext + vector.tag);
      const associatedData = vector.associatedData === "" ? undefined : base64(vector.associatedData);
      const answer = await outcome(`${path}/decrypt`, { ciphertext, associatedData });
      if (vector.plaintext === null) expect(answer, vector.id).toEqual({ code: "decryption_failed" });
      else expect(answer, vector.id).toMatchObject({ plaintext: base64(vector.plaintext) });
      seen[vector.plaintext === null ? "forged" : "genuine"] += 1;
    }
    expect(seen.genuine).toBeGreaterThan(5);
    expect(seen.forged).toBeGreaterThan(5);
  });
}

test("Ed25519: keys made from published seeds sign as published", async () => {
  const cases = ed25519.cases.flatMap(({ seed, ...vector }) => (seed && vector.message ? [{ ...vector, seed }] : []));
  expect(cases.length).toBeGreaterThan(2);
  for (const { id, seed, message, signature } of cases) {
    const path = await importedKey("ed25519", hex(ED25519_PKCS8_HEAD + seed));
    expect(await outcome(`${path}/sign`, { input: base64(message) }), id).toMatchObject({
      signature: token(signature),
    });
  }
});

test("Ed25519: published signatures verify, forged ones do not", async () => {
  const keyOf = eachOnce((key) => importedPublicKey("ed25519", hex(ED25519_SPKI_HEAD + key)));
  for (const { id, publicKey, message, signature, valid } of ed25519.cases.filter((vector) => vector.message !== "")) {
    const path = await keyOf(publicKey);
    await expectVerdict(path, id, { input: base64(message), signature: token(signature) }, valid);
  }
});

/** A signature whose length cannot be right may be refused before it is looked at; that is not "valid" either. */
async function expectVerdict(path: string, id: string, body: Record<string, unknown>, valid: boolean): Promise<void> {
  const answer = await outcome(`${path}/verify`, body);
  if (valid) expect(answer, id).toMatchObject({ valid: true });
  else expect(["false", "invalid_signature"], id).toContain(String(answer.code ?? answer.valid));
}

for (const keyType of ["ecdsa-p256", "ecdsa-p384", "ecdsa-p521"]) {
  test(`${keyType}: published signatures verify, forged ones do not`, async () => {
    test.setTimeout(120_000);
    const keyOf = eachOnce((name) =>
      importedPublicKey(keyType, hex(Object.entries(ecdsa.keys).find(([key]) => key === name)?.[1] ?? "")),
    );
    const cases = ecdsa.cases.filter((vector) => vector.keyType === keyType && vector.message !== "");
    expect(cases.filter(({ valid }) => valid).length).toBeGreaterThan(5);
    for (const { id, key, hash, encoding, message, signature, valid } of cases) {
      const marshalingAlgorithm = encoding === "der" ? "asn1" : "jws";
      const form = encoding === "der" ? base64(signature) : hex(signature).toString("base64url");
      const body = {
        input: base64(message),
        signature: `thalassa:v1:${form}`,
        hashAlgorithm: hash,
        marshalingAlgorithm,
      };
      await expectVerdict(await keyOf(key), `${id} ${encoding}`, body, valid);
    }
  });
}

/** Keys with another public exponent are not accepted at all. */
const exponentOf = (spki: Buffer) =>
  createPublicKey({ key: spki, format: "der", type: "spki" }).asymmetricKeyDetails?.publicExponent;

for (const [name, { keys, cases }] of Object.entries({ pss: rsaPss, pkcs1v15: rsaPkcs1 })) {
  test(`RSA ${name}: published signatures verify, forged ones do not`, async () => {
    const spki = new Map(Object.entries(keys));
    const typeOf = new Map(cases.map((vector) => [vector.key, vector.keyType]));
    const keyOf = eachOnce((key) => importedPublicKey(typeOf.get(key) ?? "", hex(spki.get(key) ?? "")));
    const usable = cases.filter(
      ({ key, message }) => message !== "" && exponentOf(hex(spki.get(key) ?? "")) === 65_537n,
    );
    expect(usable.length).toBeGreaterThan(10);
    for (const vector of usable) {
      const saltLength = "saltLength" in vector ? vector.saltLength : undefined;
      const options = { hashAlgorithm: vector.hash, signatureAlgorithm: name, saltLength };
      const body = { input: base64(vector.message), signature: token(vector.signature), ...options };
      await expectVerdict(await keyOf(vector.key), vector.id, body, vector.valid);
    }
  });
}

test("RSA PKCS#1 v1.5: published private keys sign as published", async () => {
  const pkcs8 = new Map(Object.entries(rsaPkcs1Signing.keys));
  for (const { id, key, keyType, hash, message, signature } of rsaPkcs1Signing.cases) {
    const path = await importedKey(keyType, hex(pkcs8.get(key) ?? ""));
    const body = { input: base64(message), hashAlgorithm: hash, signatureAlgorithm: "pkcs1v15" };
    expect(await outcome(`${path}/sign`, body), id).toMatchObject({ signature: token(signature) });
  }
});

test("RSA-OAEP: genuine ciphertext decrypts, forged ciphertext does not", async () => {
  test.setTimeout(120_000);
  const pkcs8 = new Map(Object.entries(rsaOaep.keys));
  const keyOf = eachOnce((key) => importedKey(key.replace(/ .*/, ""), hex(pkcs8.get(key) ?? "")));
  for (const { id, key, payload, plaintext } of rsaOaep.cases.filter((vector) => vector.payload !== "")) {
    const answer = await outcome(`${await keyOf(key)}/decrypt`, { ciphertext: token(payload) });
    if (plaintext === null) expect(answer, id).toEqual({ code: "decryption_failed" });
    else expect(answer, id).toMatchObject({ plaintext: base64(plaintext) });
  }
});
