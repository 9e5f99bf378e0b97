import { afterAll, beforeAll, expect, test } from "vitest";
import type { Call } from "@/lib/door/call";
import { createAccessToken } from "@/lib/iam/access-token";
import { addMembership } from "@/lib/iam/organisation";
import { principalOfAccessToken } from "@/lib/iam/principal";
import { callerInScope } from "@/lib/iam/scope";
import { TEST_ORIGIN } from "@/lib/iam/test-home";
import { createUser } from "@/lib/iam/user";
import { encrypt } from "@/lib/kms/encrypt";
import { getKey } from "@/lib/kms/get-key";
import { listKeys } from "@/lib/kms/list-keys";
import { callAs, codeOf, openTestKms, type TestCaller, type TestKms } from "@/lib/kms/test-calls";
import { clock } from "@/lib/platform/clock";
import { homeDatabase } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { reviewAccess, reviewAccessAsCsv } from "./access-review";
import { createBinding, deleteBinding, listAllBindings, listBindingsOf, updateBinding } from "./bindings";
import { listProjectMembers, readKeyAccess, simulateAccess } from "./explain-access";
import {
  createPolicy,
  createRule,
  deletePolicy,
  deleteRule,
  getPolicy,
  listPoliciesOf,
  updatePolicy,
} from "./policies";
import { PROJECT_POLICIES, ROLES } from "./policy-kind";

let kms: TestKms;
let bob: TestCaller;

beforeAll(async () => {
  kms = await openTestKms();
  bob = await member("bob");
});
afterAll(() => kms.close());

async function member(name: string): Promise<TestCaller> {
  const { id: userId } = await createUser({ email: `${name}@example.org`, name, password: null });
  await addMembership({ organisationId: kms.ada.organisationId, userId, role: "MEMBER" });
  const { token } = await createAccessToken({ userId, name: "test", expiresAt: null });
  return { userId, organisationId: kms.ada.organisationId, token };
}

async function project(slug: string): Promise<string> {
  const id = newId("prj");
  const { organisationId } = kms.ada;
  await homeDatabase().prisma.project.create({ data: { id, organisationId, name: slug, slug } });
  return id;
}

const bind = (who: TestCaller, policy: string, body: Record<string, unknown>) =>
  createBinding(ROLES, callAs(who, body), policy);
const unbind = (who: TestCaller, policy: string, binding: string) =>
  deleteBinding(ROLES, callAs(who), { policy, binding });
const role = (rules: readonly unknown[], who = kms.ada) =>
  createPolicy(ROLES, callAs(who, { name: `role ${newId("role")}`, rules }));

function inProject(who: TestCaller, projectId: string, body: unknown = undefined): Call {
  return callAs(who, body, {
    authenticate: async (options) =>
      callerInScope(await principalOfAccessToken(who.token, options), who.organisationId, projectId, TEST_ORIGIN),
  });
}

test("unbound is as absent, bound works at once, and unbound again is as absent, with warm caches", async () => {
  const key = await kms.makeKey({});
  const target = { region: "nl-01", key: key.identity };
  const use = () => codeOf(encrypt(callAs(bob, { plaintext: "aGVsbG8=" }), target));
  for (let round = 0; round < 3; round += 1) {
    expect(await use()).toBe("key_not_found");
    const binding = await bind(kms.ada, "kms:Encrypt", { userIdentity: bob.userId });
    expect(binding).toMatchObject({ user: { subject: bob.userId }, policy: { slug: "kms:Encrypt" } });
    expect(await use()).toBe("answered");
    expect(await codeOf(getKey(callAs(bob), target))).toBe("key_not_found");
    await unbind(kms.ada, "kms:Encrypt", binding.identity);
  }
  expect(await use()).toBe("key_not_found");
});

test("a team gives what it is given to its members, and a rule added to a role counts at once", async () => {
  const data = { id: newId("team"), organisationId: kms.ada.organisationId, name: "Crew", slug: "crew" };
  const at = { createdAt: clock.now(), updatedAt: clock.now() };
  await homeDatabase().prisma.team.create({ data: { ...data, ...at } });
  await homeDatabase().prisma.teamMember.create({
    data: { teamId: data.id, userId: bob.userId, createdAt: at.createdAt },
  });
  const made = await role([]);
  await bind(kms.ada, made.slug, { teamIdentity: "crew" });
  const { identity } = await kms.makeKey({});
  const read = () => codeOf(getKey(callAs(bob), { region: "nl-01", key: identity }));
  expect(await read()).toBe("key_not_found");
  const rule = { resources: ["kms_key"], permissions: ["read"], resourceIdentities: [identity] };
  const { identity: ruleId } = await createRule(ROLES, callAs(kms.ada, rule), made.slug);
  expect(await read()).toBe("answered");
  await deleteRule(ROLES, callAs(kms.ada), { policy: made.slug, rule: ruleId });
  expect(await read()).toBe("key_not_found");
  await deletePolicy(ROLES, callAs(kms.ada), made.identity);
  expect(await codeOf(getPolicy(ROLES, callAs(kms.ada), made.slug))).toBe("object_not_found");
});

test("built-in roles are listed, readable and bindable, but never changed", async () => {
  const listed = await listPoliciesOf(ROLES, callAs(kms.ada));
  expect(listed.find(({ slug }) => slug === "kms:Encrypt")).toMatchObject({ system: true, isReadOnly: true });
  const { identity } = await getPolicy(ROLES, callAs(kms.ada), "administrator");
  for (const named of ["administrator", identity]) {
    expect(await codeOf(deletePolicy(ROLES, callAs(kms.ada), named))).toBe("state_conflict");
    expect(await codeOf(updatePolicy(ROLES, callAs(kms.ada, { name: "x" }), named))).toBe("state_conflict");
    const rule = { resources: ["kms_key"], permissions: ["read"] };
    expect(await codeOf(createRule(ROLES, callAs(kms.ada, rule), named))).toBe("state_conflict");
  }
  expect(await codeOf(createPolicy(ROLES, callAs(kms.ada, { name: "Administrator" })))).toBe("slug_taken");
});

test("a binding names one member, team or service account of the organisation", async () => {
  const code = (body: Record<string, unknown>) => codeOf(bind(kms.ada, "kms:Encrypt", body));
  expect(await code({})).toBe("invalid_request");
  expect(await code({ userIdentity: bob.userId, teamIdentity: "crew" })).toBe("invalid_request");
  expect(await code({ userIdentity: kms.eve.userId })).toBe("object_not_found");
  expect(await code({ teamIdentity: "nobody" })).toBe("object_not_found");
  expect(await code({ serviceAccountIdentity: newId("sa") })).toBe("object_not_found");
  expect(await code({ userIdentity: "x\u0000" })).toBe("object_not_found");
  expect(await code({ userIdentity: bob.userId, expiresAt: "2020-01-01T00:00:00Z" })).toBe("invalid_request");
  expect(await codeOf(bind(kms.ada, "no-such-role", { userIdentity: bob.userId }))).toBe("object_not_found");
});

test("nobody has the same role twice in one place, however many ask at once", async () => {
  const made = await role([]);
  for (const named of [made.slug, "kms:HMAC"]) {
    const all = Array.from({ length: 4 }, () => codeOf(bind(kms.ada, named, { userIdentity: bob.userId })));
    const codes = await Promise.all(all);
    expect(
      codes.filter((code) => code === "answered"),
      named,
    ).toHaveLength(1);
    expect(
      codes.filter((code) => code === "state_conflict"),
      named,
    ).toHaveLength(3);
    const given = (await listBindingsOf(ROLES, callAs(kms.ada), named)).filter(
      ({ user }) => user?.subject === bob.userId,
    );
    expect(given).toHaveLength(1);
    await unbind(kms.ada, named, given[0]?.identity ?? "");
    const again = await bind(kms.ada, named, { userIdentity: bob.userId });
    await unbind(kms.ada, named, again.identity);
  }
});

test("another organisation's roles and bindings do not exist", async () => {
  const made = await role([]);
  const binding = await bind(kms.ada, made.slug, { userIdentity: bob.userId });
  for (const named of [made.identity, made.slug]) {
    expect(await codeOf(getPolicy(ROLES, callAs(kms.eve), named))).toBe("object_not_found");
    expect(await codeOf(deletePolicy(ROLES, callAs(kms.eve), named))).toBe("object_not_found");
    expect(await codeOf(unbind(kms.eve, named, binding.identity))).toBe("object_not_found");
  }
  expect(await codeOf(unbind(kms.eve, "kms:Encrypt", binding.identity))).toBe("object_not_found");
});

test("nobody grants more than they hold: rules, bindings, extensions and lifted denials", async () => {
  const cy = await member("cy");
  const manager = await role([
    { resources: ["iam_role"], permissions: ["*"] },
    { resources: ["kms_key"], permissions: ["encrypt"] },
  ]);
  await bind(kms.ada, manager.slug, { userIdentity: cy.userId });
  const rule = (verb: string, more = {}) => ({ resources: ["kms_key"], permissions: [verb], ...more });
  const made = await role([rule("encrypt")], cy);
  expect(await codeOf(role([rule("decrypt")], cy))).toBe("permission_denied");
  expect(await codeOf(createRule(ROLES, callAs(cy, rule("decrypt")), made.slug))).toBe("permission_denied");
  expect(await codeOf(createRule(ROLES, callAs(cy, rule("decrypt")), manager.slug))).toBe("permission_denied");
  const mine = { userIdentity: cy.userId };
  await expect(bind(cy, "kms:Decrypt", mine)).rejects.toThrow(/kms_key:decrypt/);
  expect(await codeOf(bind(cy, "administrator", mine))).toBe("permission_denied");
  const given = await bind(cy, "kms:Encrypt", { userIdentity: bob.userId });
  await unbind(cy, "kms:Encrypt", given.identity);

  const short = await bind(kms.ada, "kms:Sign", { ...mine, expiresAt: "2030-01-01T00:00:00Z" });
  const target = { policy: "kms:Sign", binding: short.identity };
  expect(await codeOf(updateBinding(ROLES, callAs(cy, { expiresAt: null }), target))).toBe("permission_denied");
  expect(await codeOf(updateBinding(ROLES, callAs(cy, { name: "renamed" }), target))).toBe("answered");

  const denying = await role([rule("decrypt", { effect: "deny" })]);
  const denied = await bind(kms.ada, denying.slug, mine);
  const [{ identity: ruleId } = { identity: "" }] = denying.rules;
  expect(await codeOf(unbind(cy, denying.slug, denied.identity))).toBe("permission_denied");
  expect(await codeOf(deleteRule(ROLES, callAs(cy), { policy: denying.slug, rule: ruleId }))).toBe("permission_denied");
  expect(await codeOf(deletePolicy(ROLES, callAs(cy), denying.slug))).toBe("permission_denied");
  expect(await codeOf(unbind(kms.ada, denying.slug, denied.identity))).toBe("answered");
});

test("without a right in access management every address is refused alike", async () => {
  const dan = await member("dan");
  for (const named of ["administrator", "no-such-role"]) {
    expect(await codeOf(getPolicy(ROLES, callAs(dan), named))).toBe("permission_denied");
    expect(await codeOf(bind(dan, named, { userIdentity: dan.userId }))).toBe("permission_denied");
  }
  expect(await codeOf(listPoliciesOf(ROLES, callAs(dan)))).toBe("permission_denied");
  expect(await codeOf(reviewAccess(callAs(dan)))).toBe("permission_denied");
  const key = await kms.makeKey({});
  expect(await codeOf(readKeyAccess(callAs(dan), { region: "nl-01", key: key.identity }))).toBe("permission_denied");
});

test("policies of a project hold there, and need the project's header", async () => {
  const projectId = await project("payments");
  const body = { name: "Users", rules: [{ resources: ["kms_key"], permissions: ["random"] }] };
  expect(await codeOf(createPolicy(PROJECT_POLICIES, callAs(kms.ada, body)))).toBe("invalid_request");
  const made = await createPolicy(PROJECT_POLICIES, inProject(kms.ada, projectId, body));
  expect(made.identity).toMatch(/^pol-/);
  const binding = await createBinding(
    PROJECT_POLICIES,
    inProject(kms.ada, projectId, { userIdentity: bob.userId }),
    made.slug,
  );
  expect(await listAllBindings(PROJECT_POLICIES, inProject(kms.ada, projectId))).toEqual([binding]);
  expect(await listBindingsOf(PROJECT_POLICIES, inProject(kms.ada, projectId), made.slug)).toEqual([binding]);
  const members = await listProjectMembers(inProject(kms.ada, projectId));
  const [one] = members.filter(({ user }) => user.subject === bob.userId);
  expect(one?.bindings).toContainEqual(
    expect.objectContaining({ bindingIdentity: binding.identity, source: "iam_policy" }),
  );
  const ask = { subjectIdentity: bob.userId, permission: "kms_key:random" };
  expect(await simulateAccess(inProject(kms.ada, projectId, ask))).toMatchObject({ allowed: true });
  expect(await simulateAccess(callAs(kms.ada, ask))).toMatchObject({ allowed: false });
  const elsewhere = await project("elsewhere");
  expect(await codeOf(getPolicy(PROJECT_POLICIES, inProject(kms.ada, elsewhere), made.identity))).toBe(
    "object_not_found",
  );
});

test("explaining names rule, binding and conditions; the review escapes what a spreadsheet would run", async () => {
  const eli = await member("=eli");
  const key = await kms.makeKey({ keyType: "ed25519" });
  const conditions = { sourceIps: ["198.51.100.0/24"] };
  const made = await role([{ resources: ["kms_key"], permissions: ["sign"], conditions }]);
  const binding = await bind(kms.ada, made.slug, { userIdentity: eli.userId });
  const access = await readKeyAccess(callAs(kms.ada), { region: "nl-01", key: key.slug });
  const [person] = access.principals.filter(({ identity }) => identity === eli.userId);
  const [owner] = access.principals.filter(({ identity }) => identity === kms.ada.userId);
  const ofOwner = owner?.permissions.map(({ permission }) => permission) ?? [];
  expect(ofOwner).toEqual(
    expect.arrayContaining(["kms_key:sign", "kms_key:verify", "kms_key:rotate", "kms_key:delete"]),
  );
  for (const beyond of ["encrypt", "decrypt", "data_key", "rewrap", "hmac", "verify_hmac", "export"]) {
    expect(ofOwner, beyond).not.toContain(`kms_key:${beyond}`);
  }
  const symmetric = await kms.makeKey({ exportAllowed: true });
  const ofSymmetric = await readKeyAccess(callAs(kms.ada), { region: "nl-01", key: symmetric.slug });
  const names = ofSymmetric.principals.flatMap(({ permissions }) => permissions.map(({ permission }) => permission));
  expect(names).toEqual(expect.arrayContaining(["kms_key:encrypt", "kms_key:export"]));
  expect(ofSymmetric.principals.some(({ identity }) => identity === eli.userId)).toBe(false);
  expect(person?.permissions.map(({ permission }) => permission)).toEqual(["kms_key:sign", "kms_key:jwt_sign"]);
  expect(person?.permissions[0]).toMatchObject({ bindingIdentity: binding.identity, conditions });
  const ask = (sourceIp?: string) =>
    simulateAccess(
      callAs(kms.ada, {
        subjectIdentity: eli.userId,
        permission: "kms_key:sign",
        region: "nl-01",
        key: key.slug,
        sourceIp,
      }),
    );
  expect(await ask("198.51.100.9")).toMatchObject({ allowed: true, reasons: [{ effect: "allow" }] });
  expect((await ask("192.0.2.1")).allowed).toBe(false);
  expect((await ask()).allowed).toBe(false);
  const lines = (await reviewAccessAsCsv(callAs(kms.ada))).split("\r\n");
  expect(lines.find((line) => line.includes(eli.userId))).toMatch(
    /^'=eli <=eli@example.org>,u-.*,user,allow,kms_key:sign,everything,organisation,role .*,from 198.51.100.0\/24,$/,
  );
});

test("a denial of every key leaves a list empty, for owners too", async () => {
  await kms.makeKey({});
  const deny = await role([{ effect: "deny", resources: ["*"], permissions: ["*"] }]);
  const binding = await bind(kms.ada, deny.slug, { userIdentity: kms.ada.userId });
  expect((await listKeys(callAs(kms.ada), { region: "nl-01" }, {})).keys).toEqual([]);
  await unbind(kms.ada, deny.slug, binding.identity);
  expect((await listKeys(callAs(kms.ada), { region: "nl-01" }, {})).keys).not.toEqual([]);
});

test("a list shows exactly what evaluate allows for each key, denials included", { timeout: 60_000 }, async () => {
  const fay = await member("fay");
  const identities: string[] = [];
  // Some at a time: all at once would wait for each other longer than a call may take on a slow machine.
  while (identities.length < 200) {
    const made = Array.from({ length: 10 }, (_, index) =>
      kms.makeKey({ labels: { stage: ["test", "live", "100%"][index % 3], n: String(index % 5) } }),
    );
    identities.push(...(await Promise.all(made)).map(({ identity }) => identity));
  }
  let random = 7;
  const next = (below: number) => {
    random = (random * 48_271) % 2_147_483_647;
    return random % below;
  };
  const pattern = () => {
    const id = identities[next(identities.length)] ?? "";
    return [id, `${id.slice(0, 20)}*`, "kms-.*", "kms-_*", `${id.slice(0, 23)}*`, "*"][next(6)];
  };
  let shownInAll = 0;
  for (let round = 0; round < 8; round += 1) {
    const rules = Array.from({ length: 4 }, () => ({
      effect: next(3) === 0 ? "deny" : "allow",
      resources: ["kms_key"],
      permissions: ["read"],
      resourceIdentities: Array.from({ length: next(3) }, pattern),
      conditions: next(2) === 0 ? {} : { labels: { stage: ["test", "live", "100%"][next(3)] } },
    }));
    const made = await role(rules);
    await bind(kms.ada, made.slug, { userIdentity: fay.userId });
    const shown = (await listKeys(callAs(fay), { region: "nl-01" }, {})).keys.map(({ identity }) => identity);
    const readable = await Promise.all(
      (await listKeys(callAs(kms.ada), { region: "nl-01" }, {})).keys.map(async ({ identity }) =>
        (await codeOf(getKey(callAs(fay), { region: "nl-01", key: identity }))) === "answered" ? [identity] : [],
      ),
    );
    expect([...shown].sort()).toEqual(readable.flat().sort());
    shownInAll += shown.length;
    await deletePolicy(ROLES, callAs(kms.ada), made.slug);
  }
  expect(shownInAll).toBeGreaterThan(20);
});

test("a role cannot be called like one that is built in", async () => {
  const named = (name: string) => codeOf(createPolicy(ROLES, callAs(kms.ada, { name, rules: [] })));
  expect(await named("kms:Encrypt")).toBe("slug_taken");
  expect(await named("operator")).toBe("slug_taken");
});
