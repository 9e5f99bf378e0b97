import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { invite } from "@/lib/iam/invite";
import { addMembership, createOrganisation } from "@/lib/iam/organisation";
import { createSession } from "@/lib/iam/session";
import { inHomeTransaction } from "@/lib/iam/store";
import { openTestHome, type TestHome } from "@/lib/iam/test-home";
import { createUser } from "@/lib/iam/user";
import { closeRuntime, openRuntime } from "@/lib/kms/runtime";
import { homeDatabase } from "@/lib/platform/db";
import { joinOrganisationThroughLink, openLink, setPasswordThroughLink } from "./password-link";

const browser = vi.hoisted(() => ({ session: "" }));
vi.mock("next/headers", () => ({
  headers: async () => new Headers({ origin: "http://localhost:3000", "sec-fetch-site": "same-origin" }),
  cookies: async () => ({ get: () => (browser.session === "" ? undefined : { value: browser.session }) }),
}));

const PASSWORD = "a quay with seven cranes";
let home: TestHome;
let own: string;
let other: string;

beforeAll(async () => {
  home = await openTestHome();
  await openRuntime();
  own = (await createOrganisation({ name: "Own works" })).id;
  other = (await createOrganisation({ name: "Other works" })).id;
});
afterAll(async () => {
  await closeRuntime();
  await home.close();
});

async function account(name: string): Promise<string> {
  const { id: userId } = await createUser({ email: `${name}@example.org`, name, password: PASSWORD });
  await addMembership({ organisationId: own, userId, role: "MEMBER" });
  return userId;
}

async function invited(name: string) {
  const made = await inHomeTransaction((tx) =>
    invite(tx, { organisationId: other, email: `${name}@example.org`, role: "MEMBER" }),
  );
  return { membership: made?.membershipId ?? "", secret: made?.passwordLink.split("#")[1] ?? "" };
}

async function signedInAs(userId: string): Promise<void> {
  browser.session = (await createSession({ userId, address: "", userAgent: "", replaces: null })).sessionId;
}

const recordsOf = async (userId: string) =>
  (
    await homeDatabase().pool.query(
      "SELECT event, organisation_id, resource_id FROM audit_record WHERE actor_id = $1 ORDER BY event",
      [userId],
    )
  ).rows;

test("an account joins with the link and a session of its own; the organisation's log, and no other, has the record", async () => {
  const [ada, eve] = [await account("ada"), await account("eve")];
  const { membership, secret } = await invited("ada");
  const join = { kind: "join", organisationName: "Other works", email: "ada@example.org" };
  browser.session = "";
  expect(await openLink({ secret })).toMatchObject({ ok: true, value: { ...join, isSignedIn: false } });
  expect(await joinOrganisationThroughLink({ secret })).toMatchObject({ error: { code: "unauthenticated" } });
  await signedInAs(eve);
  expect(await openLink({ secret })).toMatchObject({ value: { isSignedIn: false } });
  expect(await joinOrganisationThroughLink({ secret })).toMatchObject({ error: { code: "permission_denied" } });
  expect(await setPasswordThroughLink({ secret, password: "what the inviter would like" })).toMatchObject({
    error: { code: "state_conflict" },
  });
  expect(await recordsOf(ada)).toEqual([]);

  await signedInAs(ada);
  expect(await openLink({ secret })).toMatchObject({ value: { ...join, isSignedIn: true } });
  expect(await joinOrganisationThroughLink({ secret })).toMatchObject({ ok: true, value: { slug: "other-works" } });
  expect(await recordsOf(ada)).toEqual([
    { event: "iam.membership.accept", organisation_id: other, resource_id: membership },
  ]);
  expect(await joinOrganisationThroughLink({ secret })).toMatchObject({ error: { code: "invalid_request" } });
  expect(await openLink({ secret })).toMatchObject({ ok: false });
});

test("who has no account sets a password, and both that and the acceptance are on record", async () => {
  const { membership, secret } = await invited("new");
  expect(await openLink({ secret })).toMatchObject({ ok: true, value: { kind: "set" } });
  expect(await setPasswordThroughLink({ secret, password: PASSWORD })).toMatchObject({
    value: { email: "new@example.org" },
  });
  const { rows } = await homeDatabase().pool.query("SELECT id FROM app_user WHERE email = 'new@example.org'");
  expect(await recordsOf(rows[0].id)).toEqual([
    { event: "iam.membership.accept", organisation_id: other, resource_id: membership },
    { event: "iam.password.set", organisation_id: other, resource_id: "" },
  ]);
});
