import { afterAll, beforeAll, expect, it } from "vitest";
import type { KmsKey } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { createTestPerson } from "@/lib/iam/test-home";
import { clock } from "@/lib/platform/clock";
import { homeDatabase } from "@/lib/platform/db";
import { disableKey } from "./change-status";
import { createKey } from "./create-key";
import { encrypt } from "./encrypt";
import { removeOldAnswers } from "./repeatable-change";
import { rotateKey } from "./rotate-key";
import { callAs, codeOf, openTestKms, type TestCaller, type TestKms } from "./test-calls";

let kms: TestKms;

beforeAll(async () => {
  kms = await openTestKms();
});
afterAll(() => kms.close());

const REGION = { region: "nl-01" };
const CREATE_PATH = "/v1/kms/nl-01/keys";

function named(key: string | null, body: unknown, more: Partial<Call> & { person?: TestCaller } = {}): Call {
  const { person = kms.ada, ...facts } = more;
  return callAs(person, body, { path: CREATE_PATH, repetition: { key: () => key, replayed: false }, ...facts });
}
const rotatePath = (key: KmsKey) => `/v1/kms/nl-01/keys/${key.slug}/rotate`;
const keysNamed = async (name: string) => (await kms.query("SELECT id FROM kms_key WHERE name = $1", [name])).length;
const json = (value: unknown) => JSON.parse(JSON.stringify(value));

it("a creation repeated with its Idempotency-Key gets the first answer and makes no second key", async () => {
  const body = { name: "once", labels: { a: "b" }, keyType: "aes128-gcm96" };
  const first = await createKey(named("create-1", body), REGION);
  const again = named("create-1", body);
  expect(json(await createKey(again, REGION))).toEqual(json(first));
  expect(again.repetition?.replayed).toBe(true);
  expect(await keysNamed("once")).toBe(1);
  expect(await kms.recordsOf(again)).toMatchObject([
    {
      event: "kms.key.create",
      outcome: "allowed",
      status: 201,
      body: { reason: "replayed", resourceId: first.identity },
    },
  ]);
});

it("a rotation repeated with its Idempotency-Key adds one version, and gets the same answer later on too", async () => {
  const key = await kms.makeKey({});
  const rotate = (idempotencyKey: string | null) => {
    const call = named(idempotencyKey, undefined, { path: rotatePath(key) });
    return rotateKey(call, { ...REGION, key: key.slug }).then((answer) => ({ answer: json(answer), call }));
  };
  const first = await rotate("rotate-1");
  const again = await rotate("rotate-1");
  expect(again.answer).toEqual(first.answer);
  expect(first.answer.latestVersion).toBe(2);
  expect([first.call.repetition?.replayed, again.call.repetition?.replayed]).toEqual([false, true]);
  await rotate("rotate-2");
  await disableKey(callAs(kms.ada), { ...REGION, key: key.slug });
  expect((await rotate("rotate-1")).answer).toEqual(first.answer);
  expect(await codeOf(rotate("rotate-3"))).toBe("key_state_conflict");
  const [record] = await kms.recordsOf(again.call);
  expect(record).toMatchObject({
    event: "kms.rotate",
    status: 200,
    body: { reason: "replayed", resourceId: key.identity },
  });
});

it("ten equal creations at once make one key, and all get its answer", async () => {
  const calls = Array.from({ length: 10 }, () => named("at-once", { name: "at once" }));
  const answers = await Promise.all(calls.map((call) => createKey(call, REGION)));
  expect(new Set(answers.map(({ identity }) => identity)).size).toBe(1);
  expect(await keysNamed("at once")).toBe(1);
  expect(calls.filter(({ repetition }) => !repetition?.replayed)).toHaveLength(1);
  const records = (await Promise.all(calls.map((call) => kms.recordsOf(call)))).flat();
  expect(records.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 10 }, () => "allowed"));
  expect(records.filter(({ body }) => body.reason === "")).toHaveLength(1);
});

it("ten equal rotations at once add one version", async () => {
  const key = await kms.makeKey({});
  const rotate = () =>
    rotateKey(named("rotations", undefined, { path: rotatePath(key) }), { ...REGION, key: key.slug });
  const answers = await Promise.all(Array.from({ length: 10 }, rotate));
  expect(answers.map(({ latestVersion }) => latestVersion)).toEqual(answers.map(() => 2));
});

it("the same key with another request is refused and changes nothing", async () => {
  await createKey(named("mine", { name: "mine" }), REGION);
  const others = [
    named("mine", { name: "mine too" }),
    named("mine", { name: "mine", exportAllowed: true }),
    named("mine", { name: "mine" }, { path: "/v1/kms/nl-01/other" }),
    named("mine", { name: "mine" }, { method: "PUT" }),
  ];
  for (const call of others) {
    expect(await codeOf(createKey(call, REGION))).toBe("idempotency_key_reused");
    expect(await kms.recordsOf(call)).toMatchObject([{ outcome: "refused", status: 422 }]);
  }
  expect(await keysNamed("mine too")).toBe(0);
});

it("keys belong to one person, scope and region", async () => {
  const person = await createTestPerson("grace", { organisationId: kms.ada.organisationId });
  const names = ["grace's", "nl-02's", "eve's"];
  const made = [
    await createKey(named("shared", { name: "ada's" }), REGION),
    await createKey(named("shared", { name: names[0] }, { person }), REGION),
    await createKey(named("shared", { name: names[1] }), { region: "nl-02" }),
    await createKey(named("shared", { name: names[2] }, { person: kms.eve }), REGION),
  ];
  expect(made.map(({ name }) => name)).toEqual(["ada's", ...names]);
});

it("a refused call leaves no answer behind: the next one is decided anew", async () => {
  await kms.makeKey({ name: "taken" });
  expect(await codeOf(createKey(named("retry", { name: "taken" }), REGION))).toBe("slug_taken");
  expect((await createKey(named("retry", { name: "free" }), REGION)).name).toBe("free");
  const calls = await kms.query(
    "SELECT count(*)::int AS count FROM kms_idempotency_key WHERE response = 'null'::jsonb",
  );
  expect(calls[0]?.count).toBe(0);
});

it("whoever may no longer rotate the key does not get the answer again", async () => {
  const key = await kms.makeKey({});
  const rotate = () => rotateKey(named("gone", undefined, { path: rotatePath(key) }), { ...REGION, key: key.slug });
  await rotate();
  await kms.query("UPDATE kms_key SET purged_at = now(), revision = '9.purged' WHERE id = $1", [key.identity]);
  expect(await codeOf(rotate())).toBe("key_not_found");
});

it("a malformed key is refused, a call without one happens each time", async () => {
  const key = await kms.makeKey({});
  const broken = named(
    null,
    { name: "broken" },
    {
      repetition: {
        key() {
          throw new KmsError("invalid_request");
        },
        replayed: false,
      },
    },
  );
  expect(await codeOf(createKey(broken, REGION))).toBe("invalid_request");
  const rotate = () => rotateKey(named(null, undefined, { path: rotatePath(key) }), { ...REGION, key: key.slug });
  expect([(await rotate()).latestVersion, (await rotate()).latestVersion]).toEqual([2, 3]);
});

it("answers are kept for 24 hours and then removed; the key may name another request after that", async () => {
  await createKey(named("old", { name: "old" }), REGION);
  const age = "UPDATE kms_idempotency_key SET created_at = created_at - interval '24 hours'";
  await kms.query(age);
  expect((await createKey(named("old", { name: "newer" }), REGION)).name).toBe("newer");
  expect(json(await createKey(named("old", { name: "newer" }), REGION)).name).toBe("newer");
  expect(await removeOldAnswers(homeDatabase(), clock.now())).toBeGreaterThan(5);
  const left = await kms.query("SELECT 1 FROM kms_idempotency_key");
  expect(left).toHaveLength(1);
});

it("what is stored is the answer, without material and without what the caller named the call by", async () => {
  await createKey(named("find-this-name", { name: "stored" }), REGION);
  const rows = await kms.query("SELECT kms_idempotency_key::text AS row FROM kms_idempotency_key");
  expect(rows.some(({ row }) => String(row).includes("stored"))).toBe(true);
  expect(rows.some(({ row }) => String(row).includes("find-this-name"))).toBe(false);
  expect(rows.some(({ row }) => /sealed|salt|material"/.test(String(row)))).toBe(false);
});

it("encrypting takes no notice of an Idempotency-Key", async () => {
  const key = await kms.makeKey({});
  const run = () => encrypt(named("encrypt", { plaintext: "YQ==" }), { ...REGION, key: key.slug });
  expect((await run()).ciphertext).not.toBe((await run()).ciphertext);
});
