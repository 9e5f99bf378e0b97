import { createHmac, generateKeyPairSync } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { forgetIssuerKeys } from "@/lib/access/issuer-keys";
import { KEYS_PATH, startTestIssuer, type TestIssuer } from "@/lib/access/test-issuer";
import { forgetTokenKey } from "@/lib/access/token-key";
import { forgetAllRates } from "@/lib/iam/rate-limit";
import { openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { type FakeClock, useFakeClock } from "@/lib/platform/clock";
import { config, setConfig } from "@/lib/platform/config";
import { createApi } from "./app";

const api = createApi();
const SUBJECT = "repo:acme/shop:ref:refs/heads/main";
let kms: TestKms;
let issuer: TestIssuer;
let clock: FakeClock | null = null;
let providerId = "";
let identityId = "";
let accountId = "";
let number = 0;

beforeAll(async () => {
  forgetTokenKey();
  kms = await openTestKms();
  setConfig({ ...config(), outboundAllow: ["127.0.0.1"] });
});
afterAll(() => kms.close());

beforeEach(async () => {
  forgetAllRates();
  forgetIssuerKeys();
  issuer = await startTestIssuer();
  number += 1;
  const provider = { name: `CI ${number}`, providerIssuer: issuer.issuer };
  providerId = (await done("POST", "/federated-identity-providers", provider)).identity;
  accountId = (await done("POST", "/service-accounts", { name: `Deploy ${number}` })).identity;
  const identity = {
    ...{ name: `Main ${number}`, providerIdentity: providerId, serviceAccountIdentity: accountId },
    ...{ providerSubject: SUBJECT, trustedAudiences: ["pelagos"], conditions: { environment: "production" } },
  };
  identityId = (await done("POST", "/federated-identities", identity)).identity;
  const binding = { serviceAccountIdentity: accountId };
  await done("POST", `/iam/roles/${encodeURIComponent("kms:FullAccess")}/bindings`, binding);
});
afterEach(async () => {
  clock?.restore();
  clock = null;
  await issuer.close();
});

async function done(method: string, path: string, body?: unknown) {
  const headers = { authorization: `Bearer ${kms.ada.token}`, "content-type": "application/json" };
  const answer = await api.request(`/v1${path}`, { method, headers, body: JSON.stringify(body) });
  const parsed = await answer.json();
  expect(answer.status, JSON.stringify(parsed)).toBeLessThan(300);
  return parsed;
}

const token = (claims: Record<string, unknown> = {}, header?: Record<string, string>) =>
  issuer.sign({ sub: SUBJECT, aud: "pelagos", environment: "production", ...claims }, header);

async function exchange(subjectToken: string, more: Record<string, string> = {}) {
  const body = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    ...{ subject_token: subjectToken, organisation_id: kms.ada.organisationId, service_account_id: accountId },
    ...more,
  });
  const answer = await api.request("/oidc/token", { method: "POST", body });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

const statusOf = async (subjectToken: string | Promise<string>) => (await exchange(await subjectToken)).status;
const uses = async (bearer: string, method = "GET") =>
  (
    await api.request("/v1/kms/nl-01/keys", {
      method,
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
      ...(method === "POST" ? { body: JSON.stringify({ name: `made ${number}` }) } : {}),
    })
  ).status;

test("a token of an issuer whose keys are found by discovery is exchanged and used, and the use is noted", async () => {
  const { status, body } = await exchange(await token());
  expect(status).toBe(200);
  expect(await uses(body.access_token)).toBe(200);
  await expect
    .poll(async () => (await done("GET", `/federated-identities/${identityId}`)).lastUsedAt)
    .toEqual(expect.any(String));
});

test("keys that the issuer replaced count at once, those it withdrew no more", async () => {
  clock = useFakeClock(new Date());
  const old = await token();
  expect(await statusOf(old)).toBe(200);
  issuer.rotate();
  clock.advance(5_000);
  expect(await statusOf(token())).toBe(200);
  expect(await statusOf(old)).toBe(400);
});

test("a token is taken until thirty seconds after its end, again and again, and never later", async () => {
  const live = await token();
  expect(await statusOf(live)).toBe(200);
  expect(await statusOf(live)).toBe(200);
  clock = useFakeClock(new Date());
  clock.advance(328_000);
  expect(await statusOf(live)).toBe(200);
  clock.advance(3_000);
  expect(await statusOf(live)).toBe(400);
});

test("wrong subject, audience, condition, issuer and time are refused in one text", async () => {
  const texts = new Set<string>();
  const soon = Math.floor(Date.now() / 1_000) + 300;
  const wrong = [
    { sub: "repo:acme/other" },
    { aud: "other" },
    { environment: "staging" },
    { environment: ["production"] },
    { iss: "https://evil.example" },
    { exp: 1 },
    { nbf: soon },
    { iat: soon },
  ];
  for (const claims of wrong) {
    const { status, body } = await exchange(await token(claims));
    expect(status, JSON.stringify(claims)).toBe(400);
    texts.add(JSON.stringify(body));
  }
  expect(texts.size).toBe(1);
});

test("audiences: one in common, all of them, or exactly those", async () => {
  const takes = async (audienceMatchMode: string, aud: string | string[]) => {
    forgetAllRates();
    await kms.query("DELETE FROM sign_in_throttle");
    await done("PUT", `/federated-identities/${identityId}`, { audienceMatchMode, trustedAudiences: ["a", "b"] });
    return (await statusOf(token({ aud }))) === 200;
  };
  expect(await takes("any", "a")).toBe(true);
  expect(await takes("any", "c")).toBe(false);
  expect(await takes("all", "a")).toBe(false);
  expect(await takes("all", ["a", "b", "c"])).toBe(true);
  expect(await takes("exact", ["a", "b", "c"])).toBe(false);
  expect(await takes("exact", ["b", "a"])).toBe(true);
});

test("a public key never becomes the secret of a symmetric signature, and none is no signature", async () => {
  const [head = "", payload = ""] = (await token()).split(".");
  const { kid } = JSON.parse(Buffer.from(head, "base64url").toString());
  const { keys } = await issuer.jwks();
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  for (const secret of [JSON.stringify(keys[0]), String(keys[0]?.x)]) {
    const signed = `${encoded({ alg: "HS256", kid })}.${payload}`;
    const signature = createHmac("sha256", secret).update(signed).digest("base64url");
    expect(await statusOf(`${signed}.${signature}`)).toBe(400);
  }
  expect(await statusOf(`${encoded({ alg: "none", kid })}.${payload}.AA`)).toBe(400);
  expect(issuer.asked).toEqual([]);
});

test("a key of one's own in the header opens nothing", async () => {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const [head = "", payload = "", signature = ""] = (await token()).split(".");
  const header = JSON.parse(Buffer.from(head, "base64url").toString());
  const own = { ...header, jwk: publicKey.export({ format: "jwk" }), jku: `${issuer.issuer}/evil`, x5u: issuer.issuer };
  const forged = `${Buffer.from(JSON.stringify(own)).toString("base64url")}.${payload}.${signature}`;
  expect(await statusOf(forged)).toBe(400);
  expect(issuer.asked).not.toContain("/evil");
});

test("while the issuer's keys cannot be had the answer is to come back, not a refusal", async () => {
  issuer.answer(KEYS_PATH, (response) => response.writeHead(302, { location: "http://10.0.0.1/" }).end());
  const { status, headers, body } = await exchange(await token());
  expect(status).toBe(503);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect(body.error).toBe("temporarily_unavailable");
  expect(JSON.stringify(body)).not.toContain("10.0.0.1");
});

test.each([
  ["identity is revoked", () => done("DELETE", `/federated-identities/${identityId}`)],
  ["identity is made inactive", () => done("PUT", `/federated-identities/${identityId}`, { status: "inactive" })],
  [
    "provider is made inactive",
    () => done("PUT", `/federated-identity-providers/${providerId}`, { status: "inactive" }),
  ],
  ["provider is deleted", () => done("DELETE", `/federated-identity-providers/${providerId}`)],
  ["account is deleted", () => done("DELETE", `/service-accounts/${accountId}`)],
])("a token ends at once when its %s, and no new one is issued", async (_, end) => {
  const { access_token: bearer } = (await exchange(await token())).body;
  expect(await uses(bearer)).toBe(200);
  await end();
  expect(await uses(bearer)).toBe(401);
  expect(await statusOf(token())).toBe(400);
});

test("a scope that the identity loses is lost by tokens issued before", async () => {
  const { access_token: bearer } = (await exchange(await token())).body;
  expect(await uses(bearer, "POST")).toBe(201);
  await done("PUT", `/federated-identities/${identityId}`, { allowedScopes: ["api:read"] });
  expect(await uses(bearer, "POST")).toBe(403);
  expect(await uses(bearer)).toBe(200);
});

test("a check of a token says which check fails, exchanges nothing and leaves no trace of the token", async () => {
  const check = async (claims: Record<string, unknown>) => {
    const subjectToken = await token(claims);
    const answer = await done("POST", "/federated-identities/check", { subjectToken });
    const records = await kms.query("SELECT body FROM audit_record WHERE event = 'iam.subject_token.check'");
    expect(records.length).toBeGreaterThan(0);
    expect(JSON.stringify(records)).not.toContain(subjectToken.split(".")[1]);
    return answer;
  };
  expect(await check({})).toMatchObject({
    ...{ failedCheck: null, issuer: issuer.issuer, subject: SUBJECT, audiences: ["pelagos"] },
    ...{ provider: { identity: providerId }, identities: [{ failedCheck: null, identity: { identity: identityId } }] },
  });
  expect(await check({ aud: "other" })).toMatchObject({
    failedCheck: "audience",
    detail: expect.stringContaining("other"),
  });
  expect(await check({ environment: "staging" })).toMatchObject({ failedCheck: "conditions" });
  expect(await check({ exp: 1 })).toMatchObject({ failedCheck: "time" });
  expect(await check({ sub: "other" })).toMatchObject({ failedCheck: "subject", identities: [] });
  expect(await check({ iss: "https://other.example" })).toMatchObject({ failedCheck: "issuer", provider: null });
  await done("PUT", `/federated-identities/${identityId}`, { status: "inactive" });
  expect(await check({})).toMatchObject({ failedCheck: "status" });
  const issued = "SELECT 1 FROM audit_record WHERE event = 'iam.token.issue' AND body LIKE '%' || $1 || '%'";
  expect(await kms.query(issued, [accountId])).toEqual([]);
});
