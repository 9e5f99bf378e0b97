import { afterAll, beforeAll, expect, test } from "vitest";
import { encrypt } from "@/lib/kms/encrypt";
import { callAs, codeOf, openTestKms, type TestCaller, type TestKms } from "@/lib/kms/test-calls";
import { createBinding } from "./bindings";
import { readHeldPermissions } from "./held-permissions";
import { createPolicy, createRule, getPolicy, listPoliciesOf, replaceRule } from "./policies";
import { ROLES } from "./policy-kind";
import { previewRule } from "./preview-rule";
import { createTestMember } from "./test-members";

let kms: TestKms;
let auditor: TestCaller;
let delegate: TestCaller;

beforeAll(async () => {
  kms = await openTestKms();
  const { organisationId } = kms.ada;
  auditor = await createTestMember(organisationId, "auditor");
  delegate = await createTestMember(organisationId, "delegate");
  await bind("auditor", auditor);
  const rules = [{ resources: ["iam_role"], permissions: ["*"] }];
  const made = await role(rules);
  await bind(made.slug, delegate);
  await bind("kms:Encrypt", delegate);
});
afterAll(() => kms.close());

const bind = (policy: string, { userId }: TestCaller) =>
  createBinding(ROLES, callAs(kms.ada, { userIdentity: userId }), policy);
const role = (rules: readonly unknown[]) =>
  createPolicy(ROLES, callAs(kms.ada, { name: `Role ${crypto.randomUUID()}`, rules }));
const preview = (who: TestCaller, rule: Record<string, unknown>, named: string | null = null) =>
  previewRule(ROLES, callAs(who, { resources: ["kms_key"], permissions: ["encrypt"], ...rule }), named);

test("a preview names the permission that would be refused, and saving then refuses for the same one", async () => {
  expect((await preview(delegate, {})).missing).toBeNull();
  expect((await preview(delegate, { permissions: ["encrypt", "rotate"] })).missing).toBe("kms_key:rotate");
  expect((await preview(delegate, { effect: "deny", permissions: ["rotate"] })).missing).toBeNull();
  const body = { name: "More", rules: [{ resources: ["kms_key"], permissions: ["encrypt", "rotate"] }] };
  await expect(createPolicy(ROLES, callAs(delegate, body))).rejects.toMatchObject({
    code: "permission_denied",
    message: expect.stringContaining("kms_key:rotate is missing"),
  });
});

test("a preview counts the keys a rule is about, for those who may see every key only", async () => {
  const label = { stage: crypto.randomUUID() };
  const key = await kms.makeKey({ labels: label });
  expect((await preview(kms.ada, { conditions: { labels: label } })).keys).toBe(1);
  expect((await preview(kms.ada, { resourceIdentities: [key.identity] })).keys).toBe(1);
  expect((await preview(kms.ada, { resourceIdentities: ["kms-nothing*"] })).keys).toBe(0);
  expect((await preview(kms.ada, { resources: ["team"], permissions: ["read"] })).keys).toBeNull();
  expect((await preview(delegate, { conditions: { labels: label } })).keys).toBeNull();
});

test("a preview is refused where the rule could not be saved, and for rules that are none", async () => {
  expect(await codeOf(preview(auditor, {}))).toBe("permission_denied");
  expect(await codeOf(preview(auditor, {}, "administrator"))).toBe("permission_denied");
  expect(await codeOf(preview(kms.ada, {}, "no-such-role"))).toBe("object_not_found");
  expect(await codeOf(preview(kms.ada, { permissions: ["fly"] }))).toBe("invalid_request");
  expect(await codeOf(preview(kms.eve, {}, (await role([])).identity))).toBe("object_not_found");
});

test("a rule is replaced in one step, counts at once and keeps its identity", async () => {
  const made = await role([{ resources: ["kms_key"], permissions: ["decrypt"] }]);
  const reader = await createTestMember(kms.ada.organisationId, "reader");
  await bind(made.slug, reader);
  const target = { policy: made.slug, rule: made.rules[0]?.identity ?? "" };
  const key = await kms.makeKey({});
  const use = () => codeOf(encrypt(callAs(reader, { plaintext: "aGVsbG8=" }), { region: "nl-01", key: key.identity }));
  expect(await use()).toBe("key_not_found");
  const rule = { resources: ["kms_key"], permissions: ["encrypt"], note: "For the shop." };
  const replaced = await replaceRule(ROLES, callAs(kms.ada, rule), target);
  expect(replaced).toMatchObject({ identity: target.rule, permissions: ["encrypt"], note: "For the shop." });
  expect(await use()).toBe("answered");
  expect((await getPolicy(ROLES, callAs(kms.ada), made.slug)).rules).toEqual([replaced]);
});

test("replacing a rule needs what the new one gives, and what the old one denied", async () => {
  const made = await role([{ effect: "deny", resources: ["kms_key"], permissions: ["rotate"] }]);
  const target = { policy: made.slug, rule: made.rules[0]?.identity ?? "" };
  const replace = (who: TestCaller, permissions: string[], named = target) =>
    codeOf(replaceRule(ROLES, callAs(who, { resources: ["kms_key"], permissions }), named));
  expect(await replace(delegate, ["encrypt"])).toBe("permission_denied");
  expect(await replace(auditor, ["read"])).toBe("permission_denied");
  expect(await replace(kms.eve, ["read"])).toBe("object_not_found");
  expect(await replace(kms.ada, ["encrypt"], { ...target, rule: "rule-none" })).toBe("object_not_found");
  expect(await replace(kms.ada, ["encrypt"], { policy: "administrator", rule: target.rule })).toBe("state_conflict");
  expect(await replace(kms.ada, ["encrypt"])).toBe("answered");
  expect(await replace(delegate, ["rotate"])).toBe("permission_denied");
  expect(await replace(delegate, ["data_key"])).toBe("answered");
});

test("what is held is what calls would be allowed somewhere; auditors hold nothing that changes", async () => {
  const held = await readHeldPermissions(callAs(auditor));
  expect(held.filter((permission) => !/:(read|list)$/.test(permission))).toEqual([]);
  expect(held).toContain("iam_role:read");
  expect(await readHeldPermissions(callAs(delegate))).toEqual(
    expect.arrayContaining(["iam_role:create", "iam_role:bind", "kms_key:encrypt", "kms_key:data_key"]),
  );
  expect(await readHeldPermissions(callAs(delegate))).not.toContain("kms_key:decrypt");
  const outsider = await createTestMember(kms.ada.organisationId, "outsider");
  expect(await readHeldPermissions(callAs(outsider))).toEqual([]);
  expect(await codeOf(listPoliciesOf(ROLES, callAs(outsider)))).toBe("permission_denied");
  expect(
    await codeOf(
      createRule(ROLES, callAs(auditor, { resources: ["kms_key"], permissions: ["read"] }), "administrator"),
    ),
  ).toBe("permission_denied");
});
