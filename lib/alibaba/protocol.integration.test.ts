import { createCipheriv, randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reviewAccess } from "@/lib/access/access-review";
import { createClientKey, listClientKeys, revokeClientKey } from "@/lib/access/client-keys";
import { readKeyAccess } from "@/lib/access/explain-access";
import { createTestMember } from "@/lib/access/test-members";
import { flushCallCounts } from "@/lib/audit/call-counts";
import { createAccessToken } from "@/lib/iam/access-token";
import { forgetAllRates } from "@/lib/iam/rate-limit";
import { callAs, codeOf } from "@/lib/kms/test-calls";
import { config, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { encodeBlob, parseBlob } from "./ciphertext-blob";
import { instanceKeyId } from "./key-ids";
import { OPERATION_NAMES, openClientKey, refusalOf, send, TestInstanceClient } from "./test-client";
import { openTestInstance, type TestInstance } from "./test-instance";

let instance: TestInstance;
let client: Awaited<ReturnType<TestInstance["client"]>>;
const TEXT = Buffer.from("the tide comes in");

beforeAll(async () => {
  instance = await openTestInstance();
  client = await instance.client();
});
afterAll(() => instance.close());

const as = (body?: unknown) => callAs(instance.kms.ada, body);
const makeKey = async (request: Readonly<Record<string, unknown>> = {}) => {
  const key = await instance.kms.makeKey(request);
  return { ...key, keyId: instanceKeyId(key.identity) };
};
const PASSWORD = "correct-horse-1";
const newKeyBody = (more: object = {}) => ({
  name: "test",
  region: "nl-01",
  password: PASSWORD,
  policies: ["kms:FullAccess"],
  ...more,
});

describe("headers", () => {
  const random = (changes: object) => client.refusal("GenerateRandom", { length: 8 }, changes);
  const header = (name: string, value: string | undefined) => random({ headers: { [name]: value } });

  it("each is checked and refused by the protocol's own code", async () => {
    expect(await random({})).toBe("200");
    expect(await header("x-kms-apiversion", undefined)).toBe("400 InvalidApiVersion");
    expect(await header("x-kms-apiversion", "dkms-gcs-9")).toBe("400 InvalidApiVersion");
    expect(await header("x-kms-apiname", "Steal")).toBe("400 InvalidApiName");
    expect(await header("x-kms-apiname", "constructor")).toBe("400 InvalidApiName");
    expect(await header("x-kms-apiname", undefined)).toBe("400 InvalidApiName");
    expect(await header("x-kms-apiname", "")).toBe("400 InvalidApiName");
    expect(await random({ headers: { "x-kms-apiname": undefined, "content-type": "application/json" } })).toBe(
      "400 InvalidApiName",
    );
    expect(await header("content-type", "application/json")).toBe("415 InvalidContentType");
    expect(await header("x-kms-signaturemethod", undefined)).toBe("400 InvalidParam");
    expect(await header("x-kms-signaturemethod", "HMAC")).toBe("400 InvalidParam");
    expect(await header("x-kms-acccesskeyid", undefined)).toBe("400 MissingParameter");
    expect(await header("date", undefined)).toBe("400 InvalidParam");
    expect(await header("date", new Date().toISOString())).toBe("400 InvalidParam");
    expect(await header("content-sha256", undefined)).toBe("400 InvalidParam");
    expect(await header("content-sha256", "0".repeat(64))).toBe("400 InvalidParam");
    expect(await random({ afterSigning: { authorization: undefined } })).toBe("400 InvalidParam");
    expect(await random({ afterSigning: { authorization: "Basic eHg=" } })).toBe("400 InvalidParam");
    expect(await random({ path: "/?x=1" })).toBe("400 InvalidParameter");
    expect(await random({ method: "PUT" })).toBe("400 InvalidParameter");
  });

  it("the texts that clients compare are exact", async () => {
    const text = async (changes: object) => refusalOf(await client.raw("GenerateRandom", Buffer.of(8, 8), changes));
    expect(await text({ headers: { date: "soon" } })).toBe("400 InvalidParam: The Param Date is invalid.");
    expect(await text({ afterSigning: { authorization: "x" } })).toBe(
      "400 InvalidParam: The Param Authorization is invalid.",
    );
  });

  it("a date counts for 15 minutes in either direction", async () => {
    const dated = (minutes: number) => header("date", new Date(Date.now() + minutes * 60_000).toUTCString());
    expect(await dated(14)).toBe("200");
    expect(await dated(-14)).toBe("200");
    expect(await dated(16)).toBe("400 RequestTimeTooSkewed");
    expect(await dated(-16)).toBe("400 RequestTimeTooSkewed");
  });

  it("Bearer and TOKEN are both taken before a signature", async () => {
    const headers = client.signed("GenerateRandom", Buffer.of(8, 8));
    const authorization = headers.authorization?.replace("Bearer", "TOKEN") ?? "";
    const body = Buffer.of(8, 8);
    const sent = { method: "POST", path: "/", body, headers: { ...headers, authorization } };
    expect((await send(instance.url, sent)).status).toBe(200);
  });
});

describe("signatures", () => {
  it("cover body, date, content type and every x-kms- header", async () => {
    const body = client.encode("GenerateRandom", { length: 8 });
    const signed = client.signed("GenerateRandom", body);
    const with_ = (headers: Record<string, string>, other = body) =>
      send(instance.url, { method: "POST", path: "/", headers: { ...signed, ...headers }, body: other }).then((a) =>
        a.status === 200 ? "200" : refusalOf(a).split(":")[0],
      );
    expect(await with_({})).toBe("200");
    // There is no nonce: a repetition within the window is what the SDKs do when they try again.
    expect(await with_({})).toBe("200");
    expect(await with_({ date: new Date(Date.now() + 61_000).toUTCString() })).toBe("401 SignatureNotMatch");
    expect(await with_({ "x-kms-apiname": "Hmac" })).toBe("401 SignatureNotMatch");
    expect(await with_({ "x-kms-migrationkeyversionid": "x" })).toBe("401 SignatureNotMatch");
    expect(await with_({ "content-type": "Application/x-protobuf" })).toBe("401 SignatureNotMatch");
    expect(await with_({}, client.encode("GenerateRandom", { length: 9 }))).toBe("400 InvalidParam");
    // The last character carries two bits: B would be read as A.
    const tail = signed.authorization?.endsWith("A==") ? "Q==" : "A==";
    expect(await with_({ authorization: `${signed.authorization?.slice(0, -3)}${tail}` })).toMatch(/^40[01]/);
  });

  it("are those of the client key that is named: another's do not open it", async () => {
    const other = await instance.client();
    const [own] = await listClientKeys(as());
    expect(own?.identity).toBe(other.identity);
    const asOther = { headers: { "x-kms-acccesskeyid": own?.keyId ?? "" } };
    expect(await client.refusal("GenerateRandom", { length: 8 }, asOther)).toBe("401 SignatureNotMatch");
  });

  it("an unknown client key is 404 Unauthorized, and such calls are counted by address", async () => {
    for (const id of ["KAAP.00000000-0000-4000-8000-000000000000", "KAAP.x", "x".repeat(4_000), "' OR 1=1"])
      expect(await client.refusal("GenerateRandom", { length: 8 }, { headers: { "x-kms-acccesskeyid": id } })).toBe(
        "404 Unauthorized",
      );
    await flushCallCounts(homeDatabase());
    const rows = await instance.kms.query(
      "SELECT sum(calls)::integer AS calls FROM uncredentialed_call_count WHERE reason = 'unauthenticated' AND subject = '127.0.0.1'",
    );
    expect(Number(rows[0]?.calls)).toBeGreaterThanOrEqual(4);
  });
});

describe("client keys", () => {
  it("end when they are revoked, at once, and when their time is over", async () => {
    const mine = await instance.client();
    expect(await mine.refusal("GenerateRandom", { length: 8 })).toBe("200");
    await revokeClientKey(as(), mine.identity);
    expect(await mine.refusal("GenerateRandom", { length: 8 })).toBe("404 Unauthorized");
    const [shown] = await listClientKeys(as());
    expect(shown).toMatchObject({ identity: mine.identity, status: "revoked" });
    expect(shown?.lastUsedAt).not.toBeNull();
    const late = await instance.client();
    await instance.kms.query("UPDATE client_key SET expires_at = now() WHERE id = $1", [late.identity]);
    expect(await late.refusal("GenerateRandom", { length: 8 })).toBe("404 Unauthorized");
  });

  it("do what their policies, objects and addresses say, in their region and scope alone", async () => {
    const [key, other] = [await makeKey(), await makeKey()];
    const narrow = await instance.client({ policies: ["kms:Encrypt"], resourceIdentities: [key.identity] });
    const encrypt = (with_: TestInstanceClient, keyId: string) =>
      with_.refusal("AdvanceEncrypt", { keyId, plaintext: TEXT });
    expect(await encrypt(narrow, key.keyId)).toBe("200");
    expect(await encrypt(narrow, other.keyId)).toBe("404 Forbidden.KeyNotFound");
    const { ciphertextBlob } = await client.call("AdvanceEncrypt", { keyId: key.keyId, plaintext: TEXT });
    expect(await narrow.refusal("AdvanceDecrypt", { ciphertextBlob })).toBe("404 Forbidden.KeyNotFound");
    expect(await narrow.refusal("GenerateRandom", { length: 8 })).toBe("403 Forbidden.NoPermission");
    const elsewhere = await instance.client({ cidrs: ["192.0.2.0/24"] });
    expect(await encrypt(elsewhere, key.keyId)).toBe("404 Forbidden.KeyNotFound");
    const here = await instance.client({ cidrs: ["127.0.0.0/8", "::1"] });
    expect(await encrypt(here, key.keyId)).toBe("200");
    const eve = await createClientKey(callAs(instance.kms.eve, newKeyBody()));
    const evil = new TestInstanceClient(instance.url, openClientKey(eve.clientKeyContent, PASSWORD));
    expect(await encrypt(evil, key.keyId)).toBe("404 Forbidden.KeyNotFound");
    expect(await evil.refusal("AdvanceDecrypt", { ciphertextBlob })).toBe("404 Forbidden.KeyNotFound");
  });

  it("are made by who may, with nothing more than the maker holds, and checked", async () => {
    const { organisationId } = instance.kms.ada;
    const member = await createTestMember(organisationId, "mo");
    const { token } = await createAccessToken({ userId: member.userId, name: "t", expiresAt: null });
    const mo = { ...instance.kms.ada, userId: member.userId, token };
    expect(await codeOf(createClientKey(callAs(mo, newKeyBody())))).toBe("permission_denied");
    expect(await codeOf(listClientKeys(callAs(mo)))).toBe("permission_denied");
    expect(await codeOf(revokeClientKey(callAs(mo), client.identity))).toBe("permission_denied");
    expect(await codeOf(revokeClientKey(callAs(instance.kms.eve), client.identity))).toBe("object_not_found");
    const codes = (more: object) => codeOf(createClientKey(as(newKeyBody(more))));
    for (const password of ["short1", "onlyletters", "12345678", "has space 1", "x1".repeat(33)])
      expect(await codes({ password })).toBe("invalid_request");
    expect(await codes({ policies: ["administrator"] })).toBe("invalid_request");
    expect(await codes({ region: "xx-99" })).toBe("region_not_found");
    expect(await codes({ notAfter: "2020-01-01T00:00:00Z" })).toBe("invalid_request");
    expect(await codes({ notAfter: "2099-01-01T00:00:00Z" })).toBe("invalid_request");
    expect(await codes({ cidrs: ["anywhere"] })).toBe("invalid_request");
  });

  it("leave no private half and no password behind", async () => {
    const made = await createClientKey(as(newKeyBody({ password: "zebra-crossing-9" })));
    const key = JSON.parse(made.clientKeyContent).PrivateKeyData.slice(0, 60);
    for (const table of ["client_key", "audit_record"]) {
      const rows = await instance.kms.query(
        `SELECT 1 FROM ${table} t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0`,
        ["zebra-crossing-9", key],
      );
      expect(rows).toEqual([]);
    }
  });

  it("are limited in calls per second like every credential", async () => {
    const before = config();
    try {
      setConfig({ ...before, requestsPerSecondPerCredential: 1, workers: 1 });
      forgetAllRates();
      const answers = await Promise.all([1, 2, 3, 4].map(() => client.raw("GenerateRandom", Buffer.of(8, 8))));
      const limited = answers.find(({ status }) => status === 429);
      expect(limited && refusalOf(limited)).toMatch(/^429 Rejected.Throttling/);
      expect(Number(limited?.headers["retry-after"])).toBeGreaterThan(0);
    } finally {
      setConfig(before);
      forgetAllRates();
    }
  });
});

describe("records", () => {
  it("tell who used what, and what was wrong with a message", async () => {
    const key = await makeKey();
    const answer = await client.raw(
      "AdvanceEncrypt",
      client.encode("AdvanceEncrypt", { keyId: key.slug, plaintext: TEXT }),
    );
    const recordsOf = (requestId: unknown) => instance.kms.recordsOf({ ...as(), requestId: String(requestId) });
    const [record] = await recordsOf(answer.headers["x-request-id"]);
    expect(record).toMatchObject({ event: "kms.encrypt", outcome: "allowed" });
    expect(record?.body).toMatchObject({
      actorId: client.identity,
      credentialKind: "client_key",
      edge: "instance",
      resourceId: key.identity,
      payloadBytes: TEXT.length,
    });
    const malformed = await client.raw("AdvanceEncrypt", Buffer.from([0xff, 0xff]));
    expect(refusalOf(malformed)).toMatch(/^400 InvalidParameter/);
    expect(await recordsOf(malformed.headers["x-request-id"])).toMatchObject([
      { event: "kms.instance_call", outcome: "refused" },
    ]);
  });
});

describe("attacks on modes and vectors", () => {
  const xor = (one: Uint8Array, other: Uint8Array) => Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)));
  const modes = { cipherModes: ["gcm", "cbc", "ecb"] };
  const victimOf = async (keyId: string) => {
    const plaintext = Buffer.from("attack at dawn!!");
    const { iv, ciphertextBlob } = await client.call("Encrypt", { keyId, plaintext });
    // The first block of GCM's key stream encrypts the vector and the counter 2.
    return {
      plaintext,
      iv: Buffer.from(iv),
      ciphertext: Buffer.from(ciphertextBlob).subarray(0, 16),
      counter: Buffer.concat([iv, Buffer.of(0, 0, 0, 2)]),
    };
  };

  it("counter blocks encrypted in ECB are not the key stream of GCM", async () => {
    const { keyId } = await makeKey(modes);
    const { plaintext, ciphertext, counter } = await victimOf(keyId);
    const encryptor = await instance.client({ policies: ["kms:Encrypt"] });
    const fields = { keyId, plaintext: counter, algorithm: "AES_ECB", paddingMode: "NO_PADDING" };
    const { ciphertextBlob } = await encryptor.call("Encrypt", fields);
    expect(xor(ciphertext, ciphertextBlob)).not.toEqual(plaintext);
  });

  it("nor is a block in CBC under a chosen vector", async () => {
    const { keyId } = await makeKey(modes);
    const { plaintext, ciphertext, counter } = await victimOf(keyId);
    const fields = { keyId, plaintext: Buffer.alloc(16), iv: counter, algorithm: "AES_CBC", paddingMode: "NO_PADDING" };
    const { ciphertextBlob } = await client.call("Encrypt", fields);
    expect(xor(ciphertext, ciphertextBlob)).not.toEqual(plaintext);
  });

  it("the attack would work under one key: the test can fail", () => {
    const [key, iv] = [randomBytes(32), randomBytes(12)];
    const plaintext = Buffer.from("attack at dawn!!");
    const ciphertext = createCipheriv("aes-256-gcm", key, iv).update(plaintext);
    const stream = createCipheriv("aes-256-ecb", key, null).update(Buffer.concat([iv, Buffer.of(0, 0, 0, 2)]));
    expect(xor(ciphertext, stream)).toEqual(plaintext);
  });

  it("zeros in GCM under the victim's vector: refused, unless the key allows it to who may decrypt anyway", async () => {
    const key = await makeKey();
    const { iv } = await victimOf(key.keyId);
    const zeros = (keyId: string) => ({ keyId, plaintext: Buffer.alloc(16), iv });
    const encryptor = await instance.client({ policies: ["kms:Encrypt"] });
    for (const who of [encryptor, client])
      for (const operation of ["Encrypt", "AdvanceEncrypt"] as const)
        expect(await who.refusal(operation, zeros(key.keyId))).toBe("400 UnsupportedOperation");
    const open = await makeKey({ callerNonceAllowed: true });
    expect(await encryptor.refusal("Encrypt", zeros(open.keyId))).toBe("400 UnsupportedOperation");
    const made = await client.call("Encrypt", zeros(open.keyId));
    expect(Buffer.from(made.iv)).toEqual(iv);
  });

  it("the flag cannot be switched on in the database", async () => {
    const key = await makeKey();
    await instance.kms.query(
      "UPDATE kms_key SET caller_nonce_allowed = true, cipher_modes = '{gcm,ecb}', revision = '9.x' WHERE id = $1",
      [key.identity],
    );
    const fields = { keyId: key.keyId, plaintext: Buffer.alloc(16), iv: Buffer.alloc(12) };
    expect(await client.refusal("Encrypt", fields)).toBe("500 InternalFailure");
  });

  it("a changed algorithm byte does not switch the mode", async () => {
    const key = await makeKey(modes);
    const { ciphertextBlob } = await client.call("AdvanceEncrypt", { keyId: key.keyId, plaintext: Buffer.alloc(48) });
    const blob = Buffer.from(ciphertextBlob);
    const refusal = (changed: Uint8Array) => client.refusal("AdvanceDecrypt", { ciphertextBlob: changed });
    for (const [padding, mode] of [
      [1, 129],
      [2, 129],
      [1, 130],
      [2, 130],
    ] as const) {
      const answer = await client
        .call("AdvanceDecrypt", { ciphertextBlob: blob.with(1, padding).with(2, mode) })
        .catch(() => null);
      expect(answer === null || Buffer.compare(answer.plaintext, Buffer.alloc(48)) !== 0).toBe(true);
    }
    for (const code of [0, 1, 3, 128, 255])
      expect(await refusal(blob.with(2, code))).toMatch(/^400 (MissingParameter|InvalidParameter)$/);
    const gcmOnly = await makeKey();
    const parsed = parseBlob(blob);
    if (parsed === null) throw new Error("a blob is one");
    const moved = encodeBlob({
      ...parsed,
      keyId: gcmOnly.identity,
      mode: "ecb",
      padded: false,
      iv: new Uint8Array(),
      ciphertext: Buffer.alloc(16),
    });
    expect(await refusal(moved)).toBe("400 UnsupportedOperation");
    expect(await refusal(encodeBlob({ ...parsed, keyId: gcmOnly.identity }))).toBe("400 InvalidParameter");
  });

  it("what the REST API encrypts and what the protocol does are nothing to each other", async () => {
    const key = await makeKey();
    const { encrypt } = await import("@/lib/kms/encrypt");
    const { ciphertext } = await encrypt(as({ plaintext: TEXT.toString("base64") }), {
      region: "nl-01",
      key: key.identity,
    });
    const payload = Buffer.from(ciphertext.split(":")[2] ?? "", "base64");
    const fields = { keyId: key.keyId, iv: payload.subarray(0, 12), ciphertextBlob: payload.subarray(12) };
    expect(await client.refusal("Decrypt", fields)).toBe("400 InvalidParameter");
  });
});

describe("whatever is sent", () => {
  const acceptable = (status: number) => status < 500;

  it("random bodies of every operation are answered in the protocol's form, and never with 500", async () => {
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      // Length-delimited fields and numbers with random content: most of them parse.
      fc
        .array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.uint8Array({ maxLength: 60 })), { maxLength: 7 })
        .map((fields) =>
          Buffer.concat(fields.map(([n, bytes]) => Buffer.concat([Buffer.of((n << 3) | 2, bytes.length), bytes]))),
        ),
      fc
        .array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 127 })), { maxLength: 4 })
        .map((fields) => Buffer.from(fields.flatMap(([n, value]) => [n << 3, value]))),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...OPERATION_NAMES), bodies, async (name, body) => {
        const answer = await client.raw(name, body);
        expect(acceptable(answer.status)).toBe(true);
        if (answer.status !== 200) refusalOf(answer);
      }),
      { numRuns: 300 },
    );
  });

  it("so are random headers", async () => {
    const names = [
      "date",
      "content-sha256",
      "content-type",
      "authorization",
      "x-kms-apiversion",
      "x-kms-apiname",
      "x-kms-signaturemethod",
      "x-kms-acccesskeyid",
      "x-kms-migrationkeyversionid",
      "x-forwarded-for",
      "user-agent",
      "x-kms-x",
    ];
    const value = fc.string({
      unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code === 0x7f ? 0x20 : code)),
      maxLength: 300,
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), value, fc.boolean(), async (name, text, isSigned) => {
        const change = { [name]: text.trim() };
        const answer = await client.raw(
          "GenerateRandom",
          Buffer.of(8, 8),
          isSigned ? { headers: change } : { afterSigning: change },
        );
        expect(acceptable(answer.status)).toBe(true);
        if (answer.status !== 200 && answer.status !== 418) refusalOf(answer);
      }),
      { numRuns: 300 },
    );
  });
});

describe("who may use a key", () => {
  it("names client keys of its region and scope, while they are live, and their rights are in the review", async () => {
    const key = await makeKey();
    const mine = await instance.client({ name: "reviewed", policies: ["kms:Encrypt"], cidrs: ["192.0.2.0/24"] });
    const target = { region: "nl-01", key: key.identity };
    const named = async () => (await readKeyAccess(callAs(instance.kms.ada), target)).principals;
    const found = (await named()).find(({ identity }) => identity === mine.identity);
    expect(found).toMatchObject({ kind: "client_key", name: "reviewed" });
    expect(found?.permissions.map(({ permission }) => permission)).toContain("kms_key:encrypt");
    const { rights } = await reviewAccess(callAs(instance.kms.ada));
    expect(rights.filter(({ who }) => who.identity === mine.identity)).toMatchObject([
      { rule: { permissions: ["encrypt"], conditions: { sourceIps: ["192.0.2.0/24"] } } },
    ]);
    await revokeClientKey(callAs(instance.kms.ada), mine.identity);
    expect((await named()).some(({ identity }) => identity === mine.identity)).toBe(false);
  });
});
