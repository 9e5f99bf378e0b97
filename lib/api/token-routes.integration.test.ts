import { createHash, generateKeyPairSync } from "node:crypto";
import { decodeJwt, SignJWT } from "jose";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forgetTokenKey, tokenKey, verificationsMade } from "@/lib/access/token-key";
import { forgetAllRates } from "@/lib/iam/rate-limit";
import { bumpEpoch, inHomeTransaction } from "@/lib/iam/store";
import { forgetEverything } from "@/lib/iam/test-home";
import { openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { config, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { createApi } from "./app";

let kms: TestKms;
const api = createApi();
const secret = "s".repeat(43);
let accountId = "";
let credentialId = "";
let accessKey = "";

beforeEach(async () => {
  forgetTokenKey();
  forgetAllRates();
  kms = await openTestKms();
  ({ accountId, credentialId, accessKey } = await makeAccount());
});
afterEach(() => kms.close());

async function makeAccount() {
  const [account, credential, key] = [newId("sa"), newId("cred"), `ak-${newId("cred").slice(5)}`];
  const { organisationId } = kms.ada;
  const at = new Date(Date.now() - 1_000);
  const { prisma } = homeDatabase();
  await prisma.serviceAccount.create({
    data: { id: account, organisationId, name: "ci", slug: account, createdAt: at, updatedAt: at },
  });
  await prisma.accessCredential.create({
    data: {
      id: credential,
      serviceAccountId: account,
      name: "ci",
      accessKey: key,
      secretHash: createHash("sha256").update(secret).digest(),
      scopes: ["api:read", "api:write"],
      createdAt: at,
    },
  });
  await prisma.iamBinding.create({
    data: {
      id: newId("bind"),
      organisationId,
      builtIn: "kms:FullAccess",
      name: "ci",
      subjectKind: "service_account",
      subjectId: account,
      createdAt: at,
      updatedAt: at,
    },
  });
  return { accountId: account, credentialId: credential, accessKey: key };
}

const basic = (key = accessKey, text = secret) => ({
  authorization: `Basic ${Buffer.from(`${key}:${text}`).toString("base64")}`,
});

async function ask(fields: Record<string, string>, headers: Record<string, string> = basic()) {
  const body = new URLSearchParams({ grant_type: "client_credentials", ...fields });
  const answer = await api.request("/oidc/token", { method: "POST", body, headers });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

const tokenWith = async (fields: Record<string, string> = {}): Promise<string> => (await ask(fields)).body.access_token;

async function list(token: string, headers: Record<string, string> = {}): Promise<number> {
  const answer = await api.request("/v1/kms/nl-01/keys", { headers: { authorization: `Bearer ${token}`, ...headers } });
  return answer.status;
}

const issueRecords = () =>
  kms.query("SELECT outcome, status FROM audit_record WHERE event = 'iam.token.issue' ORDER BY event_id");

test("key and secret buy a token by Basic or by form, and the token opens what its account may do", async () => {
  const byHeader = await ask({});
  expect(byHeader).toMatchObject({
    status: 200,
    body: { token_type: "Bearer", expires_in: 3_600, scope: "api:read api:write" },
  });
  expect(byHeader.headers.get("cache-control")).toBe("no-store");
  const byForm = await ask({ client_id: accessKey, client_secret: secret }, {});
  expect(byForm.status).toBe(200);
  const claims = decodeJwt(byForm.body.access_token);
  expect(claims).toMatchObject({ sub: accountId, cred: credentialId, org: kms.ada.organisationId });
  expect(await list(byForm.body.access_token)).toBe(200);
  expect(await issueRecords()).toHaveLength(2);
});

test.each([
  ["7200", 7_200],
  ["39600s", 39_600],
  ["60", 60],
  ["86400s", 86_400],
])("a lifetime of %s is %d seconds", async (access_token_lifetime, seconds) => {
  expect((await ask({ access_token_lifetime })).body.expires_in).toBe(seconds);
});

test.each(["59", "86401", "1h", "-60", "7200.5", "60m"])(
  "a lifetime of %s is refused",
  async (access_token_lifetime) => {
    expect(await ask({ access_token_lifetime })).toMatchObject({ status: 400, body: { error: "invalid_request" } });
  },
);

test("JSON, repeated fields, other grants and two ways of authentication are refused", async () => {
  const json = await api.request("/oidc/token", {
    method: "POST",
    body: JSON.stringify({ grant_type: "client_credentials" }),
    headers: { ...basic(), "content-type": "application/json" },
  });
  expect([json.status, (await json.json()).error]).toEqual([400, "invalid_request"]);
  const repeated = await api.request("/oidc/token", {
    method: "POST",
    body: "grant_type=client_credentials&grant_type=client_credentials",
    headers: { ...basic(), "content-type": "application/x-www-form-urlencoded" },
  });
  expect(repeated.status).toBe(400);
  expect((await ask({ grant_type: "password" })).body.error).toBe("unsupported_grant_type");
  expect((await ask({ client_secret: secret })).body.error).toBe("invalid_request");
  expect((await ask({ scope: "api:read admin" })).body.error).toBe("invalid_scope");
});

test("a wrong secret is refused like an unknown client, slowed down, and on record where the client is known", async () => {
  const wrong = await ask({}, basic(accessKey, "wrong"));
  const unknown = await ask({}, basic("ak-unknown", "wrong"));
  expect(wrong.status).toBe(401);
  expect(wrong.headers.get("www-authenticate")).toMatch(/^Basic /);
  expect(wrong.body).toEqual(unknown.body);
  expect(await issueRecords()).toEqual([{ outcome: "refused", status: 401 }]);
  for (let number = 0; number < 9; number += 1) await ask({}, basic(accessKey, "wrong"));
  const slowed = await ask({});
  expect(slowed.status).toBe(429);
  expect(Number(slowed.headers.get("retry-after"))).toBeGreaterThan(0);
});

test("a signature is checked once, however often rights are read anew", async () => {
  const token = await tokenWith();
  const before = verificationsMade();
  for (let number = 0; number < 3; number += 1) {
    expect(await list(token)).toBe(200);
    await inHomeTransaction((transaction) => bumpEpoch(transaction, kms.ada.organisationId));
  }
  expect(await list(token)).toBe(200);
  expect(verificationsMade() - before).toBe(1);
});

test.each([
  ["the credential is revoked", "UPDATE access_credential SET revoked_at = now() WHERE service_account_id = $1"],
  ["the credential expires", "UPDATE access_credential SET expires_at = now() WHERE service_account_id = $1"],
  ["the account is deleted", "UPDATE service_account SET deleted_at = now() WHERE id = $1"],
])("a token ends at once when %s, remembered or not, and no new one is issued", async (_, change) => {
  const token = await tokenWith();
  expect(await list(token)).toBe(200);
  await kms.query(change, [accountId]);
  await inHomeTransaction((transaction) => bumpEpoch(transaction, kms.ada.organisationId));
  expect(await list(token)).toBe(401);
  forgetEverything();
  expect(await list(token)).toBe(401);
  expect((await ask({})).status).toBe(401);
});

test("scopes bound the token: api:read is for GET", async () => {
  const token = await tokenWith({ scope: "api:read" });
  expect(await list(token)).toBe(200);
  const answer = await api.request("/v1/kms/nl-01/keys", {
    method: "POST",
    body: '{"name":"a key"}',
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  });
  expect(answer.status).toBe(403);
});

test("a token for one project opens no other", async () => {
  const { organisationId } = kms.ada;
  const at = new Date();
  const [one, other] = [newId("prj"), newId("prj")];
  for (const [id, slug] of [
    [one, "one"],
    [other, "other"],
  ] as const)
    await homeDatabase().prisma.project.create({
      data: { id, organisationId, name: slug, slug, createdAt: at, updatedAt: at },
    });
  const token = await tokenWith({ project: "one" });
  expect(decodeJwt(token).project).toBe(one);
  expect(await list(token)).toBe(200);
  expect(await list(token, { "x-project-identity": "other" })).toBe(404);
  expect((await ask({ project: "absent" })).body.error).toBe("invalid_request");
});

test("forged tokens open nothing", async () => {
  const good = await tokenWith();
  const [head = "", claims = "", signature = ""] = good.split(".");
  const { privateKey, kid } = await tokenKey();
  const payload = decodeJwt(good);
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const foreign = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const header = { alg: "ES256", kid };
  const forged = [
    `${encoded({ alg: "none" })}.${claims}.${signature}`,
    await new SignJWT(payload).setProtectedHeader({ alg: "HS256" }).sign(Buffer.from(kid)),
    await new SignJWT(payload).setProtectedHeader(header).sign(foreign),
    await new SignJWT({ ...payload, iss: "https://else.example" }).setProtectedHeader(header).sign(privateKey),
    await new SignJWT({ ...payload, org: kms.eve.organisationId }).setProtectedHeader(header).sign(privateKey),
    await new SignJWT({ ...payload, exp: 1 }).setProtectedHeader(header).sign(privateKey),
    `${head}.${encoded({ ...payload, sub: newId("sa") })}.${signature}`,
    `${head}.${claims}.${signature}${"A".repeat(5_000)}`,
  ];
  for (const token of forged) expect(await list(token), token.slice(0, 60)).toBe(401);
  expect(await list(good)).toBe(200);
});

test("the key set and the discovery document are public, and another node has the same key", async () => {
  const keySet = async () => (await api.request("/.well-known/jwks.json")).json();
  const first = await keySet();
  expect(first.keys).toEqual([expect.objectContaining({ kty: "EC", crv: "P-256", alg: "ES256" })]);
  expect(Object.keys(first.keys[0])).not.toContain("d");
  forgetTokenKey();
  expect(await keySet()).toEqual(first);
  const found = await (await api.request("/.well-known/openid-configuration")).json();
  expect(found).toMatchObject({ issuer: config().publicUrl, token_endpoint: `${config().publicUrl}/oidc/token` });
});

test("the last use of a credential is noted", async () => {
  await tokenWith();
  await vi.waitFor(async () => {
    const [row] = await kms.query("SELECT last_used_at FROM access_credential WHERE id = $1", [credentialId]);
    expect(row?.last_used_at).not.toBeNull();
  });
});

test("a request over the organisation's own limit is refused by name, and leaves a count instead of a record", async () => {
  setConfig({ ...config(), workers: 1 });
  await kms.query(`UPDATE organisation SET limits = '{"requestsPerSecond": 2}' WHERE id = $1`, [
    kms.ada.organisationId,
  ]);
  const token = await tokenWith();
  forgetAllRates();
  expect([await list(token), await list(token)]).toEqual([200, 200]);
  const askedAtMs = performance.now();
  const refused = await api.request("/v1/kms/nl-01/keys", { headers: { authorization: `Bearer ${token}` } });
  expect(refused.status).toBe(429);
  // Kept back for a moment, so that asking again at once is of no use.
  expect(performance.now() - askedAtMs).toBeGreaterThan(190);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect((await refused.json()).message).toContain("organisation may make 2 requests per second");
  expect(await kms.query("SELECT 1 FROM audit_record WHERE status = 429")).toEqual([]);
});
