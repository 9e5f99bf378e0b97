import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Call } from "@/lib/door/call";
import { createAccessToken } from "@/lib/iam/access-token";
import type { Principal } from "@/lib/iam/caller";
import { principalOfAccessToken } from "@/lib/iam/principal";
import { callerInScope, callerOfPrincipal } from "@/lib/iam/scope";
import { TEST_ORIGIN } from "@/lib/iam/test-home";
import { callAs, codeOf, openTestKms, type TestCaller, type TestKms } from "@/lib/kms/test-calls";
import { newId } from "@/lib/platform/id";
import { createAccessCredential } from "./access-credentials";
import { reviewAccess } from "./access-review";
import { createBinding, updateBinding } from "./bindings";
import { simulateAccess } from "./explain-access";
import { createMemberPasswordLink, deleteMembership, listMemberships, updateMembership } from "./memberships";
import { getOrganisation, updateOrganisation } from "./organisations";
import {
  createPersonalAccessToken,
  listPersonalAccessTokens,
  revokePersonalAccessToken,
} from "./personal-access-tokens";
import { createPolicy, createRule, getPolicy, updatePolicy } from "./policies";
import { PROJECT_POLICIES, ROLES } from "./policy-kind";
import { createProject, updateProject } from "./projects";
import { createServiceAccount, updateServiceAccount } from "./service-accounts";
import { addTeamMember, createTeam, deleteTeam, removeTeamMember } from "./teams";
import { createTestMember } from "./test-members";

/** Attempts to come by a right that one does not hold, each by another way. */

let kms: TestKms;
let ada: TestCaller;

beforeAll(async () => {
  kms = await openTestKms();
  ada = kms.ada;
});
afterAll(() => kms.close());

type Rule = Readonly<Record<string, unknown>>;
const EVERYTHING_WITH = (type: string): Rule => ({ resources: [type], permissions: ["*"] });
const ALLOW_ENCRYPT: Rule = { resources: ["kms_key"], permissions: ["encrypt"] };
const DENY_EXPORT: Rule = { resources: ["kms_key"], permissions: ["export"], effect: "deny" };

let made = 0;
const unique = (what: string) => `${what} ${++made}`;

/** A member of Ada's organisation with a role of these rules. */
async function holding(rules: readonly Rule[], more: Rule = {}): Promise<TestCaller> {
  const who = await createTestMember(ada.organisationId, `m${++made}`);
  await give(rules, { userIdentity: who.userId, ...more });
  return who;
}

async function give(rules: readonly Rule[], to: Rule): Promise<string> {
  const { identity } = await createPolicy(ROLES, callAs(ada, { name: unique("role"), rules }));
  await createBinding(ROLES, callAs(ada, to), identity);
  return identity;
}

const team = async () => (await createTeam(callAs(ada, { name: unique("team") }))).identity;
const account = async (more: Rule = {}) =>
  (await createServiceAccount(callAs(ada, { name: unique("account"), ...more }))).identity;
const project = async (parentProjectIdentity: string | null = null) =>
  (await createProject(callAs(ada, { name: unique("project"), parentProjectIdentity }))).identity;

/** A call in a project, or with another principal than the token's. */
function callWith(
  who: TestCaller,
  body: unknown,
  { projectId = null, principal = {} }: { projectId?: string | null; principal?: Partial<Principal> },
): Call {
  return callAs(who, body, {
    async authenticate(options) {
      const proven = { ...(await principalOfAccessToken(who.token, options)), ...principal };
      if (options.ofPrincipal) return callerOfPrincipal(proven, who.organisationId, TEST_ORIGIN);
      return callerInScope(proven, who.organisationId, projectId, TEST_ORIGIN);
    },
  });
}

/** Gives a policy with these rules in a project, to somebody. */
async function giveIn(projectId: string, rules: readonly Rule[], to: Rule): Promise<void> {
  const call = (body: unknown) => callWith(ada, body, { projectId });
  const { identity } = await createPolicy(PROJECT_POLICIES, call({ name: unique("policy"), rules }));
  await createBinding(PROJECT_POLICIES, call(to), identity);
}

describe("through a team", () => {
  const TEAMS = EVERYTHING_WITH("team");

  test("only who could give what a team has adds somebody to it", async () => {
    const bob = await holding([TEAMS, ALLOW_ENCRYPT]);
    const [encrypts, exports] = [await team(), await team()];
    await give([ALLOW_ENCRYPT], { teamIdentity: encrypts });
    await give([{ resources: ["kms_key"], permissions: ["export"] }], { teamIdentity: exports });
    const join = (identity: string) => addTeamMember(callAs(bob, { userIdentity: bob.userId }), identity);
    expect(await codeOf(join(encrypts))).toBe("answered");
    expect(await codeOf(join(exports))).toBe("permission_denied");
  });

  test("rights that end, or hold at some addresses only, make nobody a member of a team that has them for good", async () => {
    const rules = [{ resources: ["*"], permissions: ["*"] }];
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    const passing = await holding(rules, { expiresAt: tomorrow });
    const local = await holding([{ ...rules[0], conditions: { sourceIps: ["192.0.2.0/24"] } }]);
    const target = await team();
    await give(rules, { teamIdentity: target });
    for (const who of [passing, local]) {
      const join = addTeamMember(callAs(who, { userIdentity: who.userId }), target);
      expect(await codeOf(join)).toBe("permission_denied");
    }
  });

  test("nobody leaves, empties or deletes a team to be free of what it denies", async () => {
    const bob = await holding([TEAMS, ALLOW_ENCRYPT]);
    const target = await team();
    await addTeamMember(callAs(ada, { userIdentity: bob.userId }), target);
    await give([DENY_EXPORT], { teamIdentity: target });
    expect(await codeOf(removeTeamMember(callAs(bob), target, bob.userId))).toBe("permission_denied");
    expect(await codeOf(deleteTeam(callAs(bob), target))).toBe("permission_denied");
    expect(await codeOf(removeTeamMember(callAs(ada), target, bob.userId))).toBe("answered");
  });
});

describe("through a service account", () => {
  test("only who could give what an account has makes a credential of it, in projects too", async () => {
    const bob = await holding([EVERYTHING_WITH("service_account"), ALLOW_ENCRYPT]);
    const [encrypts, exports, elsewhere] = [await account(), await account(), await account()];
    await give([ALLOW_ENCRYPT], { serviceAccountIdentity: encrypts });
    await give([{ resources: ["kms_key"], permissions: ["export"] }], { serviceAccountIdentity: exports });
    await giveIn(await project(), [{ resources: ["kms_key"], permissions: ["export"] }], {
      serviceAccountIdentity: elsewhere,
    });
    const credentialOf = (identity: string) => createAccessCredential(callAs(bob, { name: "x" }), identity);
    expect(await codeOf(credentialOf(encrypts))).toBe("answered");
    expect(await codeOf(credentialOf(exports))).toBe("permission_denied");
    expect(await codeOf(credentialOf(elsewhere))).toBe("permission_denied");
  });
});

describe("through a role", () => {
  test("a role that somebody has is not widened by whoever could not give more, nor by wider identities", async () => {
    const bob = await holding([
      EVERYTHING_WITH("iam_role"),
      { resources: ["kms_key"], permissions: ["encrypt"], resourceIdentities: ["kms-a*"] },
    ]);
    const own = await give([ALLOW_ENCRYPT], { userIdentity: bob.userId });
    const widened = (rule: Rule) => codeOf(createRule(ROLES, callAs(bob, rule), own));
    const encrypt = (...resourceIdentities: string[]) => ({ ...ALLOW_ENCRYPT, resourceIdentities });
    expect(await widened({ resources: ["kms_key"], permissions: ["export"] })).toBe("permission_denied");
    expect(await widened({ resources: ["*"], permissions: ["encrypt"] })).toBe("answered");
    expect(await widened({ resources: ["secret"], permissions: ["*"] })).toBe("permission_denied");
    expect(await widened({ resources: ["kms_key"], permissions: ["*"], resourceIdentities: ["kms-a1"] })).toBe(
      "permission_denied",
    );
    const empty = await createPolicy(ROLES, callAs(bob, { name: unique("role") }));
    await kms.query("DELETE FROM iam_binding WHERE policy_id = $1", [own]);
    await kms.query("UPDATE access_epoch SET epoch = epoch + 1 WHERE organisation_id = $1", [ada.organisationId]);
    const given = (rule: Rule) => codeOf(createRule(ROLES, callAs(bob, rule), empty.identity));
    expect(await given(encrypt("kms-a7*"))).toBe("answered");
    expect(await given(encrypt("kms-*"))).toBe("permission_denied");
    expect(await given(encrypt("*"))).toBe("permission_denied");
    expect(await given(encrypt())).toBe("permission_denied");
  });

  test("what one holds at one place is not extended to those below", async () => {
    const bob = await holding([]);
    const top = await project();
    await giveIn(top, [EVERYTHING_WITH("iam_policy"), ALLOW_ENCRYPT], { userIdentity: bob.userId });
    const call = (body: unknown) => callWith(bob, body, { projectId: top });
    const policy = await createPolicy(PROJECT_POLICIES, call({ name: unique("policy"), rules: [ALLOW_ENCRYPT] }));
    const further = { replicateToChildren: true };
    expect(await codeOf(updatePolicy(PROJECT_POLICIES, call(further), policy.identity))).toBe("permission_denied");
    const { identity: binding } = await createBinding(
      PROJECT_POLICIES,
      call({ userIdentity: bob.userId }),
      policy.identity,
    );
    const target = { policy: policy.identity, binding };
    expect(await codeOf(updateBinding(PROJECT_POLICIES, call(further), target))).toBe("permission_denied");
  });
});

describe("through the place of a project", () => {
  const MOVER = EVERYTHING_WITH("project");

  test("nobody moves a project below one whose policies give rights in it that one could not give", async () => {
    const bob = await holding([MOVER]);
    const [vault, mine] = [await project(), await project()];
    await giveIn(mine, [ALLOW_ENCRYPT], { userIdentity: bob.userId, replicateToChildren: true });
    const move = (who: TestCaller, parentProjectIdentity: string | null) =>
      codeOf(updateProject(callAs(who, { parentProjectIdentity }), vault));
    expect(await move(bob, mine)).toBe("permission_denied");
    expect(await move(ada, mine)).toBe("answered");
    expect(await move(bob, null)).toBe("answered");
  });

  test("nobody moves a project out from under a denial that one could not lift", async () => {
    const bob = await holding([MOVER]);
    const top = await project();
    const below = await project(top);
    await giveIn(top, [DENY_EXPORT], { userIdentity: bob.userId, replicateToChildren: true });
    const toTheTop = (who: TestCaller) => updateProject(callAs(who, { parentProjectIdentity: null }), below);
    expect(await codeOf(toTheTop(bob))).toBe("permission_denied");
    expect(await codeOf(toTheTop(ada))).toBe("answered");
  });
});

describe("through labels", () => {
  const on = (permissions: string[], stage?: string, effect = "allow"): Rule => ({
    resources: ["service_account"],
    permissions,
    effect,
    conditions: stage === undefined ? {} : { labels: { stage } },
  });
  const relabel = (who: TestCaller, identity: string, labels: Record<string, string>) =>
    codeOf(updateServiceAccount(callAs(who, { labels }), identity));

  test("nobody labels an object so that a rule gives more on it, or a denial covers it no more", async () => {
    const gains = await holding([on(["read", "update"]), on(["delete"], "test")]);
    const denied = await holding([on(["*"]), on(["delete"], "live", "deny")]);
    const live = await account({ labels: { stage: "live" } });
    for (const who of [gains, denied]) {
      expect(await relabel(who, live, { stage: "test" })).toBe("permission_denied");
      expect(await relabel(who, live, { stage: "live", team: "x" })).toBe("answered");
    }
  });

  test("nobody labels an object out of one's own reach", async () => {
    const bob = await holding([on(["*"], "test")]);
    const own = await account({ labels: { stage: "test" } });
    expect(await relabel(bob, own, { stage: "live" })).toBe("permission_denied");
    expect(await relabel(ada, own, { stage: "live" })).toBe("answered");
  });
});

describe("through a credential", () => {
  test("only owners make links with which members set a password, and only for their own organisation's", async () => {
    const administrator = await holding([{ resources: ["*"], permissions: ["*"] }]);
    const link = (who: TestCaller, membership: string) => codeOf(createMemberPasswordLink(callAs(who), membership));
    const [owner] = (await listMemberships(callAs(ada))).filter(({ role }) => role === "OWNER");
    expect(await link(administrator, owner?.identity ?? "")).toBe("permission_denied");
    const [foreign] = await listMemberships(callAs(kms.eve));
    expect(await link(ada, foreign?.identity ?? "")).toBe("object_not_found");
    await kms.query("UPDATE app_user SET is_platform_administrator = true WHERE id = $1", [administrator.userId]);
    const mine = (await listMemberships(callAs(ada))).find(({ user }) => user.subject === administrator.userId);
    expect(await link(ada, mine?.identity ?? "")).toBe("state_conflict");
  });

  test("a token makes none with further scopes, in further organisations or for longer", async () => {
    const limits = { confinedToOrganisation: ada.organisationId, expiresAtMs: Date.now() + 60_000 };
    const call = (body: Rule, scopes: string[]) =>
      callWith(ada, { name: "x", ...body }, { principal: { ...limits, scopes } });
    const makes = (body: Rule, scopes = ["api:write"]) => codeOf(createPersonalAccessToken(call(body, scopes)));
    expect(await makes({ scopes: ["api:read"] })).toBe("answered");
    expect(await makes({ scopes: ["api:read"] }, ["api:read"])).toBe("permission_denied");
    expect(await makes({ scopes: [] })).toBe("permission_denied");
    expect(await makes({ scopes: ["api:read"], organisationIdentity: kms.eve.organisationId })).toBe("invalid_request");
    const later = new Date(Date.now() + 120_000).toISOString();
    expect(await makes({ scopes: ["api:read"], expiresAt: later })).toBe("invalid_request");
    const further = createAccessCredential(call({ scopes: ["kubernetes"] }, ["api:write"]), await account());
    expect(await codeOf(further)).toBe("permission_denied");
  });

  test("a token confined to an organisation neither shows nor ends the person's others", async () => {
    const bob = await holding([]);
    const { organisationId, userId } = bob;
    const confined = await createAccessToken({ userId, name: "confined", expiresAt: null, organisationId });
    const wide = await createAccessToken({ userId, name: "wide", expiresAt: null });
    const as = { ...bob, token: confined.token };
    expect((await listPersonalAccessTokens(callAs(as))).map(({ identity }) => identity)).toEqual([confined.id]);
    expect(await codeOf(revokePersonalAccessToken(callAs(as), wide.id))).toBe("object_not_found");
    expect(await codeOf(revokePersonalAccessToken(callAs(as), confined.id))).toBe("answered");
  });

  test("a token confined to a project reads and changes nothing of the organisation itself", async () => {
    const principal = { confinedToProject: await project() };
    const { organisationId } = ada;
    const call = (body?: unknown) => callWith(ada, body, { principal });
    expect(await codeOf(getOrganisation(call(), organisationId))).toBe("permission_denied");
    expect(await codeOf(updateOrganisation(call({ description: "x" }), organisationId))).toBe("permission_denied");
  });
});

test("answers about all roles are for those who may read every one", async () => {
  const hidden = await give([ALLOW_ENCRYPT], { userIdentity: ada.userId });
  const bob = await holding([
    { resources: ["iam_role"], permissions: ["read"] },
    { resources: ["iam_role"], permissions: ["read"], effect: "deny", resourceIdentities: [hidden] },
  ]);
  expect(await codeOf(getPolicy(ROLES, callAs(bob), hidden))).toBe("object_not_found");
  expect(await codeOf(reviewAccess(callAs(bob)))).toBe("permission_denied");
  const question = { subjectIdentity: ada.userId, permission: "kms_key:encrypt" };
  expect(await codeOf(simulateAccess(callAs(bob, question)))).toBe("permission_denied");
});

describe("the last owner", () => {
  /** Two owners of Eve's organisation, and nobody else. */
  async function twoOwners(): Promise<readonly [TestCaller, TestCaller]> {
    const { organisationId } = kms.eve;
    const other = await createTestMember(organisationId, `o${++made}`, "OWNER");
    return [kms.eve, other];
  }
  const membershipOf = async (who: TestCaller) =>
    (await listMemberships(callAs(who))).find(({ user }) => user.subject === who.userId)?.identity ?? "";
  const owners = async () => {
    const rows = await kms.query("SELECT user_id FROM membership WHERE organisation_id = $1 AND role = 'OWNER'", [
      kms.eve.organisationId,
    ]);
    return rows.length;
  };

  test.each<[string, (who: TestCaller, membership: string) => Promise<unknown>]>([
    ["made a member", (who, membership) => updateMembership(callAs(who, { role: "MEMBER" }), membership)],
    ["removed", (who, membership) => deleteMembership(callAs(who), membership)],
  ])("of two who are each %s by the other, or by themselves, at once, one stays", async (_, go) => {
    for (const swapped of [true, false]) {
      const [eve, other] = await twoOwners();
      const [first, second] = [await membershipOf(eve), await membershipOf(other)];
      const targets = swapped ? [second, first] : [first, second];
      const outcomes = await Promise.all([go(eve, targets[0] ?? ""), go(other, targets[1] ?? "")].map(codeOf));
      expect(outcomes.filter((code) => code === "answered")).toHaveLength(1);
      expect(await owners()).toBe(1);
      await kms.query("DELETE FROM membership WHERE organisation_id = $1", [kms.eve.organisationId]);
      await kms.query(
        "INSERT INTO membership (id, organisation_id, user_id, role, created_at) VALUES ($1, $2, $3, 'OWNER', now())",
        [newId("mem"), kms.eve.organisationId, kms.eve.userId],
      );
      await kms.query("UPDATE access_epoch SET epoch = epoch + 1 WHERE organisation_id = $1", [kms.eve.organisationId]);
    }
  });

  test("alone neither leaves nor steps down", async () => {
    const membership = await membershipOf(kms.eve);
    expect(await codeOf(deleteMembership(callAs(kms.eve), membership))).toBe("state_conflict");
    const down = updateMembership(callAs(kms.eve, { role: "MEMBER" }), membership);
    expect(await codeOf(down)).toBe("state_conflict");
  });
});
