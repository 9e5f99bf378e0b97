import { constants, createHash, createPrivateKey, createPublicKey, createVerify, sign, verify } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAlias, deleteAlias, updateAlias } from "@/lib/kms/aliases";
import { deleteKey, disableKey, enableKey } from "@/lib/kms/change-status";
import { rotateKey } from "@/lib/kms/rotate-key";
import { callAs } from "@/lib/kms/test-calls";
import { updateVersions } from "@/lib/kms/update-versions";
import { createSecret } from "@/lib/secrets/create-secret";
import { instanceKeyId, instanceVersionId } from "./key-ids";
import { refusalOf, type TestInstanceClient } from "./test-client";
import { openTestInstance, type TestInstance } from "./test-instance";

let instance: TestInstance;
let client: TestInstanceClient;
const TEXT = Buffer.from("the tide comes in");
const AAD = Buffer.from("ledger 7");
const region = "nl-01";

beforeAll(async () => {
  instance = await openTestInstance();
  client = await instance.client();
});
afterAll(() => instance.close());

const as = (body?: unknown) => callAs(instance.kms.ada, body);
const makeKey = async (request: Readonly<Record<string, unknown>> = {}) => {
  const key = await instance.kms.makeKey(request);
  return { ...key, keyId: instanceKeyId(key.identity), target: { region, key: key.identity } };
};
const ALL_MODES = { cipherModes: ["gcm", "cbc", "ecb"] };

describe("AdvanceEncrypt and AdvanceDecrypt", () => {
  it.each(["aes128-gcm96", "aes256-gcm96"])(
    "carry everything in the blob, whose bytes are those of the protocol (%s)",
    async (keyType) => {
      const key = await makeKey({ keyType });
      const made = await client.call("AdvanceEncrypt", { keyId: key.keyId, plaintext: TEXT, aad: AAD });
      expect(made.keyId).toBe(key.keyId);
      expect(made.keyId).toHaveLength(25);
      expect(made.keyVersionId).toBe(instanceVersionId(key.identity, 1));
      expect(made.keyVersionId).toHaveLength(36);
      expect(made.versionHeader).toBe(made.keyVersionId);
      expect([made.algorithm, made.paddingMode, made.iv.length]).toEqual(["AES_GCM", "", 12]);
      const blob = Buffer.from(made.ciphertextBlob);
      expect([...blob.subarray(0, 3)]).toEqual([0x24, 0, 2]);
      expect(blob.subarray(3, 39).toString()).toBe(made.keyVersionId);
      expect(blob.subarray(39, 51)).toEqual(Buffer.from(made.iv));
      expect(blob).toHaveLength(51 + TEXT.length + 16);
      const opened = await client.call("AdvanceDecrypt", { ciphertextBlob: blob, aad: AAD });
      expect(Buffer.from(opened.plaintext)).toEqual(TEXT);
      expect([opened.keyId, opened.keyVersionId, opened.algorithm]).toEqual([key.keyId, made.keyVersionId, "AES_GCM"]);
      const withAll = { ciphertextBlob: blob, aad: AAD, iv: made.iv, keyId: key.keyId, algorithm: "AES_GCM" };
      expect(await client.refusal("AdvanceDecrypt", withAll)).toBe("200");
    },
  );

  it.each([
    ["AES_CBC", "PKCS7_PADDING", 16],
    ["AES_CBC", "NO_PADDING", 16],
    ["AES_ECB", "PKCS7_PADDING", 0],
    ["AES_ECB", "NO_PADDING", 0],
  ])("work in %s with %s", async (algorithm, paddingMode, ivBytes) => {
    const key = await makeKey(ALL_MODES);
    const plaintext = paddingMode === "NO_PADDING" ? Buffer.alloc(48, 7) : TEXT;
    for (const [operation, inverse] of [
      ["AdvanceEncrypt", "AdvanceDecrypt"],
      ["Encrypt", "Decrypt"],
    ] as const) {
      const made = await client.call(operation, { keyId: key.keyId, plaintext, algorithm, paddingMode });
      expect([made.algorithm, made.paddingMode, made.iv.length]).toEqual([algorithm, paddingMode, ivBytes]);
      const { iv, ciphertextBlob } = made;
      const rest = operation === "Encrypt" ? { keyId: key.keyId, iv, algorithm, paddingMode } : {};
      const opened = await client.call(inverse, { ciphertextBlob, ...rest });
      expect(Buffer.from(opened.plaintext)).toEqual(plaintext);
      expect([opened.algorithm, opened.paddingMode]).toEqual([algorithm, paddingMode]);
    }
    const padded = await client.call("AdvanceEncrypt", { keyId: key.keyId, plaintext: TEXT, algorithm });
    expect(padded.paddingMode).toBe("PKCS7_PADDING");
    const odd = { keyId: key.keyId, plaintext: TEXT, algorithm, paddingMode: "NO_PADDING" };
    expect(await client.refusal("AdvanceEncrypt", odd)).toBe("400 InvalidParameter");
  });

  it("take the vector of CBC from the caller", async () => {
    const key = await makeKey(ALL_MODES);
    const iv = Buffer.alloc(16, 3);
    const made = await client.call("Encrypt", { keyId: key.keyId, plaintext: TEXT, algorithm: "AES_CBC", iv });
    expect(Buffer.from(made.iv)).toEqual(iv);
    const short = { keyId: key.keyId, plaintext: TEXT, algorithm: "AES_CBC", iv: iv.subarray(1) };
    expect(await client.refusal("Encrypt", short)).toBe("400 InvalidParameter");
  });

  it("follow rotation, while Encrypt stays on the first version", async () => {
    const key = await makeKey();
    const before = await client.call("AdvanceEncrypt", { keyId: key.keyId, plaintext: TEXT });
    const plain = await client.call("Encrypt", { keyId: key.keyId, plaintext: TEXT });
    await rotateKey(as(), key.target);
    const after = await client.call("AdvanceEncrypt", { keyId: key.keyId, plaintext: TEXT });
    expect(before.keyVersionId).toBe(instanceVersionId(key.identity, 1));
    expect(after.keyVersionId).toBe(instanceVersionId(key.identity, 2));
    for (const { ciphertextBlob, keyVersionId } of [before, after]) {
      const opened = await client.call("AdvanceDecrypt", { ciphertextBlob });
      expect([Buffer.from(opened.plaintext), opened.keyVersionId]).toEqual([TEXT, keyVersionId]);
    }
    const stays = await client.call("Encrypt", { keyId: key.keyId, plaintext: TEXT });
    expect(stays.versionHeader).toBe(instanceVersionId(key.identity, 1));
    for (const { ciphertextBlob, iv } of [plain, stays]) {
      for (const operation of ["Decrypt", "AdvanceDecrypt"] as const) {
        const opened = await client.call(operation, { keyId: key.keyId, ciphertextBlob, iv });
        expect(Buffer.from(opened.plaintext)).toEqual(TEXT);
      }
    }
    const onlyAdvance = { keyId: key.keyId, ciphertextBlob: after.ciphertextBlob, iv: after.iv };
    expect(await client.refusal("Decrypt", onlyAdvance)).toBe("400 InvalidParameter");

    await updateVersions(as({ version: 1, status: "destroyed" }), key.target);
    await instance.kms.query(
      "UPDATE kms_key_version SET status = 'destroyed', sealed = '', salt = '' WHERE key_id = $1 AND version = 1",
      [key.identity],
    );
    await instance.kms.query("UPDATE kms_key SET revision = '99.0' WHERE id = $1", [key.identity]);
    expect(await client.refusal("Encrypt", { keyId: key.keyId, plaintext: TEXT })).toBe("409 Rejected.Unavailable");
    expect(await client.refusal("AdvanceDecrypt", { ciphertextBlob: before.ciphertextBlob })).toBe(
      "409 Rejected.Unavailable",
    );
    expect(await client.refusal("AdvanceEncrypt", { keyId: key.keyId, plaintext: TEXT })).toBe("200");
  });

  it("refuse what is not theirs by the protocol's codes", async () => {
    const key = await makeKey();
    const refusal = (fields: object, operation: "AdvanceEncrypt" | "Encrypt" = "AdvanceEncrypt") =>
      client.refusal(operation, { keyId: key.keyId, plaintext: TEXT, ...fields });
    expect(await refusal({ plaintext: new Uint8Array() })).toBe("400 MissingParameter");
    expect(await refusal({ keyId: "" })).toBe("400 MissingParameter");
    expect(await client.refusal("AdvanceDecrypt", {})).toBe("400 MissingParameter");
    for (const algorithm of ["SM4_GCM", "ECIES_DH_SHA_1_XOR_HMAC", "AES_192"])
      expect(await refusal({ algorithm })).toBe("400 UnsupportedOperation");
    expect(await refusal({ algorithm: "ROT13" })).toBe("400 InvalidParameter");
    expect(await refusal({ algorithm: "AES_CBC" })).toBe("400 UnsupportedOperation");
    expect(await refusal({ algorithm: "AES_ECB" }, "Encrypt")).toBe("400 UnsupportedOperation");
    expect(await refusal({ paddingMode: "PKCS7_PADDING" })).toBe("400 InvalidParameter");
    expect(await refusal({ aad: Buffer.alloc(8_193) })).toBe("400 InvalidParameter");
    expect(await refusal({ aad: Buffer.alloc(8_192) })).toBe("200");
    for (const keyId of ["key-000000000000000000000", "alias/none", "kms-00000000000000000000", "../etc", "\u2603"])
      expect(await refusal({ keyId })).toBe("404 Forbidden.KeyNotFound");
    const chacha = await makeKey({ keyType: "chacha20-poly1305" });
    expect(await refusal({ keyId: chacha.keyId })).toBe("400 UnsupportedOperation");
    for (const keyType of ["rsa-2048", "ecdsa-p256", "ed25519"]) {
      const { keyId } = await makeKey({ keyType });
      const raw = await client.raw("AdvanceEncrypt", client.encode("AdvanceEncrypt", { keyId, plaintext: TEXT }));
      expect(raw.body.toString()).toContain(
        `The key ${keyId} is not a symmetric key. The API only supports symmetric keys.`,
      );
      expect(await refusal({ keyId })).toBe("404 Forbidden.OnlySymmetricKeySupported");
      expect(await client.refusal("AdvanceGenerateDataKey", { keyId })).toBe("404 Forbidden.OnlySymmetricKeySupported");
      expect(await client.refusal("GenerateDataKeyPair", { keyId, keyPairSpec: "EC_P256" })).toBe(
        "404 Forbidden.OnlySymmetricKeySupported",
      );
    }
  });

  it("take up to 3 MiB and answer 413 without a body above that", async () => {
    const key = await makeKey();
    const large = Buffer.alloc(3_000_000, 1);
    const made = await client.call("AdvanceEncrypt", { keyId: key.keyId, plaintext: large });
    const opened = await client.call("AdvanceDecrypt", { ciphertextBlob: made.ciphertextBlob });
    expect(Buffer.compare(opened.plaintext, large)).toBe(0);
    expect(await client.refusal("AdvanceEncrypt", { keyId: key.keyId, plaintext: Buffer.alloc(3_145_728) })).toBe(
      "413",
    );
    const body = Buffer.alloc(4_000_000);
    const chunked = { headers: { "transfer-encoding": "chunked" } };
    expect((await client.raw("AdvanceEncrypt", body, chunked)).status).toBe(413);
  });

  it("say nothing of why a ciphertext does not open", async () => {
    const key = await makeKey();
    const { ciphertextBlob, iv } = await client.call("AdvanceEncrypt", { keyId: key.keyId, plaintext: TEXT, aad: AAD });
    const texts = new Set<string>();
    const blob = Buffer.from(ciphertextBlob);
    const wrong = [
      { ciphertextBlob: blob },
      { ciphertextBlob: blob.with(60, (blob[60] ?? 0) ^ 1), aad: AAD },
      { ciphertextBlob: blob.with(45, (blob[45] ?? 0) ^ 1), aad: AAD },
      { ciphertextBlob: blob.with(38, 0x39), aad: AAD },
      { ciphertextBlob: blob, aad: AAD, iv: Buffer.alloc(12) },
      { ciphertextBlob: blob, aad: AAD, algorithm: "AES_CBC" },
      { ciphertextBlob: blob.subarray(51), iv: iv.slice(1), keyId: key.keyId, aad: AAD },
    ];
    for (const fields of wrong) {
      const answer = await client.raw("AdvanceDecrypt", client.encode("AdvanceDecrypt", fields));
      expect(answer.status).toBe(400);
      texts.add(
        answer.body
          .toString()
          .replace(/req-\w+/, "")
          .replace(/\s/g, ""),
      );
    }
    expect(texts.size).toBeLessThanOrEqual(2);
  });
});

describe("key names and states", () => {
  it("a key is found by its 25 characters, identity, slug and alias; the answer names the key", async () => {
    const key = await makeKey();
    await createAlias(as({ alias: "alias/ledger", keyIdentity: key.slug }), { region });
    for (const keyId of [key.keyId, key.identity, key.slug, "alias/ledger"]) {
      expect((await client.call("AdvanceEncrypt", { keyId, plaintext: TEXT })).keyId).toBe(key.keyId);
    }
    const { ciphertextBlob } = await client.call("AdvanceEncrypt", { keyId: "alias/ledger", plaintext: TEXT });
    const next = await makeKey();
    await updateAlias(as({ alias: "alias/ledger", keyIdentity: next.identity }), { region });
    expect((await client.call("AdvanceEncrypt", { keyId: "alias/ledger", plaintext: TEXT })).keyId).toBe(next.keyId);
    expect(await client.refusal("AdvanceDecrypt", { ciphertextBlob, keyId: "alias/ledger" })).toBe("200");
    expect(await client.refusal("AdvanceDecrypt", { ciphertextBlob, keyId: next.keyId })).toBe("400 InvalidParameter");
    await deleteAlias(as({ alias: "alias/ledger" }), { region });
    expect(await client.refusal("AdvanceEncrypt", { keyId: "alias/ledger", plaintext: TEXT })).toBe(
      "404 Forbidden.KeyNotFound",
    );
  });

  it("disabled and deleted keys are refused as such", async () => {
    const key = await makeKey();
    const refusal = () => client.refusal("AdvanceEncrypt", { keyId: key.keyId, plaintext: TEXT });
    await disableKey(as(), key.target);
    expect(await refusal()).toBe("409 Rejected.Disabled");
    await enableKey(as(), key.target);
    expect(await refusal()).toBe("200");
    await deleteKey(as(), key.target);
    expect(await refusal()).toBe("409 Rejected.PendingDeletion");
  });
});

describe("Encrypt and Decrypt with RSA", () => {
  it("use OAEP, and the public key opens nothing else", async () => {
    const key = await makeKey({ keyType: "rsa-2048" });
    const made = await client.call("Encrypt", { keyId: key.keyId, plaintext: TEXT });
    expect([made.algorithm, made.iv.length]).toEqual(["RSAES_OAEP_SHA_256", 0]);
    const fields = { keyId: key.keyId, ciphertextBlob: made.ciphertextBlob };
    expect(Buffer.from((await client.call("Decrypt", fields)).plaintext)).toEqual(TEXT);
    expect(await client.refusal("AdvanceDecrypt", fields)).toBe("404 Forbidden.OnlySymmetricKeySupported");
    expect(await client.refusal("Encrypt", { keyId: key.keyId, plaintext: TEXT, algorithm: "AES_GCM" })).toBe(
      "400 UnsupportedOperation",
    );
    const named = { headers: { "x-kms-migrationkeyversionid": instanceVersionId(key.identity, 1) } };
    expect(await client.refusal("Decrypt", fields, named)).toBe("200");
    const other = { headers: { "x-kms-migrationkeyversionid": instanceVersionId(key.identity, 2) } };
    expect(await client.refusal("Decrypt", fields, other)).toBe("400 InvalidParameter");
  });
});

describe("data keys", () => {
  it("are wrapped with GCM under the version that the operation names", async () => {
    const key = await makeKey();
    await rotateKey(as(), key.target);
    const advanced = await client.call("AdvanceGenerateDataKey", { keyId: key.keyId, numberOfBytes: 24, aad: AAD });
    expect([advanced.plaintext.length, advanced.algorithm]).toEqual([24, "AES_GCM"]);
    expect(advanced.keyVersionId).toBe(instanceVersionId(key.identity, 2));
    const { ciphertextBlob } = advanced;
    expect((await client.call("AdvanceDecrypt", { ciphertextBlob, aad: AAD })).plaintext).toEqual(advanced.plaintext);
    const plain = await client.call("GenerateDataKey", { keyId: key.keyId });
    expect([plain.plaintext.length, plain.versionHeader]).toEqual([32, instanceVersionId(key.identity, 1)]);
    const fields = { keyId: key.keyId, ciphertextBlob: plain.ciphertextBlob, iv: plain.iv };
    expect((await client.call("Decrypt", fields)).plaintext).toEqual(plain.plaintext);
    for (const numberOfBytes of [-1, 1_025])
      expect(await client.refusal("GenerateDataKey", { keyId: key.keyId, numberOfBytes })).toBe("400 InvalidParameter");
    expect(await client.refusal("GenerateDataKey", { keyId: key.keyId, algorithm: "AES_CBC" })).toBe(
      "400 UnsupportedOperation",
    );
  });

  it.each(["RSA_2048", "RSA_3072", "EC_P256"])("key pairs of %s fit and open", async (keyPairSpec) => {
    const key = await makeKey();
    for (const keyFormat of ["PEM", "DER"] as const) {
      const made = await client.call("AdvanceGenerateDataKeyPair", { keyId: key.keyId, keyPairSpec, keyFormat });
      expect(made.keyVersionId).toBe(instanceVersionId(key.identity, 1));
      const format = keyFormat === "PEM" ? ("pem" as const) : ("der" as const);
      const own = createPrivateKey({ key: Buffer.from(made.privateKeyPlaintext), format, type: "pkcs8" });
      const publicKey = createPublicKey({ key: Buffer.from(made.publicKey), format, type: "spki" });
      expect(verify("sha256", TEXT, publicKey, sign("sha256", TEXT, own))).toBe(true);
      const blob = { ciphertextBlob: made.privateKeyCiphertextBlob };
      expect((await client.call("AdvanceDecrypt", blob)).plaintext).toEqual(made.privateKeyPlaintext);
    }
    const without = await client.call("AdvanceGenerateDataKeyPairWithoutPlaintext", { keyId: key.keyId, keyPairSpec });
    const opened = await client.call("AdvanceDecrypt", { ciphertextBlob: without.privateKeyCiphertextBlob });
    expect(Buffer.from(opened.plaintext).toString()).toContain("BEGIN PRIVATE KEY");
    for (const operation of ["GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"] as const) {
      const { iv, privateKeyCiphertextBlob } = await client.call(operation, { keyId: key.keyId, keyPairSpec });
      const fields = { keyId: key.keyId, iv, ciphertextBlob: privateKeyCiphertextBlob };
      expect(Buffer.from((await client.call("Decrypt", fields)).plaintext).toString()).toContain("PRIVATE KEY");
    }
    for (const spec of ["EC_SM2", "EC_P256K"])
      expect(await client.refusal("GenerateDataKeyPair", { keyId: key.keyId, keyPairSpec: spec })).toBe(
        "400 UnsupportedOperation",
      );
    expect(await client.refusal("GenerateDataKeyPair", { keyId: key.keyId })).toBe("400 MissingParameter");
  });
});

describe("signatures, MACs and random bytes", () => {
  it.each([
    ["rsa-2048", "RSA_PSS_SHA_256"],
    ["rsa-2048", "RSA_PKCS1_SHA_256"],
    ["ecdsa-p256", "ECDSA_SHA_256"],
  ])("%s signs with %s, for messages and digests alike", async (keyType, algorithm) => {
    const key = await makeKey({ keyType });
    const { publicKey } = await client.call("GetPublicKey", { keyId: key.keyId });
    const padding = algorithm.includes("PSS")
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : {};
    const isSignature = (message: Uint8Array, signature: Uint8Array) =>
      createVerify("sha256")
        .update(message)
        .verify({ key: publicKey, ...padding }, signature);
    await rotateKey(as(), key.target);
    for (const message of [TEXT, Buffer.alloc(100_000, 5)]) {
      const digest = createHash("sha256").update(message).digest();
      for (const fields of [{ message }, { message: digest, messageType: "DIGEST" }, { digest }]) {
        const made = await client.call("Sign", { keyId: key.keyId, algorithm, ...fields });
        expect([made.algorithm, made.messageType]).toEqual([
          algorithm,
          "message" in fields && !("messageType" in fields) ? "RAW" : "DIGEST",
        ]);
        expect(isSignature(message, made.signature)).toBe(true);
        const { signature } = made;
        expect((await client.call("Verify", { keyId: key.keyId, algorithm, signature, ...fields })).value).toBe(true);
        const other = {
          ...fields,
          ...("message" in fields ? { message: Buffer.alloc(32, 1) } : { digest: Buffer.alloc(32, 1) }),
        };
        expect((await client.call("Verify", { keyId: key.keyId, algorithm, signature, ...other })).value).toBe(false);
      }
    }
  });

  it("algorithms have defaults, fit the key and are refused by name", async () => {
    const rsa = await makeKey({ keyType: "rsa-2048" });
    const ec = await makeKey({ keyType: "ecdsa-p256" });
    expect((await client.call("Sign", { keyId: rsa.keyId, message: TEXT })).algorithm).toBe("RSA_PSS_SHA_256");
    expect((await client.call("Sign", { keyId: ec.keyId, message: TEXT })).algorithm).toBe("ECDSA_SHA_256");
    const refusal = (keyId: string, fields: object) => client.refusal("Sign", { keyId, message: TEXT, ...fields });
    expect(await refusal(rsa.keyId, { algorithm: "ECDSA_SHA_256" })).toBe("400 UnsupportedOperation");
    expect(await refusal(ec.keyId, { algorithm: "RSA_PSS_SHA_256" })).toBe("400 UnsupportedOperation");
    expect(await refusal(ec.keyId, { algorithm: "SM2DSA" })).toBe("400 UnsupportedOperation");
    expect(await refusal(ec.keyId, { messageType: "DIGEST" })).toBe("400 InvalidParameter");
    expect(await refusal(ec.keyId, { messageType: "HASH" })).toBe("400 InvalidParameter");
    expect(await refusal(ec.keyId, { message: new Uint8Array() })).toBe("400 MissingParameter");
    expect(await refusal((await makeKey()).keyId, {})).toBe("400 UnsupportedOperation");
  });

  it("Hmac, GetPublicKey and GenerateRandom", async () => {
    const key = await makeKey({ keyType: "hmac-sha256" });
    const made = await client.call("Hmac", { keyId: key.keyId, message: TEXT });
    expect([made.signature.length, made.keyId]).toEqual([32, key.keyId]);
    expect(await client.refusal("Hmac", { keyId: (await makeKey()).keyId, message: TEXT })).toBe(
      "400 UnsupportedOperation",
    );
    expect(await client.refusal("GetPublicKey", { keyId: key.keyId })).toBe("400 UnsupportedOperation");
    expect((await client.call("GenerateRandom", { length: 64 })).random).toHaveLength(64);
    for (const length of [0, -1, 1_025])
      expect(await client.refusal("GenerateRandom", { length })).toBe("400 InvalidParameter");
  });
});

describe("GetSecretValue", () => {
  it("gives text, binary and several values, by name with or without a slash", async () => {
    const key = await makeKey();
    const reader = await instance.client({ policies: ["secrets:GetSecretValue", "kms:Decrypt"] });
    const make = (path: string, value: object) =>
      createSecret(as({ path, kmsKeyIdentity: key.identity, ...value }), { region });
    await make("/orders/db", { secretString: Buffer.from("s3cret").toString("base64") });
    await make("/orders/binary", { secretString: Buffer.from([0xff, 0]).toString("base64") });
    await make("/orders/pairs", { secretKeyValues: { user: "YWRh", pin: "MTIzNA==" } });
    for (const secretName of ["/orders/db", "orders/db"]) {
      const found = await reader.call("GetSecretValue", { secretName });
      expect(found).toMatchObject({ secretName, secretData: "s3cret", secretDataType: "text", versionId: "1" });
      expect(found.versionStages).toEqual(["ACSCurrent"]);
      expect(Date.parse(found.createTime)).not.toBeNaN();
    }
    expect(await reader.call("GetSecretValue", { secretName: "orders/binary" })).toMatchObject({
      secretDataType: "binary",
      secretData: "/wA=",
    });
    const pairs = await reader.call("GetSecretValue", { secretName: "orders/pairs", versionId: "1" });
    expect(JSON.parse(pairs.secretData)).toEqual({ user: "ada", pin: "1234" });
    const refusal = (fields: object) => reader.refusal("GetSecretValue", { secretName: "orders/db", ...fields });
    expect(await refusal({ secretName: "orders/none" })).toBe("404 Forbidden.ResourceNotFound");
    expect(await refusal({ versionId: "9" })).toBe("404 Forbidden.ResourceNotFound");
    expect(await refusal({ versionStage: "ACSPrevious" })).toBe("404 Forbidden.ResourceNotFound");
    expect(await refusal({ versionId: "one" })).toBe("400 InvalidParameter");
    expect(await refusal({ secretName: "" })).toBe("400 MissingParameter");
    expect(await client.refusal("GetSecretValue", { secretName: "orders/db" })).toBe("404 Forbidden.ResourceNotFound");
  });

  it("says that the key takes a right of its own, to those alone who may read the secret", async () => {
    const key = await makeKey();
    const secret = { path: "/orders/locked", kmsKeyIdentity: key.identity, secretString: "eA==" };
    await createSecret(as(secret), { region });
    const textOf = async (policies: string[]) => {
      const reader = await instance.client({ policies });
      const answer = await reader.raw("GetSecretValue", reader.encode("GetSecretValue", { secretName: secret.path }));
      return refusalOf(answer);
    };
    expect(await textOf(["secrets:GetSecretValue"])).toBe(
      "404 Forbidden.KeyNotFound: The key of the secret is not found, or the client key lacks kms:Decrypt on it, which reading a secret's value takes.",
    );
    const unknown = await textOf(["kms:Decrypt"]);
    expect(unknown).toMatch(/^404 Forbidden.ResourceNotFound/);
    expect(unknown).not.toContain("key");
    await disableKey(as(), { region, key: key.slug });
    expect(await textOf(["secrets:GetSecretValue", "kms:Decrypt"])).toBe(
      "409 Rejected.Disabled: The key of the secret is disabled.",
    );
  });
});
