import { generateKeyPairSync, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { KeyType } from "@/lib/contract/key-types";
import { readPrivateKey, readPublicKey, readRawKey } from "./read-key-material";

const raw = new Uint8Array(randomBytes(32));
const hex = Buffer.from(raw).toString("hex");
const base64 = Buffer.from(raw).toString("base64");

const PAIRS = {
  "rsa-2048": generateKeyPairSync("rsa", { modulusLength: 2_048 }),
  "ecdsa-p256": generateKeyPairSync("ec", { namedCurve: "P-256" }),
  "ecdsa-p384": generateKeyPairSync("ec", { namedCurve: "P-384" }),
  "ecdsa-p521": generateKeyPairSync("ec", { namedCurve: "P-521" }),
  ed25519: generateKeyPairSync("ed25519"),
} as const;

const privatePem = (name: keyof typeof PAIRS) =>
  PAIRS[name].privateKey.export({ format: "pem", type: "pkcs8" }).toString();
const publicPem = (name: keyof typeof PAIRS) =>
  PAIRS[name].publicKey.export({ format: "pem", type: "spki" }).toString();

test.each([
  ["hex", hex],
  ["hex", `${hex.slice(0, 32)}\n ${hex.slice(32).toUpperCase()}\n`],
  ["base64", base64],
  ["bytes", raw],
  ["hex", new TextEncoder().encode(`${hex}\n`)],
] as const)("a raw key is read as %s by its length", (form, source) => {
  const read = readRawKey(source, 32);
  expect(read).toMatchObject({ ok: true, form });
  expect(read.ok && Buffer.from(read.bytes).equals(raw)).toBe(true);
});

test("a raw key of another length says how long it is and how it was read", () => {
  expect(readRawKey(hex, 16)).toEqual({ ok: false, problem: "length", length: { bytes: 32, form: "hex" } });
  expect(readRawKey(base64, 16)).toEqual({ ok: false, problem: "length", length: { bytes: 32, form: "base64" } });
  expect(readRawKey(new Uint8Array(31).fill(255), 32)).toMatchObject({ length: { bytes: 31, form: "bytes" } });
});

test.each([
  ["", "missing"],
  ["not a key!", "notRaw"],
  ["-----BEGIN PRIVATE KEY-----", "pemForRaw"],
] as const)("%j is refused as a raw key: %s", (source, problem) => {
  expect(readRawKey(source, 32)).toEqual({ ok: false, problem });
});

test.each(Object.keys(PAIRS) as (keyof typeof PAIRS)[])("both halves of %s are known by themselves", async (name) => {
  expect(await readPrivateKey(privatePem(name), name)).toMatchObject({ ok: true, form: "pem" });
  expect(await readPublicKey(publicPem(name), name)).toMatchObject({ ok: true, form: "pem" });
  const der = new Uint8Array(PAIRS[name].privateKey.export({ format: "der", type: "pkcs8" }));
  expect(await readPrivateKey(der, name)).toMatchObject({ ok: true, form: "der" });
  const other: KeyType = name === "ed25519" ? "ecdsa-p256" : "ed25519";
  expect(await readPrivateKey(privatePem(name), other)).toEqual({ ok: false, problem: "otherType", found: name });
});

test("what is no PKCS#8 and no SubjectPublicKeyInfo is called by its name", async () => {
  const pkcs1 = PAIRS["rsa-2048"].privateKey.export({ format: "pem", type: "pkcs1" }).toString();
  const sec1 = PAIRS["ecdsa-p256"].privateKey.export({ format: "pem", type: "sec1" }).toString();
  const cipher = { cipher: "aes-256-cbc", passphrase: "secret" } as const;
  const locked = PAIRS.ed25519.privateKey.export({ format: "pem", type: "pkcs8", ...cipher }).toString();
  const problemOf = async (pem: string, read: typeof readPrivateKey) => {
    const result = await read(pem, "rsa-2048");
    return result.ok ? null : result.problem;
  };
  expect(await problemOf(pkcs1, readPrivateKey)).toBe("oldForm");
  expect(await problemOf(sec1, readPrivateKey)).toBe("oldForm");
  expect(await problemOf(locked, readPrivateKey)).toBe("encrypted");
  expect(await problemOf(publicPem("ed25519"), readPrivateKey)).toBe("publicGiven");
  expect(await problemOf("hello", readPrivateKey)).toBe("notPrivate");
  expect(await problemOf("", readPrivateKey)).toBe("missing");
  expect(await problemOf(privatePem("ed25519"), readPublicKey)).toBe("privateGiven");
  expect(await problemOf("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", readPublicKey)).toBe(
    "certificate",
  );
  const small = generateKeyPairSync("rsa", { modulusLength: 1_024 }).publicKey.export({ format: "pem", type: "spki" });
  expect(await problemOf(small.toString(), readPublicKey)).toBe("unknownType");
});
