import { afterAll, beforeAll, expect, test } from "vitest";
import { createAccessCredential } from "@/lib/access/access-credentials";
import { createAuditSink } from "@/lib/access/audit-sinks";
import { issueToken } from "@/lib/access/issue-token";
import { createPersonalAccessToken } from "@/lib/access/personal-access-tokens";
import { createServiceAccount } from "@/lib/access/service-accounts";
import { indexNewRecords } from "@/lib/audit/index-records";
import { decrypt } from "@/lib/kms/decrypt";
import { encrypt } from "@/lib/kms/encrypt";
import { exportKey } from "@/lib/kms/export-key";
import { hmac, verifyHmac } from "@/lib/kms/hmac";
import { sign } from "@/lib/kms/sign";
import { callAs, codeOf, openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { homeDatabase } from "@/lib/platform/db";

let kms: TestKms;

beforeAll(async () => {
  kms = await openTestKms();
});

afterAll(() => kms.close());

const region = "nl-01";
const asked = (body: unknown) => callAs(kms.ada, body);

test("no record, count or index holds a plaintext, ciphertext, signature, key, token, password or secret", async () => {
  const canary = "canary-3f9c1e77-plaintext";
  const plaintext = Buffer.from(canary).toString("base64");
  const context = Buffer.from("canary-context-51d0").toString("base64");
  const associatedData = Buffer.from("canary-aad-90ab").toString("base64");
  const { identity: key } = await kms.makeKey({ exportAllowed: true });
  const { identity: macKey } = await kms.makeKey({ keyType: "hmac-sha256" });
  const { identity: signKey } = await kms.makeKey({ keyType: "ed25519" });
  const sealed = await encrypt(asked({ plaintext, context, associatedData }), { region, key });
  await decrypt(asked({ ciphertext: sealed.ciphertext, context, associatedData }), { region, key });
  expect(await codeOf(decrypt(asked({ ciphertext: sealed.ciphertext, context }), { region, key }))).toBe(
    "decryption_failed",
  );
  const signed = await sign(asked({ input: plaintext }), { region, key: signKey });
  const mac = await hmac(asked({ input: plaintext }), { region, key: macKey });
  await verifyHmac(asked({ input: plaintext, hmac: mac.hmac }), { region, key: macKey });
  const exported = await exportKey(asked({}), { region, key });
  const personal = await createPersonalAccessToken(asked({ name: "CI", scopes: ["api:read"] }));
  const account = await createServiceAccount(asked({ name: "Billing" }));
  const credential = await createAccessCredential(asked({ name: "Key", scopes: ["api:read"] }), account.identity);
  const [clientId, clientSecret] = [credential.accessKey, credential.accessSecret];
  const options = { scope: null, project: null, lifetimeInSeconds: 300 };
  const issued = await issueToken(asked({}), { clientId, clientSecret, ...options });
  await codeOf(issueToken(asked({}), { clientId, clientSecret: "canary-wrong-secret", ...options }));
  const sink = await createAuditSink(asked({ name: "SIEM", url: "https://siem.example.org/" }));
  const secrets = [
    ...[canary, plaintext, context, associatedData, "canary-", sealed.ciphertext, signed.signature, mac.hmac],
    ...[exported.keyMaterial, personal.token, clientSecret, issued.access_token, sink.secret],
    ...[kms.ada.token, kms.eve.token],
  ];
  expect(secrets.length).toBeGreaterThan(14);
  await indexNewRecords(homeDatabase());
  const { rows } = await homeDatabase().pool.query<{ text: string }>(
    `SELECT r::text AS text FROM audit_record r UNION ALL SELECT f::text FROM audit_facet f
     UNION ALL SELECT s::text FROM audit_segment s UNION ALL SELECT c::text FROM uncredentialed_call_count c`,
  );
  expect(rows.length).toBeGreaterThan(12);
  const found = secrets.filter((secret) => rows.some(({ text }) => text.includes(secret)));
  expect(found).toEqual([]);
});
