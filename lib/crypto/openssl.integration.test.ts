import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { HASH_ALGORITHM_NAMES, type HashAlgorithm, hashFacts } from "@/lib/contract/hash-algorithms";
import { isAsymmetric, KEY_TYPE_NAMES, type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import type { KeyMaterial } from "./key-material";
import { publicKeyText } from "./public-key";
import { REVEAL_SECRET } from "./secret-bytes";
import type { SignatureScheme, SignInput } from "./suite";
import { suiteFor } from "./suites";

/** Another program, another command line, its own parsing: what both agree on, others will read as well. */

const VERSION = spawnSync("openssl", ["version"], { encoding: "utf8" }).stdout ?? "";
const PAIRS = KEY_TYPE_NAMES.filter(isAsymmetric);
const DATA = Buffer.from("what another program must read the same way");

const folder = mkdtempSync(join(tmpdir(), "pelagos-openssl-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly ok: boolean;
  readonly output: Buffer;
  readonly problem: string;
}

function openssl(...args: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync("openssl", args);
  return { ok: status === 0, output: stdout, problem: stderr.toString() };
}

/** The output of a command that must work. */
function made(...args: readonly string[]): Buffer {
  const { ok, output, problem } = openssl(...args);
  if (!ok) throw new Error(`openssl ${args.join(" ")}: ${problem}`);
  return output;
}

let files = 0;
function fileOf(content: Uint8Array | string): string {
  files += 1;
  const path = join(folder, String(files));
  writeFileSync(path, content);
  return path;
}

interface Pair {
  readonly material: KeyMaterial;
  readonly privateFile: string;
  readonly publicFile: string;
}

/** Commands by which the program makes a key of each type. */
const GENPKEY: Readonly<Partial<Record<KeyType, readonly string[]>>> = {
  "rsa-2048": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
  "rsa-3072": ["RSA", "-pkeyopt", "rsa_keygen_bits:3072"],
  "rsa-4096": ["RSA", "-pkeyopt", "rsa_keygen_bits:4096"],
  "ecdsa-p256": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
  "ecdsa-p384": ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
  "ecdsa-p521": ["EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
  ed25519: ["ED25519"],
};

const pairs = new Map<KeyType, Pair>();

/** A pair of the program's own making, accepted by the suite; made once per type. */
function pairOf(keyType: KeyType): Pair {
  const known = pairs.get(keyType);
  if (known !== undefined) return known;
  const pem = join(folder, `${keyType}.pem`);
  made("genpkey", "-algorithm", ...(GENPKEY[keyType] ?? []), "-out", pem);
  const der = made("pkcs8", "-topk8", "-nocrypt", "-in", pem, "-outform", "DER");
  const publicFile = fileOf(made("pkey", "-in", pem, "-pubout"));
  const pair = { material: suiteFor(keyType).accept(der), privateFile: pem, publicFile };
  pairs.set(keyType, pair);
  return pair;
}

const digestOf = (hash: HashAlgorithm) => createHash(hashFacts(hash).nodeName).update(DATA).digest();

const dataFile = fileOf(DATA);
const digestFiles = new Map(HASH_ALGORITHM_NAMES.map((hash) => [hash, fileOf(digestOf(hash))]));
const digestFile = (hash: HashAlgorithm) => digestFiles.get(hash) ?? "";

const SCHEME: SignatureScheme = {
  hashAlgorithm: "sha2-256",
  prehashed: false,
  padding: "pkcs1v15",
  saltLength: "hash",
  encoding: "der",
};

/** The program's options for a scheme: `sigopt` over messages, `pkeyopt` over digests. */
function optionsOf(scheme: SignatureScheme, keyType: KeyType, kind: "-sigopt" | "-pkeyopt"): string[] {
  const digest = kind === "-pkeyopt" ? [kind, `digest:${hashFacts(scheme.hashAlgorithm).nodeName}`] : [];
  if (keyTypeFacts(keyType).family !== "rsa") return digest;
  if (scheme.padding === "pkcs1v15") return [...digest, kind, "rsa_padding_mode:pkcs1"];
  const { saltLength } = scheme;
  const salt = saltLength === "hash" ? "digest" : saltLength === "auto" ? "max" : saltLength;
  return [...digest, kind, "rsa_padding_mode:pss", kind, `rsa_pss_saltlen:${salt}`];
}

const dgst = ({ hashAlgorithm }: SignatureScheme) => ["dgst", `-${hashFacts(hashAlgorithm).nodeName}`];

/** Signatures by the program: over the message and over the digest. */
function theirSignatures(scheme: SignatureScheme, keyType: KeyType): Buffer[] {
  const { privateFile } = pairOf(keyType);
  const digest = digestFile(scheme.hashAlgorithm);
  return [
    made(...dgst(scheme), "-sign", privateFile, ...optionsOf(scheme, keyType, "-sigopt"), dataFile),
    made("pkeyutl", "-sign", "-inkey", privateFile, "-in", digest, ...optionsOf(scheme, keyType, "-pkeyopt")),
  ];
}

/** What the program says of a signature: over the message and over the digest. */
function theirVerdicts(scheme: SignatureScheme, keyType: KeyType, signature: Uint8Array): boolean[] {
  const { publicFile } = pairOf(keyType);
  const [digest, file] = [digestFile(scheme.hashAlgorithm), fileOf(signature)];
  const whole = openssl(
    ...dgst(scheme),
    ...["-verify", publicFile, "-signature", file],
    ...optionsOf(scheme, keyType, "-sigopt"),
    dataFile,
  );
  const ready = openssl(
    ...["pkeyutl", "-verify", "-pubin", "-inkey", publicFile, "-sigfile", file, "-in", digest],
    ...optionsOf(scheme, keyType, "-pkeyopt"),
  );
  return [whole.ok, ready.ok];
}

/** The two inputs that must come to the same: the message, and its digest. */
const inputsOf = (scheme: SignatureScheme): SignInput[] => [
  { ...scheme, data: DATA },
  { ...scheme, prehashed: true, data: digestOf(scheme.hashAlgorithm) },
];

/** The same input with one bit of its data changed. */
function flippedData(input: SignInput): SignInput {
  const data = Buffer.from(input.data);
  data.writeUInt8(data.readUInt8(0) ^ 1, 0);
  return { ...input, data };
}

/** r ‖ s as DER. Source: X.690, 8.3. */
function derOf(fixed: Buffer): Buffer {
  const integers = [fixed.subarray(0, fixed.length / 2), fixed.subarray(fixed.length / 2)].map((half) => {
    const start = half.findIndex((byte) => byte !== 0);
    const bytes = half.subarray(start);
    const padded = bytes.readUInt8(0) < 0x80 ? bytes : Buffer.concat([Buffer.alloc(1), bytes]);
    return Buffer.concat([Buffer.of(0x02, padded.length), padded]);
  });
  const content = Buffer.concat(integers);
  const head = content.length < 0x80 ? [0x30, content.length] : [0x30, 0x81, content.length];
  return Buffer.concat([Buffer.from(head), content]);
}

if (!VERSION.startsWith("OpenSSL 3")) {
  test.skip("cross-checks need the program openssl, version 3, which is not installed here", () => undefined);
} else {
  describe.each(PAIRS)("keys of type %s", (keyType) => {
    test("made by the program are accepted, private and public, and kept unchanged", () => {
      const { material, privateFile, publicFile } = pairOf(keyType);
      const der = made("pkcs8", "-topk8", "-nocrypt", "-in", privateFile, "-outform", "DER");
      expect(material.bytes().reveal(REVEAL_SECRET).equals(der)).toBe(true);
      const publicOnly = suiteFor(keyType).acceptPublic(readFileSync(publicFile, "utf8"));
      expect(publicOnly.publicKey().equals(material.publicKey())).toBe(true);
    });

    test("made by the suite are sound to the program, which reads the same public half out of them", () => {
      const material = suiteFor(keyType).generate();
      const file = fileOf(material.bytes().reveal(REVEAL_SECRET));
      made("pkey", "-inform", "DER", "-in", file, "-check", "-noout");
      const publicDer = made("pkey", "-inform", "DER", "-in", file, "-pubout", "-outform", "DER");
      expect(publicDer.equals(material.publicKey().export({ format: "der", type: "spki" }))).toBe(true);
      const publicFile = fileOf(material.publicKey().export({ format: "pem", type: "spki" }));
      made("pkey", "-pubin", "-in", publicFile, "-pubcheck", "-noout");
    });

    test("encrypted with a passphrase are refused", () => {
      const { privateFile } = pairOf(keyType);
      const der = made("pkcs8", "-topk8", "-in", privateFile, "-passout", "pass:secret", "-outform", "DER");
      expect(() => suiteFor(keyType).accept(der)).toThrow("PKCS#8 DER");
    });
  });

  const PSS = ["hash", "auto", 0, 20] as const;
  const PADDINGS = [
    { padding: "pkcs1v15" as const, saltLength: "hash" as const },
    ...PSS.map((saltLength) => ({ padding: "pss" as const, saltLength })),
  ];
  const RSA = [
    ...HASH_ALGORITHM_NAMES.map((hashAlgorithm) => ({ keyType: "rsa-2048" as const, hashAlgorithm })),
    { keyType: "rsa-3072" as const, hashAlgorithm: "sha2-384" as const },
    { keyType: "rsa-3072" as const, hashAlgorithm: "sha3-224" as const },
    { keyType: "rsa-4096" as const, hashAlgorithm: "sha2-512" as const },
    { keyType: "rsa-4096" as const, hashAlgorithm: "sha3-256" as const },
  ];

  test.each(RSA)("$keyType with $hashAlgorithm: every padding and salt, messages and digests, both ways", (facts) => {
    const { keyType, hashAlgorithm } = facts;
    const suite = suiteFor(keyType);
    for (const padding of PADDINGS) {
      const scheme = { ...SCHEME, hashAlgorithm, ...padding };
      const { material } = pairOf(keyType);
      for (const signature of theirSignatures(scheme, keyType)) {
        for (const input of inputsOf(scheme)) expect(suite.verify(material, { ...input, signature })).toBe(true);
      }
      for (const input of inputsOf(scheme)) {
        expect(theirVerdicts(scheme, keyType, suite.sign(material, input))).toEqual([true, true]);
      }
      const [whole, ready] = inputsOf(scheme).map((input) => suite.sign(material, flippedData(input)));
      for (const signature of [whole, ready]) {
        expect(theirVerdicts(scheme, keyType, signature ?? Buffer.alloc(0))).toEqual([false, false]);
      }
    }
  });

  test("the program refuses what the suite refuses: another salt length, another padding", () => {
    const suite = suiteFor("rsa-2048");
    const { material } = pairOf("rsa-2048");
    const pss = { ...SCHEME, padding: "pss" as const };
    const signature = suite.sign(material, { ...pss, data: DATA });
    for (const other of [{ ...pss, saltLength: 20 }, { ...pss, saltLength: 0 }, SCHEME]) {
      expect(theirVerdicts(other, "rsa-2048", signature)).toEqual([false, false]);
      const ours = inputsOf(other).map((input) => suite.verify(material, { ...input, signature }));
      expect(ours).toEqual([false, false]);
    }
  });

  describe.each(["ecdsa-p256", "ecdsa-p384", "ecdsa-p521"] as const)("%s", (keyType) => {
    test.each(HASH_ALGORITHM_NAMES)("%s: DER and fixed width, messages and digests, both ways", (hashAlgorithm) => {
      const suite = suiteFor(keyType);
      const { material } = pairOf(keyType);
      const scheme = { ...SCHEME, hashAlgorithm };
      for (const signature of theirSignatures(scheme, keyType)) {
        for (const input of inputsOf(scheme)) expect(suite.verify(material, { ...input, signature })).toBe(true);
      }
      for (const input of inputsOf(scheme)) {
        expect(theirVerdicts(scheme, keyType, suite.sign(material, input))).toEqual([true, true]);
        const fixed = suite.sign(material, { ...input, encoding: "ieee-p1363" });
        expect(theirVerdicts(scheme, keyType, derOf(fixed))).toEqual([true, true]);
      }
    });
  });

  test("Ed25519: both ways, the same bytes", () => {
    const suite = suiteFor("ed25519");
    const { material, privateFile, publicFile } = pairOf("ed25519");
    const theirs = made("pkeyutl", "-sign", "-rawin", "-inkey", privateFile, "-in", dataFile);
    const ours = suite.sign(material, { ...SCHEME, data: DATA });
    expect(ours.equals(theirs)).toBe(true);
    const der = made("pkey", "-in", privateFile, "-pubout", "-outform", "DER");
    expect(publicKeyText(material.publicKey())).toBe(der.subarray(-32).toString("base64"));
    const verify = ["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", publicFile, "-in", dataFile];
    expect(openssl(...verify, "-sigfile", fileOf(ours)).ok).toBe(true);
    ours.writeUInt8(ours.readUInt8(0) ^ 1, 0);
    expect(openssl(...verify, "-sigfile", fileOf(ours)).ok).toBe(false);
    expect(suite.verify(material, { ...SCHEME, data: DATA, signature: ours })).toBe(false);
  });

  const OAEP = ["-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256"];

  test.each(["rsa-2048", "rsa-3072", "rsa-4096"] as const)("%s: OAEP both ways, up to the last byte", (keyType) => {
    const facts = keyTypeFacts(keyType);
    if (facts.family !== "rsa") throw new Error("not RSA");
    const suite = suiteFor(keyType);
    const { material, privateFile, publicFile } = pairOf(keyType);
    for (const length of [1, 32, facts.plaintextBytesMax]) {
      const plaintext = randomBytes(length);
      const encrypt = ["pkeyutl", "-encrypt", "-pubin", "-inkey", publicFile, ...OAEP];
      const payload = made(...encrypt, "-in", fileOf(plaintext));
      expect(suite.decrypt(material, { payload }).equals(plaintext)).toBe(true);
      const file = fileOf(suite.encrypt(material, { plaintext }));
      const decrypt = ["pkeyutl", "-decrypt", "-inkey", privateFile, ...OAEP];
      expect(made(...decrypt, "-in", file).equals(plaintext)).toBe(true);
      const otherHash = made(...encrypt.slice(0, 5), ...OAEP.slice(0, 2), "-in", fileOf(Buffer.alloc(1)));
      expect(() => suite.decrypt(material, { payload: otherHash })).toThrow();
    }
    const tooLong = fileOf(randomBytes(facts.plaintextBytesMax + 1));
    expect(openssl("pkeyutl", "-encrypt", "-pubin", "-inkey", publicFile, ...OAEP, "-in", tooLong).ok).toBe(false);
  });

  test.each(HASH_ALGORITHM_NAMES)("HMAC with %s is the program's", (hashAlgorithm) => {
    const suite = suiteFor("hmac");
    const material = suite.generate();
    const key = material.raw().toString("hex");
    const hash = hashFacts(hashAlgorithm).nodeName;
    const theirs = made("dgst", `-${hash}`, "-mac", "HMAC", "-macopt", `hexkey:${key}`, "-binary", dataFile);
    expect(suite.mac(material, { hashAlgorithm, data: DATA }).equals(theirs)).toBe(true);
  });
}
