import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { batch } from "./batch";
import { disableKey } from "./change-status";
import { encrypt } from "./encrypt";
import { rotateKey } from "./rotate-key";
import { callAs, codeOf, openTestKms, type TestKms } from "./test-calls";
import { updateVersions } from "./update-versions";

vi.setConfig({ testTimeout: 30_000 });

let kms: TestKms;

beforeAll(async () => {
  kms = await openTestKms();
});
afterAll(() => kms.close());

const HELLO = Buffer.from("hello").toString("base64");
const target = (key: { slug: string }) => ({ region: "nl-01", key: key.slug });

async function run(key: { slug: string }, items: readonly unknown[]) {
  const call = callAs(kms.ada, { items });
  const { results } = await batch(call, target(key));
  return { results, records: await kms.recordsOf(call) };
}

it("each item gets what its operation alone answers, or its own error, in order", async () => {
  const key = await kms.makeKey({});
  const alone = await encrypt(callAs(kms.ada, { plaintext: HELLO, context: "Y3R4" }), target(key));
  const { results } = await run(key, [
    { operation: "encrypt", plaintext: HELLO, context: "Y3R4" },
    { operation: "decrypt", ciphertext: alone.ciphertext, context: "Y3R4" },
    { operation: "decrypt", ciphertext: alone.ciphertext, context: "b3RoZXI=" },
    { operation: "sign", input: HELLO },
    { operation: "encrypt", plaintext: "a*b=" },
    { operation: "encrypt", plaintxt: HELLO },
    { operation: "export" },
    { plaintext: HELLO },
    "encrypt",
    null,
    { operation: "encrypt", plaintext: HELLO, keyVersion: 7 },
    { operation: "rewrap", ciphertext: alone.ciphertext, context: "Y3R4" },
  ]);
  expect(results[0]).toEqual(alone);
  expect(results[1]).toEqual({ plaintext: HELLO, keyVersion: 1 });
  const codes = results.map((result) => ("error" in result ? result.error.code : "answered"));
  expect(codes).toEqual([
    "answered",
    "answered",
    "decryption_failed",
    "operation_not_supported",
    "invalid_base64",
    "invalid_request",
    "invalid_request",
    "invalid_request",
    "invalid_request",
    "invalid_request",
    "key_version_not_found",
    "answered",
  ]);
  expect(results[6]).toEqual({
    error: { code: "invalid_request", message: expect.stringMatching(/^operation: must be one of encrypt, decrypt/) },
  });
});

it("one record stands for all items of one version, operation and outcome, and names those that were refused", async () => {
  const key = await kms.makeKey({});
  const { ciphertext } = await encrypt(callAs(kms.ada, { plaintext: HELLO }), target(key));
  await rotateKey(callAs(kms.ada), target(key));
  const { records } = await run(key, [
    ...Array.from({ length: 40 }, () => ({ operation: "encrypt", plaintext: HELLO })),
    ...Array.from({ length: 3 }, () => ({ operation: "encrypt", plaintext: HELLO, keyVersion: "1" })),
    { operation: "decrypt", ciphertext },
    { operation: "encrypt", plaintext: "" },
    { operation: "encrypt", plaintext: "" },
    { operation: "nothing" },
    ...Array.from({ length: 150 }, () => ({ operation: "sign", input: HELLO })),
  ]);
  const told = records.map(({ event, outcome, status, body }) => ({
    event,
    outcome,
    status,
    reason: body.reason,
    version: body.keyVersion,
    count: body.count,
    bytes: body.payloadBytes,
  }));
  const refused = { outcome: "refused", status: 400, version: null, bytes: 0 };
  const allowed = { outcome: "allowed", status: 200, reason: "" };
  expect(told).toHaveLength(6);
  expect(told).toEqual(
    expect.arrayContaining([
      { event: "kms.encrypt", ...allowed, version: 2, count: 40, bytes: 200 },
      { event: "kms.encrypt", ...allowed, version: 1, count: 3, bytes: 15 },
      { event: "kms.decrypt", ...allowed, version: 1, count: 1, bytes: 33 },
      { event: "kms.encrypt", ...refused, reason: "payload_size", count: 2 },
      { event: "kms.batch", ...refused, reason: "invalid_request", count: 1 },
      { event: "kms.sign", ...refused, reason: "operation_not_supported", count: 150 },
    ]),
  );
  const itemsOf = (reason: string) => records.find(({ body }) => body.reason === reason)?.body.items;
  expect(itemsOf("payload_size")).toEqual([44, 45]);
  expect(itemsOf("operation_not_supported")).toEqual(Array.from({ length: 100 }, (_, index) => 47 + index));
  expect(records.find(({ body }) => body.count === 40)?.body.items).toBeUndefined();
});

it("records of one batch are committed in one group", async () => {
  const key = await kms.makeKey({});
  const call = callAs(kms.ada, {
    items: [
      { operation: "encrypt", plaintext: HELLO },
      { operation: "decrypt", ciphertext: "thalassa:v1:AAAA" },
      { operation: "sign", input: HELLO },
    ],
  });
  await batch(call, target(key));
  const groups = await kms.query(
    "SELECT DISTINCT writer, group_number, outcome FROM audit_record WHERE request_id = $1",
    [call.requestId],
  );
  expect(new Set(groups.map(({ writer, group_number }) => `${writer} ${group_number}`)).size).toBe(1);
  expect(groups.length).toBe(2);
});

it("a batch of more records than fit into one group is answered with all of them written", async () => {
  const key = await kms.makeKey({});
  for (let version = 2; version <= 80; version += 1) await rotateKey(callAs(kms.ada), target(key));
  const versions = Array.from({ length: 80 }, (_, index) => index + 1);
  const encrypting = versions.map((keyVersion) => ({ operation: "encrypt", plaintext: HELLO, keyVersion }));
  const encrypted = await run(key, encrypting);
  const decrypting = encrypted.results.map((result) => ({ ...result, keyVersion: undefined, operation: "decrypt" }));
  const failing = (operation: string) =>
    versions.map((version) => ({ operation, ciphertext: `thalassa:v${version}:AAAA` }));
  const items = [...encrypting, ...decrypting, ...failing("decrypt"), ...failing("rewrap")];
  const { results, records } = await run(key, JSON.parse(JSON.stringify(items)));
  expect(results.map((result) => ("error" in result ? result.error.code : "answered"))).toEqual([
    ...Array.from({ length: 160 }, () => "answered"),
    ...Array.from({ length: 160 }, () => "decryption_failed"),
  ]);
  expect(records.map(({ body }) => body.count)).toEqual(Array.from({ length: 320 }, () => 1));
});

it("a key that changes under a batch makes all of it run again: no answer mixes two states", async () => {
  const key = await kms.makeKey({});
  await encrypt(callAs(kms.ada, { plaintext: HELLO }), target(key));
  let reads = 0;
  const call = callAs(kms.ada, undefined, {
    async body() {
      reads += 1;
      // The state was decided on before the body was read: this change comes in between.
      if (reads <= 2) await rotateKey(callAs(kms.ada), target(key));
      return { items: Array.from({ length: 50 }, () => ({ operation: "encrypt", plaintext: HELLO })) };
    },
  });
  const { results } = await batch(call, target(key));
  expect(reads).toBe(3);
  expect(new Set(results.map((result) => ("keyVersion" in result ? result.keyVersion : 0)))).toEqual(new Set([3]));
  const records = await kms.recordsOf(call);
  expect(records.map(({ body }) => [body.keyVersion, body.count])).toEqual([[3, 50]]);
});

it("a key that changes under every attempt is used by a batch under its lock at last", async () => {
  const key = await kms.makeKey({});
  let reads = 0;
  const call = callAs(kms.ada, undefined, {
    async body() {
      reads += 1;
      if (reads <= 3) await rotateKey(callAs(kms.ada), target(key));
      return { items: [{ operation: "encrypt", plaintext: HELLO }, { operation: "nothing" }] };
    },
  });
  const { results } = await batch(call, target(key));
  expect(results[0]).toMatchObject({ keyVersion: 4 });
  expect(await kms.recordsOf(call)).toHaveLength(2);
});

it("disabling a key while a batch runs refuses all of it, never half", async () => {
  const key = await kms.makeKey({});
  let disabled = false;
  const call = callAs(kms.ada, undefined, {
    async body() {
      if (!disabled) await disableKey(callAs(kms.ada), target(key));
      disabled = true;
      return { items: [{ operation: "encrypt", plaintext: HELLO }] };
    },
  });
  expect(await codeOf(batch(call, target(key)))).toBe("key_not_usable");
  const records = await kms.recordsOf(call);
  expect(records.map(({ event, outcome, body }) => [event, outcome, body.reason])).toEqual([
    ["kms.batch", "refused", "key_not_usable"],
  ]);
});

it("a version that may not be used is an error of the items that name it", async () => {
  const key = await kms.makeKey({});
  const { ciphertext } = await encrypt(callAs(kms.ada, { plaintext: HELLO }), target(key));
  await rotateKey(callAs(kms.ada), target(key));
  await updateVersions(callAs(kms.ada, { minDecryptionVersion: 2 }), target(key));
  const { results } = await run(key, [
    { operation: "decrypt", ciphertext },
    { operation: "rewrap", ciphertext },
    { operation: "encrypt", plaintext: HELLO },
  ]);
  expect(results).toMatchObject([
    { error: { code: "key_version_not_usable" } },
    { error: { code: "key_version_not_usable" } },
    { keyVersion: 2 },
  ]);
});

it("refuses as a whole what is no list of 1 to 1,000 items, and more than 100 slow ones, before it runs any", async () => {
  const rsa = await kms.makeKey({ keyType: "rsa-2048" });
  const bodies: unknown[] = [
    undefined,
    [],
    {},
    { items: [] },
    { items: {} },
    { items: Array.from({ length: 1_001 }, () => null) },
    { items: [], more: 1 },
    { items: Array.from({ length: 101 }, () => ({ operation: "sign", input: HELLO })) },
  ];
  for (const body of bodies) {
    const call = callAs(kms.ada, body);
    expect(await codeOf(batch(call, target(rsa))), JSON.stringify(body)?.slice(0, 60)).toBe("invalid_request");
    expect(await kms.recordsOf(call)).toHaveLength(1);
  }
  const { results } = await run(rsa, [
    ...Array.from({ length: 100 }, () => ({ operation: "sign", input: HELLO })),
    ...Array.from({ length: 100 }, () => ({ operation: "encrypt", plaintext: HELLO })),
  ]);
  expect(results.filter((result) => "error" in result)).toEqual([]);
});

it("slow and quick items of one batch are both answered in their place", async () => {
  const key = await kms.makeKey({ keyType: "ecdsa-p256" });
  const digest = Buffer.alloc(32, 7).toString("base64");
  const { results } = await run(key, [
    { operation: "sign", input: digest, prehashed: true },
    { operation: "sign", input: HELLO },
    { operation: "sign", input: HELLO, prehashed: true },
    { operation: "sign", input: HELLO, saltLength: "hash" },
  ]);
  expect(results).toMatchObject([
    { keyVersion: 1 },
    { keyVersion: 1 },
    { error: { code: "payload_size" } },
    { error: { code: "invalid_request" } },
  ]);
  const [prehashed, whole] = results.map((result) => ("signature" in result ? result.signature : ""));
  const verified = await run(key, [
    { operation: "verify", input: digest, prehashed: true, signature: prehashed },
    { operation: "verify", input: HELLO, signature: whole },
    { operation: "verify", input: HELLO, signature: prehashed },
  ]);
  expect(verified.results).toEqual([{ valid: true }, { valid: true }, { valid: false }]);
});

it("another organisation's key is absent, whatever the body", async () => {
  const key = await kms.makeKey({});
  for (const body of [{ items: [{ operation: "encrypt", plaintext: HELLO }] }, {}, undefined]) {
    expect(await codeOf(batch(callAs(kms.eve, body), target(key)))).toBe("key_not_found");
  }
});

it("a purpose that forbids an operation refuses its items alone", async () => {
  const key = await kms.makeKey({ keyType: "rsa-2048", purpose: "encrypt" });
  const { results } = await run(key, [
    { operation: "encrypt", plaintext: HELLO },
    { operation: "sign", input: HELLO },
  ]);
  expect(results).toMatchObject([{ keyVersion: 1 }, { error: { code: "purpose_forbids" } }]);
});

it("the event loop gets its turn while a thousand items run", async () => {
  const key = await kms.makeKey({ keyType: "ecdsa-p256" });
  const { results } = await run(key, [{ operation: "sign", input: HELLO }]);
  const items = Array.from({ length: 1_000 }, () => ({ operation: "verify", input: HELLO, ...results[0] }));
  for (const item of items) Reflect.deleteProperty(item, "keyVersion");
  let turns = 0;
  let longest = 0;
  let since = process.cpuUsage();
  const turn = () => {
    // Processor time, not the clock's: a busy machine holds the whole process back.
    const { user, system } = process.cpuUsage(since);
    longest = Math.max(longest, user + system);
    since = process.cpuUsage();
    turns += 1;
    timer = setImmediate(turn);
  };
  let timer = setImmediate(turn);
  await run(key, items);
  clearImmediate(timer);
  // Without turns a thousand verifications would hold it for 100 ms; the bound leaves room for a garbage collection.
  expect(turns).toBeGreaterThan(10);
  expect(longest / 1_000).toBeLessThan(40);
});
