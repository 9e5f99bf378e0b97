import { afterAll, beforeAll, expect, test } from "vitest";
import { createMembership } from "@/lib/access/memberships";
import { createOrganisation } from "@/lib/access/organisations";
import { createProject } from "@/lib/access/projects";
import { endOtherSessions, endOwnSession, listOwnSessions } from "@/lib/access/sessions";
import { createTeam } from "@/lib/access/teams";
import type { ErrorCode } from "@/lib/contract/errors";
import { addMembership, createOrganisation as insertOrganisation } from "@/lib/iam/organisation";
import { principalOfSession } from "@/lib/iam/principal";
import { createSession, sessionCredentialId } from "@/lib/iam/session";
import { forgetEverything } from "@/lib/iam/test-home";
import { createUser } from "@/lib/iam/user";
import { closeRuntime, openRuntime } from "@/lib/kms/runtime";
import { clock } from "@/lib/platform/clock";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import { changePassword } from "./change-password";
import { consoleCall } from "./console-call";

const PASSWORD = "a quay with seven cranes";
const OTHER = "eight tugs in the morning";

let home: TestDatabase;
let organisationId: string;

beforeAll(async () => {
  home = await createTestDatabase();
  setConfig({ ...loadConfig({}), databaseUrl: home.url });
  forgetEverything();
  await openRuntime();
  organisationId = (await insertOrganisation({ name: "Harbour works" })).id;
});

afterAll(async () => {
  await closeRuntime();
  await home.drop();
});

async function person(name: string) {
  const { id: userId } = await createUser({ email: `${name}@example.org`, name, password: PASSWORD });
  await addMembership({ organisationId, userId, role: "MEMBER" });
  return userId;
}

const session = async (userId: string) =>
  (await createSession({ userId, address: "192.0.2.1", userAgent: "test", replaces: null })).sessionId;

const ownCall = (sessionId: string) =>
  consoleCall({
    ...{ method: "POST", path: "/account", headers: new Headers(), project: null, organisation: "", body: {} },
    sessionId,
  });

const request = (clientAddress = "192.0.2.1") => ({
  ...{ requestId: "req-test", method: "POST", path: "/account", userAgent: "test" },
  clientAddress,
  startedAtMs: clock.monotonicMs(),
});

const refusal = (work: Promise<unknown>): Promise<{ code: ErrorCode; message: string }> =>
  work.then(
    () => Promise.reject(new Error("it was answered")),
    (error: { code: ErrorCode; message: string }) => error,
  );

const opens = (sessionId: string) =>
  principalOfSession(sessionId, { fresh: true }).then(
    () => true,
    () => false,
  );

test("a person sees their own sessions and ends others, never somebody else's", async () => {
  const [ada, eve] = [await person("ada"), await person("eve")];
  const [here, there, foreign] = [await session(ada), await session(ada), await session(eve)];
  const listed = await listOwnSessions(ownCall(here));
  expect(listed).toHaveLength(2);
  expect(listed.find(({ isCurrent }) => isCurrent)?.identity).toBe(sessionCredentialId(here));
  const stolen = await refusal(endOwnSession(ownCall(here), sessionCredentialId(foreign)));
  expect(stolen.code).toBe("object_not_found");
  expect(await opens(foreign)).toBe(true);
  await endOwnSession(ownCall(here), sessionCredentialId(there));
  expect(await opens(there)).toBe(false);
  const again = await session(ada);
  expect(await endOtherSessions(ownCall(here))).toEqual({ ended: 1 });
  expect([await opens(again), await opens(here), await opens(foreign)]).toEqual([false, true, true]);
});

test("a password changes with the current one only; every session ends but the new one, and both outcomes are recorded", async () => {
  const ben = await person("ben");
  const [here, there] = [await session(ben), await session(ben)];
  const principal = await principalOfSession(here, { fresh: true });
  const wrong = { currentPassword: "not it at all, no", password: OTHER };
  expect(await refusal(changePassword(request(), principal, wrong))).toMatchObject({
    code: "invalid_request",
    message: "currentPassword: is not your password.",
  });
  const short = { currentPassword: PASSWORD, password: "short" };
  expect((await refusal(changePassword(request(), principal, short))).message).toContain("12 to 256 characters");
  const same = { currentPassword: PASSWORD, password: PASSWORD };
  expect((await refusal(changePassword(request(), principal, same))).code).toBe("invalid_request");
  expect([await opens(here), await opens(there)]).toEqual([true, true]);

  const renewed = await changePassword(request(), principal, { currentPassword: PASSWORD, password: OTHER });
  expect([await opens(here), await opens(there), await opens(renewed)]).toEqual([false, false, true]);
  const late = await refusal(changePassword(request(), principal, { currentPassword: PASSWORD, password: OTHER }));
  expect(late.message).toBe("currentPassword: is not your password.");
  const { rows } = await homeDatabase().pool.query(
    "SELECT outcome FROM audit_record WHERE actor_id = $1 AND event = 'iam.password.set' ORDER BY created_at, event_id",
    [ben],
  );
  expect(rows.map(({ outcome }) => outcome)).toEqual(["refused", "allowed", "refused"]);
});

test("guesses at the current password are slowed down like a sign-in", async () => {
  const eva = await person("eva");
  const principal = await principalOfSession(await session(eva), { fresh: true });
  const guess = () =>
    refusal(changePassword(request("192.0.2.99"), principal, { currentPassword: "a guess, no more", password: OTHER }));
  const codes: ErrorCode[] = [];
  for (let attempt = 0; attempt < 6; attempt += 1) codes.push((await guess()).code);
  expect(codes.slice(0, 5)).toEqual(Array(5).fill("invalid_request"));
  expect(codes[5]).toBe("too_many_requests");
});

test.each([
  ["a member", createMembership, { email: "new@example.org" }],
  ["a team", createTeam, { name: "Operators" }],
  ["a project", createProject, { name: "Production" }],
  ["an organisation", createOrganisation, { name: "Another" }],
])("%s is refused on the server to who holds no right, whatever their page offered", async (_, verb, body) => {
  const sessionId = await session(await person(`nobody-${verb.name}-${JSON.stringify(body).length}`));
  const asked = { method: "POST", path: "/", headers: new Headers(), project: null } as const;
  const error = await refusal(verb(consoleCall({ ...asked, organisation: organisationId, body, sessionId })));
  expect(error.code).toBe("permission_denied");
});
