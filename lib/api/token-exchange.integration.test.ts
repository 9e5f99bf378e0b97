import { generateKeyPairSync } from "node:crypto";
import { decodeJwt, exportJWK, SignJWT } from "jose";
import { afterEach, beforeEach, expect, test } from "vitest";
import { forgetTokenKey } from "@/lib/access/token-key";
import { forgetAllRates } from "@/lib/iam/rate-limit";
import { bumpEpoch, inHomeTransaction } from "@/lib/iam/store";
import { openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { homeDatabase } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { createApi } from "./app";

const api = createApi();
const ISSUER = "https://ci.example";
const SUBJECT = "repo:acme/site";
const JWT_TYPE = "urn:ietf:params:oauth:token-type:jwt";
const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
let kms: TestKms;
let accountId = "";
let identityId = "";

beforeEach(async () => {
  forgetTokenKey();
  forgetAllRates();
  kms = await openTestKms();
  ({ accountId, identityId } = await makeIdentity(kms.ada.organisationId));
});
afterEach(() => kms.close());

async function makeIdentity(organisationId: string, jwks?: { keys: [] }) {
  const at = new Date(Date.now() - 1_000);
  const [account, provider, identity] = [newId("sa"), newId("fip"), newId("fid")];
  const common = { organisationId, name: "ci", createdAt: at, updatedAt: at };
  const { kty = "", crv = "", x = "", y = "" } = await exportJWK(pair.publicKey);
  const stored = jwks ?? { keys: [{ kty, crv, x, y, kid: "one" }] };
  const { prisma } = homeDatabase();
  await prisma.serviceAccount.create({ data: { ...common, id: account, slug: "ci" } });
  await prisma.federatedIdentityProvider.create({
    data: { ...common, id: provider, slug: "ci", issuer: ISSUER, localJwks: stored, algorithms: ["ES256"] },
  });
  await prisma.federatedIdentity.create({
    data: {
      ...{ ...common, id: identity, slug: "ci", providerId: provider, serviceAccountId: account, subject: SUBJECT },
      ...{ trustedAudiences: ["pelagos"], audienceMatchMode: "exact", allowedScopes: ["api:read"] },
      conditions: { ref: "main" },
    },
  });
  await prisma.iamBinding.create({
    data: {
      ...{ ...common, id: newId("bind"), builtIn: "kms:FullAccess" },
      ...{ subjectKind: "service_account", subjectId: account },
    },
  });
  return { accountId: account, identityId: identity };
}

const subjectToken = (claims: Record<string, unknown> = {}) =>
  new SignJWT({ iss: ISSUER, sub: SUBJECT, aud: "pelagos", ref: "main", ...claims })
    .setProtectedHeader({ alg: "ES256", kid: "one" })
    .setExpirationTime("5m")
    .sign(pair.privateKey);

async function exchange(fields: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const body = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token_type: JWT_TYPE,
    organisation_id: kms.ada.organisationId,
    service_account_id: accountId,
    ...fields,
  });
  if (!body.has("subject_token")) body.set("subject_token", await subjectToken());
  const answer = await api.request("/oidc/token", { method: "POST", body, headers });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

async function list(token: string): Promise<number> {
  return (await api.request("/v1/kms/nl-01/keys", { headers: { authorization: `Bearer ${token}` } })).status;
}

const records = () =>
  kms.query("SELECT outcome, status, body::json->>'credentialId' AS credential FROM audit_record WHERE event = $1", [
    "iam.token.issue",
  ]);

test("the token of a trusted issuer buys one of the service account, on record", async () => {
  const answer = await exchange({ access_token_lifetime: "7200s" });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      ...{ token_type: "Bearer", expires_in: 7_200, scope: "api:read" },
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
    },
  });
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(decodeJwt(answer.body.access_token)).toMatchObject({
    ...{ sub: accountId, org: kms.ada.organisationId, cred: identityId, scope: "api:read" },
  });
  expect(await list(answer.body.access_token)).toBe(200);
  expect(await records()).toEqual([{ outcome: "allowed", status: 200, credential: identityId }]);
});

test("refusals have one text, whatever the reason, and those of a known identity are on record", async () => {
  const unknown = await exchange({ subject_token: await subjectToken({ sub: "repo:acme/other" }) });
  expect(unknown.status).toBe(400);
  expect(unknown.body.error).toBe("invalid_request");
  expect(await records()).toEqual([]);
  const wrong = [{ aud: "other" }, { aud: ["pelagos", "other"] }, { ref: "side" }];
  for (const claims of wrong) {
    expect((await exchange({ subject_token: await subjectToken(claims) })).body).toEqual(unknown.body);
  }
  expect((await exchange({ service_account_id: newId("sa") })).body).toEqual(unknown.body);
  expect((await exchange({ subject_token: "a.b.c" })).body).toEqual(unknown.body);
  const refusal = { outcome: "refused", status: 400, credential: identityId };
  expect(await records()).toEqual([refusal, refusal, refusal]);
});

test("an issuer that one organisation trusts opens nothing in another", async () => {
  const other = await makeIdentity(kms.eve.organisationId, { keys: [] });
  expect((await exchange({ service_account_id: other.accountId })).status).toBe(400);
  const inOther = { organisation_id: kms.eve.organisationId, service_account_id: other.accountId };
  expect((await exchange(inOther)).status).toBe(400);
  expect((await exchange()).status).toBe(200);
});

test("scopes beyond those allowed are refused", async () => {
  expect((await exchange({ scope: "api:read api:write" })).body.error).toBe("invalid_scope");
});

test.each([
  ["the identity is revoked", "UPDATE federated_identity SET revoked_at = now() WHERE service_account_id = $1"],
  ["the identity expires", "UPDATE federated_identity SET expires_at = now() WHERE service_account_id = $1"],
  ["the account is deleted", "UPDATE service_account SET deleted_at = now() WHERE id = $1"],
])("an exchanged token ends at once when %s, and no new one is issued", async (_, change) => {
  const { access_token: token } = (await exchange()).body;
  expect(await list(token)).toBe(200);
  await kms.query(change, [accountId]);
  await inHomeTransaction((transaction) => bumpEpoch(transaction, kms.ada.organisationId));
  expect(await list(token)).toBe(401);
  expect((await exchange()).status).toBe(400);
});

test.each([
  [{ subject_token_type: "urn:ietf:params:oauth:token-type:saml2" }, /subject_token_type: must be/],
  [{ requested_token_type: "urn:ietf:params:oauth:token-type:refresh_token" }, /requested_token_type: must be/],
  [{ actor_token: "x" }, /actor_token: is not supported/],
  [{ organisation_id: "" }, /organisation_id: is required/],
  [{ access_token_lifetime: "59" }, /access_token_lifetime: must be/],
] as [Record<string, string>, RegExp][])("a request with %j is refused with the field's name", async (fields, says) => {
  const { status, body } = await exchange(fields);
  expect(status).toBe(400);
  expect(body).toEqual({ error: "invalid_request", error_description: expect.stringMatching(says) });
});

test("failures are slowed down", async () => {
  const token = await subjectToken({ ref: "side" });
  for (let number = 0; number < 10; number += 1) await exchange({ subject_token: token });
  const slowed = await exchange({ subject_token: token });
  expect(slowed.status).toBe(429);
  expect(Number(slowed.headers.get("retry-after"))).toBeGreaterThan(0);
});
