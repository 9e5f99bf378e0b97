import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HashAlgorithm, hashFacts } from "@/lib/contract/hash-algorithms";
import type { KeyType } from "@/lib/contract/key-types";
import type { KeyMaterial } from "./key-material";
import { publicKeyText } from "./public-key";
import { REVEAL_SECRET } from "./secret-bytes";
import type { SignatureScheme } from "./suite";
import { suiteFor } from "./suites";

const DATA = Buffer.from("data that two implementations must agree on");
let folder: string;

function hasOpenssl(): boolean {
  try {
    return execFileSync("openssl", ["version"], { encoding: "utf8" }).startsWith("OpenSSL 3");
  } catch {
    return false;
  }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pelagos-openssl-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a file and gives its path. */
function file(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function openssl(...parameters: string[]): Buffer {
  return execFileSync("openssl", parameters, { stdio: ["ignore", "pipe", "pipe"] });
}

/** Whether OpenSSL says that a signature verifies: its exit code. */
function opensslVerifies(...parameters: string[]): boolean {
  try {
    openssl(...parameters);
    return true;
  } catch {
    return false;
  }
}

const privatePem = (material: KeyMaterial) => material.privateKey().export({ format: "pem", type: "pkcs8" }).toString();
const publicPem = (material: KeyMaterial) => material.publicKey().export({ format: "pem", type: "spki" }).toString();

const SCHEME: SignatureScheme = {
  hashAlgorithm: "sha2-256",
  prehashed: false,
  padding: "pss",
  saltLength: "hash",
  encoding: "der",
};

const HASHES: HashAlgorithm[] = ["sha2-224", "sha2-256", "sha2-384", "sha2-512", "sha3-256", "sha3-512"];

interface Variant {
  readonly keyType: KeyType;
  readonly scheme: SignatureScheme;
  /** How OpenSSL is told the same. */
  readonly options: readonly string[];
}

function variants(): Variant[] {
  const made: Variant[] = [];
  for (const hashAlgorithm of HASHES) {
    const digest = `digest:${hashFacts(hashAlgorithm).nodeName}`;
    const base = { ...SCHEME, hashAlgorithm };
    made.push({
      keyType: "rsa-2048",
      scheme: { ...base, padding: "pkcs1v15" },
      options: ["-pkeyopt", digest, "-pkeyopt", "rsa_padding_mode:pkcs1"],
    });
    for (const saltLength of ["hash", 20, 0] as const) {
      const salt = saltLength === "hash" ? "digest" : String(saltLength);
      const options = ["-pkeyopt", digest, "-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", `rsa_pss_saltlen:${salt}`];
      made.push({ keyType: "rsa-2048", scheme: { ...base, saltLength }, options });
    }
    for (const keyType of ["ecdsa-p256", "ecdsa-p384", "ecdsa-p521"] as const) {
      made.push({ keyType, scheme: base, options: ["-pkeyopt", digest] });
    }
  }
  made.push({ keyType: "rsa-3072", scheme: SCHEME, options: pssOptions("sha256") });
  made.push({ keyType: "rsa-4096", scheme: SCHEME, options: pssOptions("sha256") });
  return made;
}

const pssOptions = (digest: string) => [
  ...["-pkeyopt", `digest:${digest}`, "-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:digest"],
];

const materials = new Map<KeyType, KeyMaterial>();
function materialOf(keyType: KeyType): KeyMaterial {
  const material = materials.get(keyType) ?? suiteFor(keyType).generate();
  materials.set(keyType, material);
  return material;
}

describe.skipIf(!hasOpenssl())("against the openssl command (skipped where OpenSSL 3 is not installed)", () => {
  test.each(variants())("$keyType $scheme.hashAlgorithm $scheme.padding salt $scheme.saltLength", (variant) => {
    const { keyType, scheme, options } = variant;
    const suite = suiteFor(keyType);
    const material = materialOf(keyType);
    const digest = createHash(hashFacts(scheme.hashAlgorithm).nodeName).update(DATA).digest();
    const input = file("digest", digest);
    const key = file("key.pem", privatePem(material));
    const publicKey = file("public.pem", publicPem(material));
    // What openssl signs, we verify, given the message or its digest.
    const theirs = openssl("pkeyutl", "-sign", "-inkey", key, "-in", input, ...options);
    expect(suite.verify(material, { ...scheme, data: DATA, signature: theirs })).toBe(true);
    expect(suite.verify(material, { ...scheme, prehashed: true, data: digest, signature: theirs })).toBe(true);
    // What we sign, given either, openssl verifies; over another digest it does not.
    const other = file("other", createHash(hashFacts(scheme.hashAlgorithm).nodeName).update("other").digest());
    for (const ours of [
      suite.sign(material, { ...scheme, data: DATA }),
      suite.sign(material, { ...scheme, prehashed: true, data: digest }),
    ]) {
      const verify = ["pkeyutl", "-verify", "-pubin", "-inkey", publicKey, "-sigfile", file("signature", ours)];
      expect(opensslVerifies(...verify, "-in", input, ...options)).toBe(true);
      expect(opensslVerifies(...verify, "-in", other, ...options)).toBe(false);
    }
  });

  test("Ed25519, both ways, and its raw public key", () => {
    const suite = suiteFor("ed25519");
    const material = materialOf("ed25519");
    const input = file("message", DATA);
    const theirs = openssl("pkeyutl", "-sign", "-rawin", "-inkey", file("key.pem", privatePem(material)), "-in", input);
    expect(suite.verify(material, { ...SCHEME, data: DATA, signature: theirs })).toBe(true);
    const ours = file("signature", suite.sign(material, { ...SCHEME, data: DATA }));
    const publicKey = file("public.pem", publicPem(material));
    const verify = ["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", publicKey, "-sigfile", ours, "-in", input];
    expect(opensslVerifies(...verify)).toBe(true);
    const der = openssl("pkey", "-pubin", "-in", publicKey, "-outform", "DER");
    expect(publicKeyText(material.publicKey())).toBe(der.subarray(-32).toString("base64"));
  });

  test.each(["rsa-2048", "rsa-3072", "rsa-4096"] as const)("%s OAEP with SHA-256, both ways", (keyType) => {
    const suite = suiteFor(keyType);
    const material = materialOf(keyType);
    const oaep = [
      "-pkeyopt",
      "rsa_padding_mode:oaep",
      "-pkeyopt",
      "rsa_oaep_md:sha256",
      "-pkeyopt",
      "rsa_mgf1_md:sha256",
    ];
    const publicKey = file("public.pem", publicPem(material));
    const theirs = openssl("pkeyutl", "-encrypt", "-pubin", "-inkey", publicKey, "-in", file("plain", DATA), ...oaep);
    expect(suite.decrypt(material, { payload: theirs })).toEqual(DATA);
    const ours = file("cipher", suite.encrypt(material, { plaintext: DATA }));
    const key = file("key.pem", privatePem(material));
    expect(openssl("pkeyutl", "-decrypt", "-inkey", key, "-in", ours, ...oaep)).toEqual(DATA);
  });

  test.each(HASHES)("HMAC with %s", (hashAlgorithm) => {
    const material = materialOf("hmac");
    const key = `hexkey:${material.raw().toString("hex")}`;
    const name = hashFacts(hashAlgorithm).nodeName;
    const theirs = openssl("dgst", `-${name}`, "-mac", "HMAC", "-macopt", key, "-binary", file("message", DATA));
    expect(suiteFor("hmac").mac(material, { hashAlgorithm, data: DATA })).toEqual(theirs);
  });

  test.each([
    ["rsa-2048", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]],
    ["ecdsa-p256", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]],
    ["ecdsa-p384", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]],
    ["ecdsa-p521", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"]],
    ["ed25519", ["-algorithm", "ED25519"]],
  ] as const)("%s: a key made by openssl is accepted, ours is read by openssl", (keyType, options) => {
    const pemFile = file("made.pem", openssl("genpkey", ...options));
    const made = join(folder, "made.der");
    openssl("pkcs8", "-topk8", "-nocrypt", "-in", pemFile, "-outform", "DER", "-out", made);
    const suite = suiteFor(keyType);
    const material = suite.accept(readFileSync(made));
    const signature = suite.sign(material, { ...SCHEME, data: DATA });
    const pem = openssl("pkey", "-inform", "DER", "-in", made, "-pubout").toString();
    expect(suite.verify(suite.acceptPublic(pem), { ...SCHEME, data: DATA, signature })).toBe(true);
    const stored = file("stored.der", material.bytes().reveal(REVEAL_SECRET));
    expect(openssl("pkey", "-inform", "DER", "-in", stored, "-pubout").toString()).toBe(pem);
  });
});
