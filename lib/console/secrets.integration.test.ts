import { afterAll, beforeAll, expect, test } from "vitest";
import { createBinding } from "@/lib/access/bindings";
import { createClientKey } from "@/lib/access/client-keys";
import { createPolicy } from "@/lib/access/policies";
import { ROLES } from "@/lib/access/policy-kind";
import { createTestMember } from "@/lib/access/test-members";
import type { KmsKey } from "@/lib/contract/kms";
import { hashPassword } from "@/lib/iam/password";
import { listKeys } from "@/lib/kms/list-keys";
import { callAs, codeOf, openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { createSecret } from "@/lib/secrets/create-secret";
import { readKeyPage } from "./key-page";
import { namesOf } from "./names-of";
import { revealSecret } from "./reveal-secret";
import { readSecretDetail } from "./secret-detail";
import { readSecretPage } from "./secret-page";
import { trySecretPolicy } from "./try-secret-policy";

const REGION = "nl-01";
const PASSWORD = "correct horse battery";
const base64 = (text: string) => Buffer.from(text).toString("base64");
const at = (path: string) => ({ region: REGION, path });

let kms: TestKms;
let key: KmsKey;

beforeAll(async () => {
  kms = await openTestKms();
  key = await kms.makeKey({});
  await kms.query("UPDATE app_user SET password_hash = $1 WHERE id = $2", [
    await hashPassword(PASSWORD),
    kms.ada.userId,
  ]);
});
afterAll(() => kms.close());

const create = (path: string, more: Record<string, unknown> = {}) => {
  const body = { path, kmsKeyIdentity: key.identity, secretString: base64("sesame"), ...more };
  return createSecret(callAs(kms.ada, body), { region: REGION });
};
const reveal = (password: string) => callAs(kms.ada, { password, version: 1 });

test("a value is shown for the password only, and a wrong one is on record as a refused reading", async () => {
  await create("/reveal/one");
  const wrong = reveal("another");
  await expect(revealSecret(wrong, at("/reveal/one"))).rejects.toMatchObject({
    code: "invalid_request",
    message: "password: is not your password.",
  });
  expect(await kms.recordsOf(wrong)).toMatchObject([
    { event: "secret.get_value", outcome: "refused", body: { resourceSlug: "/reveal/one" } },
  ]);
  const right = reveal(PASSWORD);
  expect(await revealSecret(right, at("/reveal/one"))).toMatchObject({ version: 1, secretString: base64("sesame") });
  expect((await kms.recordsOf(right)).map(({ event }) => event).sort()).toEqual(["kms.decrypt", "secret.get_value"]);
  expect(await codeOf(revealSecret(callAs(kms.ada, { version: 1 }), at("/reveal/one")))).toBe("invalid_request");
});

test("guesses of the password are slowed down like a sign-in", async () => {
  await create("/reveal/slow");
  const codes: string[] = [];
  for (let guess = 0; guess < 12; guess += 1) {
    codes.push(await codeOf(revealSecret(reveal(`guess ${guess}`), at("/reveal/slow"))));
  }
  expect(codes).toContain("too_many_requests");
});

test("a page of a folder has its folders on the first page, and a search looks below it", async () => {
  for (const path of ["/tree/a", "/tree/b", "/tree/deep/c", "/tree/deep/er/d"]) await create(path);
  const first = await readSecretPage(callAs(kms.ada), REGION, { folder: "/tree/" });
  expect(first).toMatchObject({ folder: "/tree/", folders: ["/tree/deep/"], nextCursor: null, mayCreate: true });
  expect(first.secrets.map(({ path }) => path)).toEqual(["/tree/a", "/tree/b"]);
  const found = await readSecretPage(callAs(kms.ada), REGION, { folder: "/tree/", q: "deep" });
  expect(found.secrets.map(({ path }) => path)).toEqual(["/tree/deep/c", "/tree/deep/er/d"]);
  expect(await codeOf(readSecretPage(callAs(kms.ada), REGION, { folder: "tree" }))).toBe("invalid_request");
});

test("a page says who wrote each version, and what the person may do", async () => {
  await create("/detail/one");
  const detail = await readSecretDetail(callAs(kms.ada), at("/detail/one"));
  expect(detail.names).toEqual({ [kms.ada.userId]: "ada" });
  expect(detail.rights).toEqual({ readValue: true, writeValue: true, update: true, delete: true });
  expect(JSON.stringify(detail)).not.toContain(base64("sesame"));
  expect(await codeOf(readSecretDetail(callAs(kms.eve), at("/detail/one")))).toBe("secret_not_found");
});

test("a member sees what a role shows, is offered nothing else, and gets no value", async () => {
  for (const path of ["/member/shown", "/other/hidden"]) await create(path);
  const member = await createTestMember(kms.ada.organisationId, "mia");
  const rules = [{ resources: ["secret"], permissions: ["list", "read"], resourceIdentities: ["/member/*"] }];
  const { identity } = await createPolicy(ROLES, callAs(kms.ada, { name: "reader", rules }));
  await createBinding(ROLES, callAs(kms.ada, { userIdentity: member.userId }), identity);
  const tree = await readSecretPage(callAs(member), REGION, {});
  expect(tree).toMatchObject({ folders: ["/member/"], mayCreate: false });
  const detail = await readSecretDetail(callAs(member), at("/member/shown"));
  expect(detail.rights).toEqual({ readValue: false, writeValue: false, update: false, delete: false });
  expect(detail.secret.kmsKey).toEqual({ identity: key.identity });
  await kms.query("UPDATE app_user SET password_hash = $1 WHERE id = $2", [
    await hashPassword(PASSWORD),
    member.userId,
  ]);
  const asked = callAs(member, { password: PASSWORD, version: 1 });
  expect(await codeOf(revealSecret(asked, at("/member/shown")))).toBe("secret_not_found");
});

test("a member to whom nothing is given sees no secret and no key in any list", async () => {
  await create("/nothing/given");
  const nobody = await createTestMember(kms.ada.organisationId, "noah");
  expect(await readSecretPage(callAs(nobody), REGION, {})).toMatchObject({ folders: [], secrets: [] });
  expect((await readSecretPage(callAs(nobody), REGION, { q: "given" })).secrets).toEqual([]);
  expect((await listKeys(callAs(nobody), { region: REGION }, {})).keys).toEqual([]);
  expect(await readKeyPage(callAs(nobody), {})).toMatchObject({ keys: [], matchingCount: 0, totalCount: 0 });
});

test("a policy is tried without a call, by those who may read the secret", async () => {
  await create("/try/one");
  const accessPolicy = { conditions: [{ type: "ip", effect: "allow", cidrs: ["10.0.0.0/8"] }] };
  const ask = (clientAddress: string, by = kms.ada) =>
    trySecretPolicy(
      callAs(by, { accessPolicy, action: "getSecretValue", actorId: "u-1", clientAddress }),
      at("/try/one"),
    );
  expect(await ask("10.1.2.3")).toMatchObject({ allowed: true });
  expect(await ask("192.0.2.1")).toEqual({ allowed: false, reason: "None of the conditions that allow it holds." });
  expect(await codeOf(ask("nowhere"))).toBe("invalid_request");
  expect(await codeOf(ask("10.1.2.3", kms.eve))).toBe("secret_not_found");
});

test("a policy of an earlier version is tried as it is, with words that name nothing", async () => {
  await create("/try/before");
  const accessPolicy = { statements: [{ effect: "Deny", actions: ["bogus", "*"], principals: ["u-bogus"] }] };
  const call = { accessPolicy, action: "getSecretValue", actorId: "u-bogus", clientAddress: "192.0.2.1" };
  expect(await trySecretPolicy(callAs(kms.ada, call), at("/try/before"))).toMatchObject({ allowed: false });
});

test("whoever acted is called by name: people and client keys of the organisation", async () => {
  const request = { name: "Billing", region: REGION, password: "correct-horse-1", policies: ["kms:Encrypt"] };
  const { identity } = await createClientKey(callAs(kms.ada, request));
  const asked = [kms.ada.userId, identity, "ck-0123456789abcdefghij"];
  expect(await namesOf(kms.ada.organisationId, asked)).toEqual({ [kms.ada.userId]: "ada", [identity]: "Billing" });
  expect(await namesOf(kms.eve.organisationId, [identity])).toEqual({});
});
