import { afterAll, beforeAll, expect, test } from "vitest";
import type { ReviewedRight } from "@/lib/contract/access-answers";
import { principalOfAccessToken } from "@/lib/iam/principal";
import { callerInScope } from "@/lib/iam/scope";
import { TEST_ORIGIN } from "@/lib/iam/test-home";
import { callAs, codeOf, openTestKms, type TestCaller, type TestKms } from "@/lib/kms/test-calls";
import { reviewAccess, reviewAccessAsCsv } from "./access-review";
import { createBinding, deleteBinding, updateBinding } from "./bindings";
import { deleteMembership, listMemberships, updateMembership } from "./memberships";
import { createPolicy, createRule, deletePolicy, deleteRule, replaceRule, updatePolicy } from "./policies";
import { PROJECT_POLICIES, ROLES } from "./policy-kind";
import { createProject, deleteProject } from "./projects";
import { createServiceAccount, deleteServiceAccount } from "./service-accounts";
import { addTeamMember, createTeam, deleteTeam, removeTeamMember } from "./teams";
import { createTestMember } from "./test-members";

let kms: TestKms;
let mel: TestCaller;
beforeAll(async () => {
  kms = await openTestKms();
  mel = await createTestMember(kms.ada.organisationId, "mel");
});
afterAll(() => kms.close());

const as = (body?: unknown) => callAs(kms.ada, body);

/** Everything that the review of this moment says, told by today's tables. */
async function noted() {
  const { rights } = await reviewAccess(as());
  // The history is kept to the microsecond, a moment asked for to the millisecond.
  await new Promise((resolve) => setTimeout(resolve, 5));
  const [row] = await kms.query("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at");
  await new Promise((resolve) => setTimeout(resolve, 5));
  return { at: new Date(Number(row?.at)).toISOString(), rights };
}

/** Names that people or roles have now, whatever they were called then. */
const facts = (rights: readonly ReviewedRight[]) => rights.map((right) => JSON.stringify(right)).sort();

test("a review of any past moment is what the review said then, whatever was changed since", async () => {
  const moments = [await noted()];
  const step = async (change: Promise<unknown>) => {
    await change;
    moments.push(await noted());
  };
  const rule = { resources: ["kms_key"], permissions: ["encrypt"] };
  const role = await createPolicy(ROLES, as({ name: "Writers", rules: [rule] }));
  const bound = await createBinding(ROLES, as({ name: "mel", userIdentity: mel.userId }), role.slug);
  moments.push(await noted());
  const target = { policy: role.slug, binding: bound.identity };
  await step(updateBinding(ROLES, as({ scopes: ["api:read"], expiresAt: "2099-01-01T00:00:00Z" }), target));
  const added = await createRule(ROLES, as({ ...rule, permissions: ["decrypt"], effect: "deny" }), role.slug);
  moments.push(await noted());
  const ofRule = { policy: role.slug, rule: added.identity };
  await step(replaceRule(ROLES, as({ ...rule, permissions: ["sign"] }), ofRule));
  await step(updatePolicy(ROLES, as({ name: "Signers" }), role.slug));
  await step(deleteRule(ROLES, as(), ofRule));
  const team = await createTeam(as({ name: "Crew" }));
  await createBinding(ROLES, as({ name: "crew", teamIdentity: team.identity }), "operator");
  await step(addTeamMember(as({ userIdentity: mel.userId }), team.identity));
  await step(removeTeamMember(as(), team.identity, mel.userId));
  await addTeamMember(as({ userIdentity: mel.userId }), team.identity);
  await step(deleteTeam(as(), team.identity));
  const account = await createServiceAccount(as({ name: "Billing" }));
  await createBinding(ROLES, as({ name: "billing", serviceAccountIdentity: account.identity }), "kms:Encrypt");
  moments.push(await noted());
  await step(deleteServiceAccount(as(), account.identity));
  const project = await createProject(as({ name: "Payments" }));
  const inProject = (body?: unknown) =>
    callAs(kms.ada, body, {
      authenticate: async (options) => {
        const principal = await principalOfAccessToken(kms.ada.token, options);
        return callerInScope(principal, kms.ada.organisationId, project.identity, TEST_ORIGIN);
      },
    });
  const policy = await createPolicy(PROJECT_POLICIES, inProject({ name: "In payments", rules: [rule] }));
  await createBinding(PROJECT_POLICIES, inProject({ name: "mel", userIdentity: mel.userId }), policy.slug);
  moments.push(await noted());
  await step(deletePolicy(PROJECT_POLICIES, inProject(), policy.identity));
  await step(deleteProject(as(), project.identity));
  const [membership] = (await listMemberships(as())).filter(({ user }) => user.subject === mel.userId);
  await step(updateMembership(as({ role: "OWNER" }), membership?.identity));
  await step(deleteBinding(ROLES, as(), target));
  await step(deletePolicy(ROLES, as(), role.identity));
  await step(deleteMembership(as(), membership?.identity));

  for (const [index, { at, rights }] of moments.entries()) {
    const then = await reviewAccess(as(), { at });
    expect(facts(then.rights), `moment ${index}`).toEqual(facts(rights));
    expect(then).toMatchObject({ at, isNow: false });
  }
  const distinct = new Set(moments.map(({ rights }) => facts(rights).join()));
  expect(distinct.size, "changes that the review shows").toBeGreaterThanOrEqual(12);
  const csv = await reviewAccessAsCsv(as(), { at: moments[1]?.at ?? "" });
  expect(csv).toContain("kms_key:encrypt,everything,organisation,Writers");
});

test("a change that was refused leaves no history, and nobody else's is read", async () => {
  const rows = () => kms.query("SELECT count(*)::int AS count FROM access_history");
  const before = await rows();
  expect(await codeOf(createBinding(ROLES, as({ name: "x", userIdentity: kms.eve.userId }), "operator"))).toBe(
    "object_not_found",
  );
  expect(await codeOf(createPolicy(ROLES, callAs(mel, { name: "x", rules: [] })))).not.toBe("answered");
  expect(await rows()).toEqual(before);
  const { at } = await noted();
  const theirs = JSON.stringify(await reviewAccess(callAs(kms.eve), { at }));
  expect(theirs).not.toContain(kms.ada.userId);
  expect(theirs).toContain(kms.eve.userId);
});

test("what is known begins with the history, and the future is not told", async () => {
  const { knownSince } = await reviewAccess(as());
  const before = new Date(Date.parse(knownSince) - 1).toISOString();
  for (const at of [before, "2000-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "yesterday"]) {
    expect(await codeOf(reviewAccess(as(), { at })), at).toBe("invalid_request");
  }
  await expect(reviewAccess(as(), { at: before })).rejects.toThrow(knownSince);
  const first = await reviewAccess(as(), { at: new Date(Date.parse(knownSince) + 1).toISOString() });
  expect(first.rights).toEqual([]);
});

test("history is written by the database itself, also for changes that no verb made", async () => {
  const { at, rights } = await noted();
  await kms.query("UPDATE membership SET role = 'MEMBER' WHERE user_id = $1", [kms.ada.userId]);
  const [last] = await kms.query(
    "SELECT facts ->> 'role' AS role FROM access_history WHERE kind = 'membership' AND valid_to IS NULL AND facts ->> 'user_id' = $1",
    [kms.ada.userId],
  );
  expect(last).toEqual({ role: "MEMBER" });
  await kms.query("UPDATE membership SET role = 'OWNER' WHERE user_id = $1", [kms.ada.userId]);
  expect(facts((await reviewAccess(as(), { at })).rights)).toEqual(facts(rights));
});
