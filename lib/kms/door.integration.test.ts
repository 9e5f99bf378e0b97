import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { flushCallCounts } from "@/lib/audit/call-counts";
import { emptyRequest } from "@/lib/contract/kms";
import { CALL_DEADLINE_MS, type Call } from "@/lib/door/call";
import { createAccessToken } from "@/lib/iam/access-token";
import type { Caller } from "@/lib/iam/caller";
import { principalOfAccessToken } from "@/lib/iam/principal";
import { callerInScope } from "@/lib/iam/scope";
import { createTestPerson, forgetEverything, TEST_ORIGIN } from "@/lib/iam/test-home";
import { clock } from "@/lib/platform/clock";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import { createKey } from "./create-key";
import { encrypt } from "./encrypt";
import { getKey } from "./get-key";
import { keyOperation } from "./key-operation";
import { listKeys } from "./list-keys";
import { closeRuntime, openRuntime } from "./runtime";
import { kmsSummary } from "./summary";

let database: TestDatabase;
let folder: string;
let ada: { organisationId: string; token: string };
let eve: typeof ada;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "pelagos-door-"));
  setConfig({ ...loadConfig({}), databaseUrl: database.url, dataDirectory: folder });
  forgetEverything();
  await openRuntime();
  ada = await personWithToken("ada");
  eve = await personWithToken("eve");
});
afterAll(async () => {
  await closeRuntime();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function personWithToken(name: string) {
  const person = await createTestPerson(name);
  const { token } = await createAccessToken({ userId: person.userId, name: "test", expiresAt: null });
  return { ...person, token };
}

function callOf(person: typeof ada | null, body: unknown = undefined, method = "POST"): Call {
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
    async authenticate(options): Promise<Caller> {
      const principal = await principalOfAccessToken(person?.token ?? "none", options);
      return callerInScope(principal, person?.organisationId ?? null, null, TEST_ORIGIN);
    },
    body: async () => body,
  };
}

const query = async (text: string, values: unknown[] = []) => (await homeDatabase().pool.query(text, values)).rows;

async function recordOf(call: Call) {
  const rows = await query("SELECT body, event, outcome, status FROM audit_record WHERE request_id = $1", [
    call.requestId,
  ]);
  expect(rows).toHaveLength(1);
  return { ...rows[0], body: JSON.parse(rows[0].body) };
}

async function newKey(name: string): Promise<string> {
  return (await createKey(callOf(ada, { name }), { region: "nl-01" })).slug;
}

it("a key that changes under every attempt is used under a lock at last, and recorded once with what it really used", async () => {
  const key = await newKey("restless");
  let attempts = 0;
  const useRestless = keyOperation({
    action: "kms.encrypt",
    permission: "kms_key:encrypt",
    capability: "encrypt",
    request: emptyRequest.optional(),
    async run({ key: used }) {
      attempts += 1;
      if (attempts <= 3)
        await query("UPDATE kms_key SET revision = $2 WHERE slug = $1", [key, `${attempts + 1}.changed`]);
      return used.facts.revision;
    },
  });
  const call = callOf(ada);
  expect(await useRestless(call, { region: "nl-01", key })).toBe("4.changed");
  expect(attempts).toBe(4);
  expect((await recordOf(call)).body.revision).toBe("4.changed");
});

it("another organisation's key is absent: same answer as for a key that does not exist, and on record", async () => {
  const key = await newKey("ada's own");
  const refused = callOf(eve, { plaintext: "YQ==" });
  const absent = callOf(eve, { plaintext: "YQ==" });
  const answers = await Promise.allSettled([
    encrypt(refused, { region: "nl-01", key }),
    encrypt(absent, { region: "nl-01", key: "nothing" }),
  ]);
  const [one, two] = answers.map((answer) => (answer.status === "rejected" ? answer.reason : null));
  expect([one.code, one.message]).toEqual([two.code, two.message]);
  expect(one.code).toBe("key_not_found");
  expect(await recordOf(refused)).toMatchObject({ outcome: "refused", status: 404 });
  expect(await listKeys(callOf(eve, undefined, "GET"), { region: "nl-01" }, {})).toEqual({
    keys: [],
    nextCursor: null,
  });
});

it("a key created by another call a moment ago is found, although it was asked for before", async () => {
  const name = "late";
  await expect(encrypt(callOf(ada, { plaintext: "YQ==" }), { region: "nl-01", key: name })).rejects.toMatchObject({
    code: "key_not_found",
  });
  await newKey(name);
  await expect(encrypt(callOf(ada, { plaintext: "YQ==" }), { region: "nl-01", key: name })).resolves.toMatchObject({
    keyVersion: 1,
  });
});

it("material swapped between keys, or a key made exportable in the database, does not open", async () => {
  const [one, two] = [await newKey("swap one"), await newKey("swap two")];
  await query(
    "UPDATE kms_key_version v SET salt = o.salt, sealed = o.sealed FROM kms_key_version o, kms_key a, kms_key b WHERE v.key_id = a.id AND a.slug = $1 AND o.key_id = b.id AND b.slug = $2",
    [one, two],
  );
  await expect(encrypt(callOf(ada, { plaintext: "YQ==" }), { region: "nl-01", key: one })).rejects.toMatchObject({
    code: "internal",
  });
  await query("UPDATE kms_key SET export_allowed = true WHERE slug = $1", [two]);
  await expect(encrypt(callOf(ada, { plaintext: "YQ==" }), { region: "nl-01", key: two })).rejects.toMatchObject({
    code: "internal",
  });
});

it("a feature that is switched off refuses every verb but the summary, which says so", async () => {
  await query("UPDATE organisation SET features_disabled = '{kms}' WHERE id = $1", [eve.organisationId]);
  await query("UPDATE access_epoch SET epoch = epoch + 1 WHERE organisation_id = $1", [eve.organisationId]);
  const call = callOf(eve, undefined, "GET");
  await expect(getKey(call, { region: "nl-01", key: "any" })).rejects.toMatchObject({ code: "feature_disabled" });
  expect(await recordOf(call)).toMatchObject({ event: "kms.key.read", outcome: "refused", status: 403 });
  expect(await kmsSummary(callOf(eve, undefined, "GET"))).toEqual({ featureEnabled: false });
});

it("calls without a valid credential leave no record; they are counted per address and minute", async () => {
  const calls = Array.from({ length: 5 }, () => callOf(null));
  for (const call of calls)
    await expect(encrypt(call, { region: "nl-01", key: "any" })).rejects.toMatchObject({ code: "unauthenticated" });
  await flushCallCounts(homeDatabase());
  const rows = await query(
    "SELECT sum(calls)::int AS calls FROM uncredentialed_call_count WHERE reason = 'unauthenticated' AND subject = '192.0.2.7'",
  );
  expect(rows[0].calls).toBe(5);
  expect(
    await query("SELECT 1 FROM audit_record WHERE request_id = ANY ($1)", [calls.map(({ requestId }) => requestId)]),
  ).toEqual([]);
});

it("no record holds a plaintext, a ciphertext or a token", async () => {
  const key = await newKey("secretive");
  const plaintext = Buffer.from("very secret words").toString("base64");
  const { ciphertext } = await encrypt(
    callOf(ada, { plaintext, associatedData: "c2VjcmV0YWQ=", context: "c2VjcmV0Y3R4" }),
    { region: "nl-01", key },
  );
  const needles = [plaintext, "very secret", ciphertext.slice(12), ada.token, ada.token.slice(7), "c2VjcmV0"];
  for (const needle of needles) {
    expect(await query("SELECT body FROM audit_record WHERE position($1 IN body) > 0", [needle])).toEqual([]);
  }
});
