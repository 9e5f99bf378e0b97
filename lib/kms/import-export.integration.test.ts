import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  verify as nodeVerify,
  randomBytes,
} from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { KEY_TYPE_NAMES, type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import { isKmsError } from "@/lib/contract/kms-error";
import { IMPORT_HASH_NAMES, type WrappingHash } from "@/lib/contract/wrapping-hashes";
import { openWrappedKey, wrapKey } from "@/lib/crypto/key-wrap";
import { CALL_DEADLINE_MS, type Call } from "@/lib/door/call";
import { forgetAllPrincipals, principalOfAccessToken } from "@/lib/iam/principal";
import { callerInScope } from "@/lib/iam/scope";
import { createTestPerson, forgetEverything, TEST_ORIGIN } from "@/lib/iam/test-home";
import { clock, useFakeClock } from "@/lib/platform/clock";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import { disableKey } from "./change-status";
import { createKey } from "./create-key";
import { decrypt } from "./decrypt";
import { encrypt } from "./encrypt";
import { exportKey } from "./export-key";
import { clearKeyCache, queryOf } from "./key-cache";
import { rotateKey } from "./rotate-key";
import { closeRuntime, openRuntime } from "./runtime";
import { sign } from "./sign";
import { updateVersions } from "./update-versions";
import { verify } from "./verify";
import { readWrappingKey, rotateWrappingKey } from "./wrapping-key";
import { deleteRetiredWrappingKeys } from "./wrapping-key-store";

const HOUR_MS = 3_600_000;
const region = { region: "nl-01" };

let database: TestDatabase;
let folder: string;
let ada: { organisationId: string; token: string };
let eve: typeof ada;
let visitor: typeof ada;
let names = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "pelagos-import-"));
  setConfig({ ...loadConfig({}), databaseUrl: database.url, dataDirectory: folder });
  forgetEverything();
  await openRuntime();
  ada = await createTestPerson("ada");
  eve = await createTestPerson("eve");
  visitor = await createTestPerson("visitor");
  await query("UPDATE membership SET role = 'VISITOR' WHERE organisation_id = $1", [visitor.organisationId]);
  forgetAllPrincipals();
});
afterAll(async () => {
  await closeRuntime();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const query = async (text: string, values: unknown[] = []) => (await homeDatabase().pool.query(text, values)).rows;

function call(body?: unknown, person = ada, method = "POST"): Call {
  const startedAtMs = clock.monotonicMs();
  return {
    requestId: newId("req"),
    edge: "api",
    method,
    path: "/test",
    clientAddress: "192.0.2.7",
    userAgent: "test",
    startedAtMs,
    deadlineMs: startedAtMs + CALL_DEADLINE_MS,
    authenticate: async (options) =>
      callerInScope(await principalOfAccessToken(person.token, options), null, null, TEST_ORIGIN),
    body: async () => body,
  };
}

const at = (key: string) => ({ ...region, key });
const create = (body: Record<string, unknown>, person = ada) => {
  names += 1;
  return createKey(call({ name: `key ${names}`, ...body }, person), region);
};
const readKey = (person = ada) => readWrappingKey(call(undefined, person, "GET"), region);
const publicKeyOf = async (person = ada) => createPublicKey((await readKey(person)).publicKey);
const wrapped = async (bytes: Uint8Array, hash: WrappingHash = "SHA256", person = ada) =>
  wrapKey(await publicKeyOf(person), hash, bytes).toString("base64");

async function refusal(work: Promise<unknown>) {
  try {
    await work;
  } catch (error) {
    return isKmsError(error)
      ? { code: error.code, message: error.message }
      : { code: "not a refusal", message: `${error}` };
  }
  return { code: "no refusal", message: "" };
}

async function recordOf(made: Call) {
  const rows = await query("SELECT body, event, outcome, status FROM audit_record WHERE request_id = $1", [
    made.requestId,
  ]);
  expect(rows).toHaveLength(1);
  return { ...rows[0], body: JSON.parse(rows[0].body) };
}

const pkcs8 = (key: KeyObject) => key.export({ format: "der", type: "pkcs8" });
const spki = (key: KeyObject) => key.export({ format: "pem", type: "spki" }).toString();

/** Material of a type as its owner would have it. */
function materialOf(keyType: KeyType): Buffer {
  const facts = keyTypeFacts(keyType);
  switch (facts.family) {
    case "aead":
    case "hmac":
      return randomBytes(facts.keyBytes);
    case "rsa":
      return pkcs8(generateKeyPairSync("rsa", { modulusLength: facts.modulusBits }).privateKey);
    case "ecdsa":
      return pkcs8(generateKeyPairSync("ec", { namedCurve: facts.namedCurve }).privateKey);
    case "ed25519":
      return pkcs8(generateKeyPairSync("ed25519").privateKey);
  }
}

describe("the wrapping key", () => {
  it("is RSA 4096, one per organisation, the same at every read, and read by several at once it is made once", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => readKey(eve)));
    expect(new Set(answers.map(({ publicKey }) => publicKey)).size).toBe(1);
    expect(await readKey(eve)).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ algorithm: "RSA_OAEP_AES_KWP", hashFunctions: [...IMPORT_HASH_NAMES] });
    expect((await publicKeyOf(eve)).asymmetricKeyDetails).toMatchObject({ modulusLength: 4_096 });
    expect((await readKey(ada)).publicKey).not.toBe(answers[0]?.publicKey);
    const rows = await query("SELECT id FROM kms_wrapping_key WHERE organisation_id = $1", [eve.organisationId]);
    expect(rows).toHaveLength(1);
  }, 60_000);

  it("is read on record, under its own identity", async () => {
    const read = call(undefined, ada, "GET");
    await readWrappingKey(read, region);
    const [{ id }] = await query("SELECT id FROM kms_wrapping_key WHERE organisation_id = $1", [ada.organisationId]);
    expect(await recordOf(read)).toMatchObject({
      ...{ event: "kms.wrapping_key.read", outcome: "allowed", status: 200 },
      body: { action: "GET", resourceType: "kms_wrapping_key", resourceId: id },
    });
  });

  it("is refused with the permission's name to those who may not create keys; so is its rotation", async () => {
    const read = call(undefined, visitor, "GET");
    expect(await refusal(readWrappingKey(read, region))).toEqual({
      ...{ code: "permission_denied", message: "The permission kms_key:create is required." },
    });
    expect(await recordOf(read)).toMatchObject({ outcome: "refused", status: 403 });
    expect(await refusal(rotateWrappingKey(call(undefined, visitor), region))).toEqual({
      ...{ code: "permission_denied", message: "The permission kms_key:rotate_wrapping_key is required." },
    });
    expect(await query("SELECT id FROM kms_wrapping_key WHERE organisation_id = $1", [visitor.organisationId])).toEqual(
      [],
    );
  });

  it("of an unknown region is region_not_found, and a body at its rotation is refused", async () => {
    expect((await refusal(readWrappingKey(call(), { region: "xx-99" }))).code).toBe("region_not_found");
    expect((await refusal(rotateWrappingKey(call({ force: true }), region))).code).toBe("invalid_request");
  });
});

describe("a rotated wrapping key", () => {
  let fake: ReturnType<typeof useFakeClock> | null = null;
  afterEach(() => {
    fake?.restore();
    fake = null;
  });

  it("opens blobs for 24 hours more and not a second longer; then it is deleted", async () => {
    const grace = await createTestPerson("grace");
    const [before, inTime, late] = [randomBytes(32), randomBytes(32), randomBytes(32)];
    const blobs = await Promise.all([before, inTime, late].map((bytes) => wrapped(bytes, "SHA256", grace)));
    const old = await readKey(grace);
    const rotation = call(undefined, grace);
    const rotated = await rotateWrappingKey(rotation, region);
    expect(rotated.publicKey).not.toBe(old.publicKey);
    expect(await readKey(grace)).toEqual(rotated);
    expect(await recordOf(rotation)).toMatchObject({ event: "kms.wrapping_key.rotate", outcome: "allowed" });

    const rotatedAtMs = new Date(rotated.createdAt).getTime();
    const importAt = (ms: number, blob = "") => {
      fake?.restore();
      fake = useFakeClock(new Date(rotatedAtMs + ms));
      forgetEverything();
      return refusal(create({ importKeyMaterial: blob }, grace));
    };
    expect((await importAt(1_000, blobs[0])).code).toBe("no refusal");
    expect((await importAt(24 * HOUR_MS - 1_000, blobs[1])).code).toBe("no refusal");
    expect((await importAt(24 * HOUR_MS, blobs[2])).code).toBe("import_failed");
    fake?.restore();

    const count = async () =>
      (await query("SELECT id FROM kms_wrapping_key WHERE organisation_id = $1", [grace.organisationId])).length;
    await deleteRetiredWrappingKeys(queryOf(homeDatabase()), new Date(rotatedAtMs + 24 * HOUR_MS - 1));
    expect(await count()).toBe(2);
    await deleteRetiredWrappingKeys(queryOf(homeDatabase()), new Date(rotatedAtMs + 24 * HOUR_MS));
    expect(await count()).toBe(1);
    expect(await readKey(grace)).toEqual(rotated);
  }, 60_000);

  it("is rotated once where two ask at once, and both hear of the same new key", async () => {
    const lin = await createTestPerson("lin");
    const old = await readKey(lin);
    const [one, two] = await Promise.all([1, 2].map(() => rotateWrappingKey(call(undefined, lin), region)));
    expect(await readKey(lin)).toEqual(two);
    expect(two?.publicKey).not.toBe(old.publicKey);
    expect(one?.publicKey).toBe(two?.publicKey);
  }, 60_000);
});

describe.each(KEY_TYPE_NAMES.filter((keyType) => keyTypeFacts(keyType).importable))("imported %s", (keyType) => {
  it("works, is marked imported, and comes out again exactly as it went in", { timeout: 60_000 }, async () => {
    const material = materialOf(keyType);
    const request = { keyType, importKeyMaterial: await wrapped(material), exportAllowed: true };
    names += 1;
    const importing = call({ name: `key ${names}`, ...request });
    const key = await createKey(importing, region);
    expect(key).toMatchObject({ imported: true, allowRotation: false, latestVersion: 1, keyType });
    expect(await recordOf(importing)).toMatchObject({ event: "kms.key.create", outcome: "allowed", status: 201 });
    const input = Buffer.from("over the sea").toString("base64");
    if (keyTypeFacts(keyType).capabilities.includes("sign")) {
      const { signature } = await sign(call({ input }), at(key.slug));
      expect(await verify(call({ input, signature }), at(key.slug))).toEqual({ valid: true });
    } else {
      const { ciphertext } = await encrypt(call({ plaintext: input }), at(key.slug));
      expect(await decrypt(call({ ciphertext }), at(key.slug))).toMatchObject({ plaintext: input });
    }
    const { keyMaterial } = await exportKey(call({}), at(key.slug));
    expect(keyMaterial).toBe(material.toString("base64"));
  });
});

describe("an import", () => {
  it.each(IMPORT_HASH_NAMES)("opens what was wrapped with %s, however it is spelt", async (hash) => {
    const importKeyMaterial = await wrapped(randomBytes(32), hash);
    const hashFunction = hash.toLowerCase().replace("sha", "sha-");
    expect(await create({ importKeyMaterial, hashFunction })).toMatchObject({ imported: true });
  });

  it("of a blob under another organisation's wrapping key fails like any other", async () => {
    const stolen = await wrapped(randomBytes(32), "SHA256", eve);
    expect((await refusal(create({ importKeyMaterial: stolen }))).code).toBe("import_failed");
    expect(await create({ importKeyMaterial: stolen }, eve)).toMatchObject({ imported: true });
  });

  it("without a wrapping key fails like any other", async () => {
    const nobody = await createTestPerson("nobody");
    const importKeyMaterial = await wrapped(randomBytes(32));
    expect(await refusal(create({ importKeyMaterial }, nobody))).toEqual({
      ...{ code: "import_failed", message: "The wrapped key material could not be opened." },
    });
  });

  it("of a damaged blob fails with one and the same answer, wherever the damage is", async () => {
    const blob = wrapKey(await publicKeyOf(), "SHA256", randomBytes(32));
    const flipped = (index: number) =>
      Buffer.from(blob.map((byte, position) => (position === index ? byte ^ 1 : byte)));
    const damaged = [
      ...[Buffer.alloc(0), blob.subarray(0, 511), blob.subarray(0, 512), blob.subarray(0, -1), blob.subarray(0, -8)],
      ...[0, 200, 511, 512, 519, 520, blob.length - 1].map(flipped),
    ];
    for (const bytes of damaged) {
      const request = call({ name: "damaged", importKeyMaterial: bytes.toString("base64") });
      expect(await refusal(createKey(request, region))).toEqual({
        ...{ code: "import_failed", message: "The wrapped key material could not be opened." },
      });
      expect(await recordOf(request)).toMatchObject({ outcome: "refused", status: 400 });
    }
    expect((await refusal(create({ importKeyMaterial: blob.toString("base64"), hashFunction: "SHA512" }))).code).toBe(
      "import_failed",
    );
  });

  const ec = (namedCurve: string) => generateKeyPairSync("ec", { namedCurve }).privateKey;
  const rsa = (modulusLength: number, publicExponent = 65_537) =>
    generateKeyPairSync("rsa", { modulusLength, publicExponent }).privateKey;
  it.each<[string, KeyType, () => Buffer, RegExp]>([
    ["31 bytes for AES-256", "aes256-gcm96", () => randomBytes(31), /exactly 32 bytes.* has 31/],
    ["33 bytes for AES-256", "aes256-gcm96", () => randomBytes(33), /exactly 32 bytes.* has 33/],
    ["32 bytes for AES-128", "aes128-gcm96", () => randomBytes(32), /exactly 16 bytes.* has 32/],
    ["P-384 for P-256", "ecdsa-p256", () => pkcs8(ec("P-384")), /curve keys on prime256v1/],
    ["Ed25519 for P-256", "ecdsa-p256", () => materialOf("ed25519"), /curve keys on prime256v1/],
    ["P-256 for Ed25519", "ed25519", () => pkcs8(ec("P-256")), /Ed25519/i],
    ["2,048 bits for RSA-3072", "rsa-3072", () => pkcs8(rsa(2_048)), /exactly 3072 bits/],
    ["the exponent 3", "rsa-2048", () => pkcs8(rsa(2_048, 3)), /exponent 65537/],
    ["SEC 1 for P-256", "ecdsa-p256", () => ec("P-256").export({ format: "der", type: "sec1" }), /PKCS#8 DER/],
    ["PKCS #1 for RSA", "rsa-2048", () => rsa(2_048).export({ format: "der", type: "pkcs1" }), /PKCS#8 DER/],
    ["PEM for RSA", "rsa-2048", () => Buffer.from(rsa(2_048).export({ format: "pem", type: "pkcs8" })), /PKCS#8 DER/],
  ])("refuses %s, and says what would be right", async (_, keyType, material, says) => {
    const refused = await refusal(create({ keyType, importKeyMaterial: await wrapped(material()) }));
    expect(refused.code).toBe("invalid_key_material");
    expect(refused.message).toMatch(says);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["an unknown hash", { importKeyMaterial: "AAAA", hashFunction: "MD5" }, "invalid_request"],
    ["base64url", { importKeyMaterial: "_-8=" }, "invalid_base64"],
    ["material of an HMAC key", { keyType: "hmac", importKeyMaterial: "AAAA" }, "invalid_request"],
    ["a hash without material", { hashFunction: "SHA256" }, "invalid_request"],
    ["allowRotation without material", { allowRotation: true }, "invalid_request"],
    [
      "a rotation period without allowRotation",
      { importKeyMaterial: "AAAA", keyRotationEnabled: true, rotationPeriodInDays: 30 },
      "rotation_not_allowed",
    ],
  ])("refuses %s", async (_, request, code) => {
    expect((await refusal(create(request))).code).toBe(code);
  });

  it("is refused to those who may not create keys", async () => {
    expect((await refusal(create({ importKeyMaterial: "AAAA" }, visitor))).code).toBe("permission_denied");
  });

  it("rotates only where that was allowed; what it was encrypted with still opens, and it stays imported", async () => {
    const [fixed, free] = await Promise.all(
      [false, true].map(async (allowRotation) =>
        create({ importKeyMaterial: await wrapped(randomBytes(32)), allowRotation }),
      ),
    );
    expect((await refusal(rotateKey(call(), at(fixed?.slug ?? "")))).code).toBe("rotation_not_allowed");
    const slug = free?.slug ?? "";
    const { ciphertext } = await encrypt(call({ plaintext: "YQ==" }), at(slug));
    expect(await rotateKey(call(), at(slug))).toMatchObject({ latestVersion: 2, imported: true, allowRotation: true });
    expect(await decrypt(call({ ciphertext }), at(slug))).toMatchObject({ plaintext: "YQ==" });
    const origins = await query(
      "SELECT origin FROM kms_key_version WHERE key_id = (SELECT id FROM kms_key WHERE slug = $1) ORDER BY version",
      [slug],
    );
    expect(origins).toEqual([{ origin: "imported" }, { origin: "rotated" }]);
  });
});

describe("a public key alone", () => {
  it("verifies what its owner signs, and neither signs, rotates nor is exported", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const key = await create({ keyType: "ecdsa-p256", importPublicKey: spki(publicKey) });
    expect(key).toMatchObject({ publicOnly: true, imported: true, allowRotation: false });
    const owner = await create({ keyType: "ecdsa-p256", importKeyMaterial: await wrapped(pkcs8(privateKey)) });
    const { signature } = await sign(call({ input: "YQ==" }), at(owner.slug));
    expect(await verify(call({ input: "YQ==", signature }), at(key.slug))).toEqual({ valid: true });
    expect((await refusal(sign(call({ input: "YQ==" }), at(key.slug)))).code).toBe("operation_not_supported");
    expect((await refusal(exportKey(call({}), at(key.slug)))).code).toBe("operation_not_supported");
    expect((await refusal(rotateKey(call(), at(key.slug)))).code).toBe("rotation_not_allowed");
  });

  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  it.each<[string, Record<string, unknown>, string]>([
    ["beside material", { importPublicKey: spki(publicKey), importKeyMaterial: "AAAA" }, "invalid_request"],
    ["with exportAllowed", { importPublicKey: spki(publicKey), exportAllowed: true }, "invalid_request"],
    ["of another modulus", { keyType: "rsa-3072", importPublicKey: spki(publicKey) }, "invalid_key_material"],
    ["of another family", { keyType: "ed25519", importPublicKey: spki(publicKey) }, "invalid_key_material"],
    [
      "that is a private one",
      { importPublicKey: privateKey.export({ format: "pem", type: "pkcs8" }).toString() },
      "invalid_key_material",
    ],
    ["that is none", { importPublicKey: "no key" }, "invalid_key_material"],
    ["for a symmetric key", { keyType: "aes256-gcm96", importPublicKey: spki(publicKey) }, "invalid_request"],
    [
      "with rotation",
      { importPublicKey: spki(publicKey), keyRotationEnabled: true, rotationPeriodInDays: 30 },
      "rotation_not_allowed",
    ],
  ])("%s is refused", async (_, request, code) => {
    expect((await refusal(create({ keyType: "rsa-2048", ...request }))).code).toBe(code);
  });
});

describe("an export", () => {
  it("gives raw bytes of symmetric and HMAC keys and PKCS#8 of pairs, per version, on record", async () => {
    const mac = await create({ keyType: "hmac-sha512", exportAllowed: true });
    const { keyMaterial } = await exportKey(call(), at(mac.slug));
    expect(Buffer.from(keyMaterial, "base64")).toHaveLength(64);

    const pair = await create({ keyType: "ecdsa-p256", exportAllowed: true });
    const { signature } = await sign(call({ input: "YQ==" }), at(pair.slug));
    await rotateKey(call(), at(pair.slug));
    const exporting = call({ keyVersion: 1 });
    const first = await exportKey(exporting, at(pair.slug));
    expect(first.keyVersion).toBe(1);
    expect(await recordOf(exporting)).toMatchObject({
      ...{ event: "kms.export", outcome: "allowed" },
      body: { action: "kms.export", keyVersion: 1 },
    });
    const newest = await exportKey(call({}), at(pair.slug));
    expect(newest.keyVersion).toBe(2);
    expect(newest.keyMaterial).not.toBe(first.keyMaterial);
    const der = Buffer.from(first.keyMaterial, "base64");
    const publicKey = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
    const signatureBytes = Buffer.from(signature.split(":")[2] ?? "", "base64");
    expect(nodeVerify("sha256", Buffer.from("a"), publicKey, signatureBytes)).toBe(true);
  });

  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 3_072 });
  it("under the caller's own key opens with its private half and holds what the plain one holds", async () => {
    const key = await create({ keyType: "rsa-2048", exportAllowed: true });
    const plain = await exportKey(call({}), at(key.slug));
    const { keyMaterial } = await exportKey(
      call({ wrappingPublicKey: spki(publicKey), hashFunction: "sha-384" }),
      at(key.slug),
    );
    const blob = Buffer.from(keyMaterial, "base64");
    expect(openWrappedKey(privateKey, "SHA384", blob).toString("base64")).toBe(plain.keyMaterial);
  });

  it("under the wrapping key of another place can be imported there", async () => {
    const key = await create({ exportAllowed: true });
    const { publicKey: wrappingPublicKey } = await readKey(eve);
    const { keyMaterial } = await exportKey(call({ wrappingPublicKey }), at(key.slug));
    const moved = await create({ importKeyMaterial: keyMaterial, exportAllowed: true }, eve);
    const [here, there] = [await exportKey(call({}), at(key.slug)), await exportKey(call({}, eve), at(moved.slug))];
    expect(here.keyMaterial).toBe(there.keyMaterial);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ["SHA-1", { wrappingPublicKey: spki(publicKey), hashFunction: "SHA1" }, /SHA256, SHA384, SHA512, SHA224\./],
    ["a hash without a wrapping key", { hashFunction: "SHA256" }, /only together with wrappingPublicKey/],
    ["a wrapping key that is none", { wrappingPublicKey: "no key" }, /must be an RSA public key/],
    ["an unknown field", { key: 1 }, /key/],
  ])("refuses %s", async (_, request, says) => {
    const key = await create({ exportAllowed: true });
    const refused = await refusal(exportKey(call(request), at(key.slug)));
    expect(refused.code).toBe("invalid_request");
    expect(refused.message).toMatch(says);
  });

  it("is refused where it was not allowed at creation, by purpose, by state, by version and to strangers", async () => {
    const kept = await create({});
    expect((await refusal(exportKey(call({}), at(kept.slug)))).code).toBe("export_not_allowed");
    const hook = await create({ keyType: "hmac-sha256", purpose: "webhook", exportAllowed: true });
    expect((await refusal(exportKey(call({}), at(hook.slug)))).code).toBe("purpose_forbids");
    const key = await create({ exportAllowed: true });
    expect((await refusal(exportKey(call({ keyVersion: 2 }), at(key.slug)))).code).toBe("key_version_not_found");
    expect((await refusal(exportKey(call({}, eve), at(key.slug)))).code).toBe("key_not_found");
    await rotateKey(call(), at(key.slug));
    await updateVersions(call({ version: 1, status: "disabled" }), at(key.slug));
    expect((await refusal(exportKey(call({ keyVersion: 1 }), at(key.slug)))).code).toBe("key_version_not_usable");
    await disableKey(call(), at(key.slug));
    expect((await refusal(exportKey(call({}), at(key.slug)))).code).toBe("key_not_usable");
  });
});

describe("who can write to the database", () => {
  it("cannot make a key exportable: its material no longer opens", async () => {
    const key = await create({});
    await query("UPDATE kms_key SET export_allowed = true, revision = '2.x' WHERE id = $1", [key.identity]);
    clearKeyCache();
    expect((await refusal(exportKey(call({}), at(key.slug)))).code).toBe("internal");
  });

  it("cannot pass one organisation's wrapping key off as another's: neither opens", async () => {
    const [one, two] = await Promise.all(["one", "two"].map((name) => createTestPerson(name)));
    if (one === undefined || two === undefined) throw new Error("two people are needed");
    const blob = await wrapped(randomBytes(32), "SHA256", two);
    await readKey(one);
    const swap = `UPDATE kms_wrapping_key a SET sealed = b.sealed, salt = b.salt FROM kms_wrapping_key b
      WHERE a.organisation_id <> b.organisation_id AND a.organisation_id = ANY($1) AND b.organisation_id = ANY($1)`;
    await query(swap, [[one.organisationId, two.organisationId]]);
    expect((await refusal(create({ importKeyMaterial: blob }, one))).code).toBe("internal");
    expect((await refusal(readKey(one))).code).toBe("internal");
  }, 60_000);
});

it("no private half of a wrapping key and no imported key lies in the database unsealed", async () => {
  const material = randomBytes(32);
  await create({ importKeyMaterial: await wrapped(material) });
  const rows = await query("SELECT sealed FROM kms_wrapping_key UNION ALL SELECT sealed FROM kms_key_version");
  const digest = createHash("sha256").update(material).digest();
  for (const { sealed } of rows) {
    expect(sealed.includes(material) || sealed.includes(digest)).toBe(false);
    expect(sealed.includes(Buffer.from("300d06092a864886f70d0101010500", "hex"))).toBe(false);
  }
  const bodies = await query("SELECT body FROM audit_record");
  expect(bodies.some(({ body }) => body.includes(material.toString("base64")))).toBe(false);
});
