import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { callAs, codeOf, openTestKms, type TestCaller, type TestKms } from "@/lib/kms/test-calls";
import { createBinding } from "./bindings";
import { checkSubjectToken } from "./check-subject-token";
import {
  createFederatedIdentity,
  deleteFederatedIdentity,
  getFederatedIdentity,
  listFederatedIdentities,
  updateFederatedIdentity,
} from "./federated-identities";
import {
  createFederatedIdentityProvider,
  deleteFederatedIdentityProvider,
  getFederatedIdentityProvider,
  listFederatedIdentityProviders,
  updateFederatedIdentityProvider,
} from "./federated-identity-providers";
import { createPolicy } from "./policies";
import { ROLES } from "./policy-kind";
import { createServiceAccount, deleteServiceAccount } from "./service-accounts";
import { createTestMember } from "./test-members";

let kms: TestKms;
/** May manage federation and service accounts, but has no right on keys. */
let manager: TestCaller;
/** The built-in role that reads everything. */
let auditor: TestCaller;
let numbers = 0;

beforeAll(async () => {
  kms = await openTestKms();
  manager = await createTestMember(kms.ada.organisationId, "max");
  auditor = await createTestMember(kms.ada.organisationId, "aud");
  const role = await createPolicy(
    ROLES,
    callAs(kms.ada, {
      name: "Federation",
      rules: [{ resources: ["federated_identity", "service_account"], permissions: ["*"] }],
    }),
  );
  await createBinding(ROLES, callAs(kms.ada, { userIdentity: manager.userId }), role.identity);
  await createBinding(ROLES, callAs(kms.ada, { userIdentity: auditor.userId }), "auditor");
});
afterAll(() => kms.close());
beforeEach(() => {
  numbers += 1;
});

const publicKey = { ...generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" }), kid: "one" };
const providerRequest = (more: Record<string, unknown> = {}) => ({
  name: `CI ${numbers}`,
  providerIssuer: `https://ci-${numbers}.example`,
  localJwks: { keys: [publicKey] },
  ...more,
});
const provider = (more: Record<string, unknown> = {}, who = kms.ada) =>
  createFederatedIdentityProvider(callAs(who, providerRequest(more)));
const account = () => createServiceAccount(callAs(kms.ada, { name: `App ${numbers}` }));
const bind = (serviceAccountIdentity: string) =>
  createBinding(ROLES, callAs(kms.ada, { serviceAccountIdentity }), "kms:Encrypt");

async function identity(more: Record<string, unknown> = {}, who = kms.ada) {
  const [{ identity: providerIdentity }, { identity: serviceAccountIdentity }] = [await provider(), await account()];
  return createFederatedIdentity(
    callAs(who, {
      ...{ name: `Main ${numbers}`, providerIdentity, serviceAccountIdentity, providerSubject: "repo:acme/shop" },
      ...{ trustedAudiences: ["pelagos"], ...more },
    }),
  );
}

test("a provider is created, read by identity and slug, listed, changed and deleted, each on record", async () => {
  const call = callAs(kms.ada, providerRequest({ labels: { team: "web" } }));
  const made = await createFederatedIdentityProvider(call);
  expect(made).toMatchObject({
    ...{ providerIssuer: `https://ci-${numbers}.example`, providerJwksUri: null, status: "active", objectVersion: 1 },
    localJwks: { keys: [publicKey] },
  });
  expect(await kms.recordsOf(call)).toMatchObject([
    { event: "iam.federated_identity_provider.create", outcome: "allowed", status: 201 },
  ]);
  expect(await getFederatedIdentityProvider(callAs(kms.ada), made.slug)).toEqual(made);
  expect(await listFederatedIdentityProviders(callAs(kms.ada))).toContainEqual(made);
  const remote = { localJwks: null, providerJwksUri: "https://ci.example/keys", algorithms: ["RS256"] };
  expect(await updateFederatedIdentityProvider(callAs(kms.ada, remote), made.identity)).toMatchObject({
    ...{ localJwks: null, providerJwksUri: "https://ci.example/keys", algorithms: ["RS256"], objectVersion: 2 },
    labels: { team: "web" },
  });
  expect(await getFederatedIdentityProvider(callAs(kms.ada), made.identity)).toMatchObject(remote);
  await deleteFederatedIdentityProvider(callAs(kms.ada), made.identity);
  expect(await codeOf(getFederatedIdentityProvider(callAs(kms.ada), made.identity))).toBe("object_not_found");
});

test("one issuer has one provider in an organisation, and may have another in the next", async () => {
  await provider();
  expect(await codeOf(provider({ name: "Other" }))).toBe("state_conflict");
  expect(await codeOf(provider({ providerIssuer: "https://elsewhere.example" }))).toBe("slug_taken");
  expect(await codeOf(provider({}, kms.eve))).toBe("answered");
});

test.each([
  [{ providerIssuer: "http://ci.example" }, /https/],
  [{ providerIssuer: "ci.example" }, /providerIssuer: must be an address/],
  [{ providerIssuer: "https://ci.example/?tenant=1" }, /no query/],
  [{ providerIssuer: "https://user@ci.example" }, /no query, fragment or user/],
  [{ providerIssuer: "https://10.0.0.1", localJwks: null }, /private network/],
  [{ providerIssuer: "http://localhost:3000" }, /this installation itself/],
  [{ providerJwksUri: "http://localhost:3000/keys" }, /this installation itself/],
  [{ providerJwksUri: "https://169.254.169.254/", localJwks: null }, /providerJwksUri: .*private network/],
  [{ providerJwksUri: "http://ci.example/keys", localJwks: null }, /must be called with https/],
  [{ localJwks: { keys: [] } }, /localJwks/],
  [{ localJwks: { keys: [{ kty: "oct", k: "c2VjcmV0" }] } }, /secret key/],
  [{ algorithms: ["HS256"] }, /algorithms.0: must be one of/],
  [{ algorithms: ["none"] }, /algorithms.0: must be one of/],
  [{ algorithms: [] }, /algorithms/],
  [{ issuer: "https://ci.example" }, /unknown fields: issuer/],
] as const)("a provider with %j is refused with a reason", async (more, says) => {
  await expect(provider(more)).rejects.toThrow(says);
});

test("a federated identity is created, read, listed, changed and revoked", async () => {
  const made = await identity({ conditions: { environment: "production", protected: true } });
  expect(made).toMatchObject({
    ...{ providerSubject: "repo:acme/shop", trustedAudiences: ["pelagos"], audienceMatchMode: "any", status: "active" },
    ...{ allowedScopes: ["api:read", "api:write"], conditions: { environment: "production", protected: true } },
    provider: { providerIssuer: `https://ci-${numbers}.example` },
  });
  expect(await getFederatedIdentity(callAs(kms.ada), made.slug)).toEqual(made);
  expect(await listFederatedIdentities(callAs(kms.ada))).toContainEqual(made);
  const change = { audienceMatchMode: "all", allowedScopes: ["api:read"], conditions: {}, status: "inactive" };
  expect(await updateFederatedIdentity(callAs(kms.ada, change), made.identity)).toMatchObject(change);
  await deleteFederatedIdentity(callAs(kms.ada), made.identity);
  expect(await codeOf(getFederatedIdentity(callAs(kms.ada), made.identity))).toBe("object_not_found");
});

test.each([
  [{ trustedAudiences: [] }, /trustedAudiences/],
  [{ providerIdentity: "absent" }, /providerIdentity: names no provider/],
  [{ audienceMatchMode: "some" }, /audienceMatchMode: must be one of/],
  [{ allowedScopes: [] }, /allowedScopes/],
  [{ expiresAt: "2020-01-01T00:00:00Z" }, /must be in the future/],
  [{ conditions: { groups: ["a"] } }, /conditions.groups/],
] as const)("a federated identity with %j is refused with a reason", async (more, says) => {
  await expect(identity(more)).rejects.toThrow(says);
});

test("who lacks a right that an account has lets no token act as it, by no way", async () => {
  const open = await identity({}, manager);
  const widening = { trustedAudiences: ["other"] };
  expect(await codeOf(updateFederatedIdentity(callAs(manager, widening), open.identity))).toBe("answered");
  await bind(open.serviceAccount.identity);
  const { identity: providerIdentity } = open.provider;
  const refused = async (change: Record<string, unknown>) =>
    codeOf(updateFederatedIdentity(callAs(manager, change), open.identity));
  expect(await refused(widening)).toBe("permission_denied");
  expect(await refused({ conditions: {} })).toBe("permission_denied");
  expect(await refused({ expiresAt: null })).toBe("permission_denied");
  expect(await refused({ status: "active" })).toBe("permission_denied");
  const onProvider = async (change: Record<string, unknown>) =>
    codeOf(updateFederatedIdentityProvider(callAs(manager, change), providerIdentity));
  expect(await onProvider({ localJwks: { keys: [publicKey] } })).toBe("permission_denied");
  expect(await onProvider({ providerJwksUri: "https://mine.example/keys" })).toBe("permission_denied");
  expect(await onProvider({ algorithms: ["RS256"] })).toBe("permission_denied");
  expect(await onProvider({ status: "active" })).toBe("permission_denied");
  const another = { ...{ name: "Mine", providerIdentity, providerSubject: "me" }, trustedAudiences: ["pelagos"] };
  const { identity: serviceAccountIdentity } = open.serviceAccount;
  const making = createFederatedIdentity(callAs(manager, { ...another, serviceAccountIdentity }));
  expect(await codeOf(making)).toBe("permission_denied");
  // What only describes or closes it stays allowed.
  expect(await refused({ description: "x" })).toBe("answered");
  expect(await refused({ status: "inactive" })).toBe("answered");
  expect(await onProvider({ status: "inactive" })).toBe("answered");
});

test("nobody gives scopes that their own credential lacks", async () => {
  await kms.query("UPDATE access_token SET scopes = '{api:write}' WHERE user_id = $1", [kms.eve.userId]);
  const { identity: providerIdentity } = await provider({}, kms.eve);
  const { identity: serviceAccountIdentity } = await createServiceAccount(callAs(kms.eve, { name: "App" }));
  const request = {
    name: "x",
    providerIdentity,
    serviceAccountIdentity,
    providerSubject: "s",
    trustedAudiences: ["a"],
  };
  const making = (allowedScopes: string[]) =>
    createFederatedIdentity(callAs(kms.eve, { ...request, name: allowedScopes.join(" "), allowedScopes }));
  expect(await codeOf(making(["kubernetes"]))).toBe("permission_denied");
  expect(await codeOf(making(["api:read", "api:write"]))).toBe("answered");
  await kms.query("UPDATE access_token SET scopes = '{}' WHERE user_id = $1", [kms.eve.userId]);
});

test("an auditor reads providers and identities, checks tokens, and changes nothing", async () => {
  const made = await identity();
  const call = (body?: unknown) => callAs(auditor, body);
  expect(await listFederatedIdentities(call())).toContainEqual(made);
  expect(await getFederatedIdentityProvider(call(), made.provider.identity)).toMatchObject({ status: "active" });
  expect(await checkSubjectToken(call({ subjectToken: "a.b.c" }))).toMatchObject({ failedCheck: "form" });
  expect(await codeOf(provider({}, auditor))).toBe("permission_denied");
  expect(await codeOf(updateFederatedIdentity(call({ name: "x" }), made.identity))).toBe("permission_denied");
  expect(await codeOf(deleteFederatedIdentity(call(), made.identity))).toBe("permission_denied");
  expect(await codeOf(deleteFederatedIdentityProvider(call(), made.provider.identity))).toBe("permission_denied");
});

test("another organisation sees and reaches none of them", async () => {
  const made = await identity();
  expect(await codeOf(getFederatedIdentity(callAs(kms.eve), made.identity))).toBe("object_not_found");
  expect(await codeOf(deleteFederatedIdentity(callAs(kms.eve), made.slug))).toBe("object_not_found");
  expect(await codeOf(deleteFederatedIdentityProvider(callAs(kms.eve), made.provider.identity))).toBe(
    "object_not_found",
  );
  const { identity: serviceAccountIdentity } = made.serviceAccount;
  const theirs = await provider({}, kms.eve);
  const request = { name: "x", providerIdentity: theirs.identity, providerSubject: "s", trustedAudiences: ["a"] };
  const across = createFederatedIdentity(callAs(kms.eve, { ...request, serviceAccountIdentity }));
  expect(await codeOf(across)).toBe("object_not_found");
});

test("identities go with their provider and with their service account", async () => {
  const first = await identity();
  await deleteFederatedIdentityProvider(callAs(kms.ada), first.provider.identity);
  expect(await codeOf(getFederatedIdentity(callAs(kms.ada), first.identity))).toBe("object_not_found");
  numbers += 1_000;
  const second = await identity();
  await deleteServiceAccount(callAs(kms.ada), second.serviceAccount.identity);
  expect(await codeOf(getFederatedIdentity(callAs(kms.ada), second.identity))).toBe("object_not_found");
  await deleteFederatedIdentityProvider(callAs(kms.ada), second.provider.identity);
});
