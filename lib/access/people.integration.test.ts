import { afterAll, beforeAll, expect, test } from "vitest";
import { createAccessToken } from "@/lib/iam/access-token";
import { joinThroughLink, openPasswordLink, redeemPasswordLink } from "@/lib/iam/password-link";
import { inHomeTransaction } from "@/lib/iam/store";
import { createUser } from "@/lib/iam/user";
import { createKey } from "@/lib/kms/create-key";
import { callAs, codeOf, openTestKms, type TestCaller, type TestKms } from "@/lib/kms/test-calls";
import { createAccessCredential, listAccessCredentials, revokeAccessCredential } from "./access-credentials";
import { listOwnMemberships, readMe } from "./me";
import {
  createMemberPasswordLink,
  createMembership,
  deleteMembership,
  listMemberships,
  updateMembership,
} from "./memberships";
import { listOrganisationCredentials } from "./organisation-credentials";
import { createOrganisation, getOrganisation, listOrganisations, updateOrganisation } from "./organisations";
import {
  createPersonalAccessToken,
  listPersonalAccessTokens,
  revokePersonalAccessToken,
} from "./personal-access-tokens";
import { listProjects } from "./projects";
import { getRegion, listRegions } from "./regions";
import { createServiceAccount, deleteServiceAccount, getServiceAccount } from "./service-accounts";
import { addTeamMember, createTeam, deleteTeam, getTeam, removeTeamMember } from "./teams";
import { createTestMember } from "./test-members";

let kms: TestKms;
let member: TestCaller;
beforeAll(async () => {
  kms = await openTestKms();
  member = await createTestMember(kms.ada.organisationId, "mel");
});
afterAll(() => kms.close());

const asPlatform = async (person: TestCaller) => {
  await kms.query("UPDATE app_user SET is_platform_administrator = true WHERE id = $1", [person.userId]);
  return person;
};

test("somebody who belongs nowhere can ask who they are, and the call is on record", async () => {
  const nowhere = await createTestMember(kms.eve.organisationId, "nora");
  const [membership] = (await listMemberships(callAs(kms.eve))).filter(({ user }) => user.name === "nora");
  await deleteMembership(callAs(kms.eve), membership?.identity);
  const call = callAs(nowhere);
  expect(await readMe(call)).toMatchObject({ identity: nowhere.userId, credential: { scopes: null } });
  expect(await kms.recordsOf(call)).toMatchObject([{ event: "iam.me.read", outcome: "allowed" }]);
  expect(await listOwnMemberships(callAs(nowhere))).toEqual([]);
  expect(await codeOf(listProjects(callAs(nowhere)))).toBe("organisation_not_found");
  expect((await listRegions(callAs(nowhere))).map(({ slug }) => slug)).toContain("nl-01");
  expect(await codeOf(getRegion(callAs(nowhere), "xx-99"))).toBe("region_not_found");
});

const secretOf = ({ passwordLink }: { passwordLink: string | null }) => passwordLink?.split("#")[1] ?? "";
const redeem = (made: { passwordLink: string }, password: string) =>
  inHomeTransaction((tx) => redeemPasswordLink(tx, { secret: secretOf(made), password }));
const join = (made: { passwordLink: string }, { userId }: { userId: string }) =>
  inHomeTransaction((tx) => joinThroughLink(tx, { secret: secretOf(made), userId }));

/** Somebody who has an account, with a password, in an organisation of somebody else. */
async function accountHolder(organisationId: string, name: string): Promise<TestCaller> {
  const person = await createTestMember(organisationId, name);
  await kms.query("UPDATE app_user SET password_hash = 'a hash' WHERE id = $1", [person.userId]);
  return person;
}

test("who got an account under somebody else's address first does not get into the next organisation that adds the address", async () => {
  const attacker = await accountHolder(kms.eve.organisationId, "victim");
  const there = () => callAs({ ...attacker, organisationId: kms.ada.organisationId });
  const made = await createMembership(callAs(kms.ada, { email: "VICTIM@example.org", name: "Vic", role: "OWNER" }));
  expect(made).toMatchObject({ acceptedAt: null, role: "OWNER", user: { subject: attacker.userId, name: "Vic" } });
  expect(await codeOf(listProjects(there()))).toBe("organisation_not_found");
  const own = (await listOwnMemberships(callAs(attacker))).map(({ organisation }) => organisation.identity);
  expect(own).toEqual([kms.eve.organisationId]);
  expect((await listOrganisations(callAs(attacker))).map(({ identity }) => identity)).toEqual(own);
  const opening = (await listOrganisationCredentials(callAs(kms.ada))).map(({ owner }) => owner.identity);
  expect(opening).not.toContain(attacker.userId);

  // Whom the link was told has another account: neither of the two gets in with half of what it takes.
  await expect(join(made, kms.eve)).rejects.toThrow(/for somebody else/);
  await expect(redeem(made, "another password of theirs")).rejects.toThrow(/has an account/);
  const [stored] = await kms.query("SELECT password_hash FROM app_user WHERE id = $1", [attacker.userId]);
  expect(stored).toEqual({ password_hash: "a hash" });
  expect(await codeOf(listProjects(there()))).toBe("organisation_not_found");
  await deleteMembership(callAs(kms.ada), made.identity);
});

test("a person with an account joins through the link, though the credential was known before, and is out at once", async () => {
  const person = await accountHolder(kms.eve.organisationId, "joost");
  const there = () => callAs({ ...person, organisationId: kms.ada.organisationId });
  const first = await createMembership(callAs(kms.ada, { email: "joost@example.org" }));
  expect(await codeOf(createMembership(callAs(kms.ada, { email: "joost@example.org" })))).toBe("state_conflict");
  const again = await createMemberPasswordLink(callAs(kms.ada), first.identity);
  await expect(join(first, person)).rejects.toThrow(/cannot be used/);
  expect(await openPasswordLink(secretOf(again))).toMatchObject({ email: "joost@example.org", userId: person.userId });
  expect((await openPasswordLink(secretOf(again))).organisationName).toBe("ada works");
  expect(await codeOf(listProjects(there()))).toBe("organisation_not_found");
  await join(again, person);
  expect(await codeOf(listProjects(there()))).toBe("permission_denied");
  await expect(join(again, person)).rejects.toThrow(/cannot be used/);

  await deleteMembership(callAs(kms.ada), first.identity);
  expect(await codeOf(listProjects(there()))).toBe("organisation_not_found");
  const taken = await createMembership(callAs(kms.ada, { email: "joost@example.org" }));
  await deleteMembership(callAs(kms.ada), taken.identity);
  await expect(join(taken, person)).rejects.toThrow(/cannot be used/);
});

test("an invitation sets no password for who has rights through a token only, or administers the platform", async () => {
  const made = await createMembership(callAs(kms.ada, { email: "eve@example.org" }));
  await expect(openPasswordLink(secretOf(made))).rejects.toThrow(/cannot be used/);
  await expect(redeem(made, "what the inviter would like")).rejects.toThrow(/cannot be used/);
  await deleteMembership(callAs(kms.ada), made.identity);
  await createUser({ email: "chief@example.org", name: "Chief", password: null, isPlatformAdministrator: true });
  const chief = await createMembership(callAs(kms.ada, { email: "chief@example.org" }));
  await expect(redeem(chief, "what the inviter would like")).rejects.toThrow(/cannot be used/);
});

test("an unknown person gets a link once; a member may not add, and nobody but owners makes owners", async () => {
  const made = await createMembership(callAs(kms.ada, { email: "new@example.org", name: "New" }));
  expect(made.passwordLink).toMatch(/\/set-password#[0-9A-Za-z]{43}$/);
  expect(made.user).toMatchObject({ name: "New", email: "new@example.org" });
  expect(await codeOf(createMembership(callAs(member, { email: "x@example.org" })))).toBe("permission_denied");
  expect(await codeOf(updateMembership(callAs(kms.eve, { role: "OWNER" }), made.identity))).toBe("object_not_found");
  expect(await codeOf(deleteMembership(callAs(kms.eve), made.identity))).toBe("object_not_found");
  const link = await createMemberPasswordLink(callAs(kms.ada), made.identity);
  expect(link.passwordLink).not.toBe(made.passwordLink);
});

test("two organisations invite the same person: neither learns the other's name, each link opens its own organisation only", async () => {
  const email = "sought@example.org";
  const first = await createMembership(callAs(kms.ada, { email, name: "Sought After" }));
  const second = await createMembership(callAs(kms.eve, { email }));
  expect(second.user).toMatchObject({ subject: first.user.subject, name: "sought", createdAt: second.createdAt });
  expect(JSON.stringify(await listMemberships(callAs(kms.eve)))).not.toContain("Sought After");
  const listed = (await listMemberships(callAs(kms.ada))).find(({ identity }) => identity === first.identity);
  expect(listed).toMatchObject({ acceptedAt: null, user: { name: "Sought After" } });

  const once = { userId: first.user.subject, email, organisationIds: [kms.ada.organisationId] };
  const link = { userId: once.userId, email };
  expect(await openPasswordLink(secretOf(second))).toEqual({ ...link, organisationName: null });
  expect(await redeem(first, "the password of the person")).toMatchObject(once);
  await createTeam(callAs(kms.eve, { name: "Guests" }));
  const guests = await addTeamMember(callAs(kms.eve, { userIdentity: once.userId }), "guests");
  expect(guests.members).toEqual([expect.objectContaining({ subject: once.userId, name: "sought" })]);
  const { token } = await createAccessToken({ userId: once.userId, name: "test", expiresAt: null });
  const person = (organisationId: string) => callAs({ userId: once.userId, organisationId, token });
  expect(await codeOf(listProjects(person(kms.ada.organisationId)))).toBe("permission_denied");
  expect(await codeOf(listProjects(person(kms.eve.organisationId)))).toBe("organisation_not_found");
  expect(await openPasswordLink(secretOf(second))).toEqual({ ...link, organisationName: "eve works" });
  await expect(redeem(second, "what the inviting owner would like")).rejects.toThrow(/has an account/);
  expect(await join(second, once)).toMatchObject({ organisationId: kms.eve.organisationId });
  expect(await codeOf(listProjects(person(kms.eve.organisationId)))).toBe("permission_denied");
  const now = (await listMemberships(callAs(kms.eve))).find(({ identity }) => identity === second.identity);
  expect(now).toMatchObject({ acceptedAt: expect.any(String), user: { name: "Sought After" } });
  expect(await codeOf(createMemberPasswordLink(callAs(kms.ada), first.identity))).toBe("state_conflict");
});

test("of two owners who are removed at the same time, one stays", async () => {
  const second = await createTestMember(kms.ada.organisationId, "olga", "OWNER");
  const owners = (await listMemberships(callAs(kms.ada))).filter(({ role }) => role === "OWNER");
  const of = (person: TestCaller) => owners.find(({ user }) => user.subject === person.userId)?.identity ?? "";
  const codes = await Promise.all([
    codeOf(updateMembership(callAs(kms.ada, { role: "MEMBER" }), of(second))),
    codeOf(updateMembership(callAs(second, { role: "MEMBER" }), of(kms.ada))),
  ]);
  expect(codes.filter((code) => code === "answered")).toHaveLength(1);
  const left = await kms.query("SELECT user_id FROM membership WHERE organisation_id = $1 AND role = 'OWNER'", [
    kms.ada.organisationId,
  ]);
  expect(left).toHaveLength(1);
  const owner = left[0]?.user_id === kms.ada.userId ? kms.ada : second;
  expect(await codeOf(deleteMembership(callAs(owner), of(owner)))).toBe("state_conflict");
  await updateMembership(callAs(owner, { role: "OWNER" }), of(owner === kms.ada ? second : kms.ada));
});

test("teams hold members of the organisation only, and leave with their bindings", async () => {
  const team = await createTeam(callAs(kms.ada, { name: "Crew" }));
  const joined = await addTeamMember(callAs(kms.ada, { userIdentity: member.userId }), "crew");
  expect(joined.members).toMatchObject([{ subject: member.userId }]);
  expect(await codeOf(addTeamMember(callAs(kms.ada, { userIdentity: kms.eve.userId }), "crew"))).toBe(
    "invalid_request",
  );
  expect(await codeOf(getTeam(callAs(kms.eve), team.identity))).toBe("object_not_found");
  expect(await codeOf(getTeam(callAs(member), team.identity))).toBe("permission_denied");
  expect((await removeTeamMember(callAs(kms.ada), "crew", member.userId)).members).toEqual([]);
  expect(await codeOf(removeTeamMember(callAs(kms.ada), "crew", member.userId))).toBe("object_not_found");
  expect(await codeOf(deleteTeam(callAs(kms.ada), "crew"))).toBe("answered");
});

test("a credential tells its secret once, is stored as a hash, and cannot exceed the caller's scopes", async () => {
  const account = await createServiceAccount(callAs(kms.ada, { name: "Billing" }));
  const made = await createAccessCredential(callAs(kms.ada, { name: "Production" }), "billing");
  expect(made).toMatchObject({ accessKey: expect.stringMatching(/^tcak_[0-9A-Za-z]{20}$/), revokedAt: null });
  const [stored] = await kms.query(
    "SELECT encode(secret_hash, 'hex') = encode(sha256($2::bytea), 'hex') AS same FROM access_credential WHERE id = $1",
    [made.identity, Buffer.from(made.accessSecret)],
  );
  expect(stored).toEqual({ same: true });
  expect(JSON.stringify(await listAccessCredentials(callAs(kms.ada), "billing"))).not.toContain(made.accessSecret);
  expect(await codeOf(listAccessCredentials(callAs(kms.eve), account.identity))).toBe("object_not_found");
  expect(await codeOf(revokeAccessCredential(callAs(kms.eve), account.identity, made.identity))).toBe(
    "object_not_found",
  );
  await kms.query("UPDATE access_token SET scopes = '{api:write}' WHERE user_id = $1", [kms.ada.userId]);
  await kms.query("UPDATE access_epoch SET epoch = epoch + 1");
  const beyond = { name: "x", scopes: ["api:read", "kubernetes"] };
  expect(await codeOf(createAccessCredential(callAs(kms.ada, beyond), "billing"))).toBe("permission_denied");
  expect(await codeOf(createPersonalAccessToken(callAs(kms.ada, { name: "all" })))).toBe("permission_denied");
  await kms.query("UPDATE access_token SET scopes = '{}' WHERE user_id = $1", [kms.ada.userId]);
  await kms.query("UPDATE access_epoch SET epoch = epoch + 1");
  const past = { name: "x", expiresAt: "2020-01-01T00:00:00Z" };
  expect(await codeOf(createAccessCredential(callAs(kms.ada, past), "billing"))).toBe("invalid_request");
  await revokeAccessCredential(callAs(kms.ada), "billing", made.identity);
  expect((await listAccessCredentials(callAs(kms.ada), "billing"))[0]?.revokedAt).not.toBeNull();
  await deleteServiceAccount(callAs(kms.ada), "billing");
  expect(await codeOf(getServiceAccount(callAs(kms.ada), account.identity))).toBe("object_not_found");
  expect(await codeOf(createServiceAccount(callAs(kms.ada, { name: "Billing" })))).toBe("slug_taken");
});

test("an access token confined to an organisation is told once, works, and ends when it is revoked", async () => {
  const wanted = { name: "Laptop", scopes: ["api:read"], organisationIdentity: kms.ada.organisationId };
  const made = await createPersonalAccessToken(callAs(kms.ada, wanted));
  const person = { ...kms.ada, token: made.token };
  expect(await codeOf(listProjects(callAs(person)))).toBe("permission_denied");
  expect(JSON.stringify(await listPersonalAccessTokens(callAs(kms.ada)))).not.toContain(made.token);
  expect(await codeOf(revokePersonalAccessToken(callAs(kms.eve), made.identity))).toBe("object_not_found");
  const elsewhere = { name: "x", organisationIdentity: kms.eve.organisationId };
  expect(await codeOf(createPersonalAccessToken(callAs(kms.ada, elsewhere)))).toBe("invalid_request");
  await revokePersonalAccessToken(callAs(kms.ada), made.identity);
  expect(await codeOf(readMe(callAs(person)))).toBe("unauthenticated");
});

test("platform administrators make organisations, which hold the record; they see nothing inside", async () => {
  expect(await codeOf(createOrganisation(callAs(kms.ada, { name: "Not allowed" })))).toBe("permission_denied");
  const root = await asPlatform(await createTestMember(kms.eve.organisationId, "root"));
  const call = callAs(root, { name: "Harbour", ownerEmail: "owner@example.org", limits: { keysMax: 1 } });
  const made = await createOrganisation(call);
  expect(made).toMatchObject({ slug: "harbour", limits: { keysMax: 1 }, features: { kms: true } });
  expect(made.passwordLink).toMatch(/#[0-9A-Za-z]{43}$/);
  const ofOther = await createOrganisation(callAs(root, { name: "Pier", ownerEmail: "mel@example.org" }));
  expect(ofOther.passwordLink).toMatch(/#[0-9A-Za-z]{43}$/);
  const ofRoot = await createOrganisation(callAs(root, { name: "Quay", ownerEmail: "ROOT@example.org" }));
  expect(ofRoot.passwordLink).toBeNull();
  expect((await listOwnMemberships(callAs(root))).map(({ organisation }) => organisation.name)).toContain("Quay");
  expect(await listOwnMemberships(callAs(member))).toHaveLength(1);
  const [record] = await kms.query("SELECT organisation_id FROM audit_record WHERE request_id = $1", [call.requestId]);
  expect(record).toEqual({ organisation_id: made.identity });
  const changing = callAs(root, { features: { dns: false } });
  expect((await updateOrganisation(changing, "harbour")).features).toMatchObject({ dns: false, kms: true });
  for (const nothing of [{ limits: {} }, { features: {} }]) {
    const [field] = Object.keys(nothing);
    await expect(updateOrganisation(callAs(root, nothing), "harbour")).rejects.toThrow(`${field}: must name`);
  }
  const [changed] = await kms.query("SELECT organisation_id FROM audit_record WHERE request_id = $1", [
    changing.requestId,
  ]);
  expect(changed).toEqual({ organisation_id: made.identity });
  expect(await codeOf(listProjects(callAs({ ...root, organisationId: made.identity })))).toBe("organisation_not_found");
  expect(await codeOf(getOrganisation(callAs(kms.ada), "harbour"))).toBe("organisation_not_found");
  expect((await listOrganisations(callAs(kms.ada))).map(({ identity }) => identity)).toEqual([kms.ada.organisationId]);
  expect((await listOrganisations(callAs(root))).length).toBeGreaterThan(2);
  expect(await codeOf(updateOrganisation(callAs(kms.ada, { limits: {} }), kms.ada.organisationId))).toBe(
    "permission_denied",
  );
  expect(await codeOf(updateOrganisation(callAs(kms.ada, { description: "ours" }), kms.ada.organisationId))).toBe(
    "answered",
  );
  expect(await codeOf(updateOrganisation(callAs(member, { description: "ours" }), kms.ada.organisationId))).toBe(
    "permission_denied",
  );
});

test("an organisation has no more keys than its limit, however many are asked for at once", async () => {
  await kms.query(`UPDATE organisation SET limits = '{"keysMax":2}' WHERE id = $1`, [kms.eve.organisationId]);
  await kms.query("UPDATE access_epoch SET epoch = epoch + 1");
  const make = (name: string) => codeOf(createKey(callAs(kms.eve, { name }), { region: "nl-01" }));
  const codes = await Promise.all(["one", "two", "three", "four"].map(make));
  expect(codes.sort()).toEqual(["answered", "answered", "too_many_requests", "too_many_requests"]);
  await expect(createKey(callAs(kms.eve, { name: "five" }), { region: "nl-02" })).rejects.toThrow(/limit of 2 keys/);
});

test.each([[{}], [{ email: "nobody" }], [{ email: "a@example.org", role: "KING" }], [[]]])(
  "%j is refused as a member",
  async (request) => {
    expect(await codeOf(createMembership(callAs(kms.ada, request)))).toBe("invalid_request");
  },
);

test("nobody is made where the membership is refused", async () => {
  await createUser({ email: "known@example.org", name: "known", password: null });
  expect(await codeOf(createMembership(callAs(member, { email: "ghost@example.org" })))).toBe("permission_denied");
  expect(await kms.query("SELECT id FROM app_user WHERE email = 'ghost@example.org'")).toEqual([]);
});
