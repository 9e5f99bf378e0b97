import NextAuth from "next-auth";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { flushCallCounts } from "@/lib/audit/call-counts";
import { closeWriters } from "@/lib/audit/writers";
import { addMembership } from "@/lib/iam/organisation";
import { principalOfSession } from "@/lib/iam/principal";
import { createSession, sessionHash } from "@/lib/iam/session";
import { createTestPerson, openTestHome, type TestHome } from "@/lib/iam/test-home";
import { createUser } from "@/lib/iam/user";
import { clock } from "@/lib/platform/clock";
import { provideEnvironment } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { type AuthExchange, authOptions } from "./auth-options";
import { viewerOfSession } from "./viewer";

const PASSWORD = "correct horse battery";
let home: TestHome;
let organisationId: string;
let userId: string;

beforeEach(async () => {
  provideEnvironment("NEXTAUTH_URL", "http://localhost:3000");
  home = await openTestHome();
  ({ organisationId } = await createTestPerson("owner"));
  ({ id: userId } = await createUser({ email: "ada@example.org", name: "Ada", password: PASSWORD }));
  await addMembership({ organisationId, userId, role: "MEMBER" });
});

afterEach(async () => {
  await flushCallCounts(homeDatabase());
  await closeWriters();
  await home.close();
});

interface Answer {
  status: number;
  body: unknown;
  location: string | null;
  failure: AuthExchange["failure"];
}

/** A browser that speaks to next-auth and keeps its cookies. */
function browser(clientAddress = "192.0.2.1") {
  const jar = new Map<string, string>();

  async function ask(method: string, path: string, body: Record<string, string> = {}): Promise<Answer> {
    const exchange = exchangeOf(method, `/api/auth/${path}`, clientAddress, jar.get("pelagos.session"));
    const answer: Answer = { status: 200, body: null, location: null, failure: null };
    const setCookies: string[] = [];
    const response = {
      status: (status: number) => Object.assign(answer, { status }) && response,
      getHeader: () => setCookies,
      setHeader: (name: string, value: string | string[]) => {
        if (name === "Location") answer.location = String(value);
        if (name === "Set-Cookie") keep(jar, [...value]);
        return response;
      },
      json: (value: unknown) => void Object.assign(answer, { body: value }),
      send: (value: unknown) => void Object.assign(answer, { body: value }),
      end: () => undefined,
    };
    const query = { nextauth: path.split("/") };
    const request = { method, query, body, cookies: Object.fromEntries(jar), headers: { host: "localhost:3000" } };
    await Reflect.apply(NextAuth, null, [request, response, authOptions(exchange, "secret of this test")]);
    return { ...answer, failure: exchange.failure };
  }

  return {
    jar,
    ask,
    async signIn(email: string, password: string, callbackUrl = "/works") {
      const { body } = await ask("GET", "csrf");
      const csrfToken = String(Reflect.get(Object(body), "csrfToken"));
      return ask("POST", "callback/credentials", { csrfToken, email, password, callbackUrl, json: "true" });
    },
  };
}

function exchangeOf(method: string, path: string, clientAddress: string, session: string | undefined): AuthExchange {
  const request = {
    requestId: "req-test",
    method,
    path,
    clientAddress,
    userAgent: "test",
    startedAtMs: clock.monotonicMs(),
  };
  return { request, previousSessionId: session ?? null, failure: null, newSessionId: null };
}

function keep(jar: Map<string, string>, headers: readonly string[]): void {
  for (const header of headers) {
    const [pair = "", ...attributes] = header.split("; ");
    const [name = "", value = ""] = pair.split("=");
    expect(attributes).toEqual(expect.arrayContaining(["Path=/", "HttpOnly", "SameSite=Lax"]));
    if (value === "") jar.delete(name);
    else jar.set(name, decodeURIComponent(value));
  }
}

const records = async () =>
  (await homeDatabase().pool.query("SELECT * FROM audit_record ORDER BY created_at, event_id")).rows;

test("the right password yields a cookie that is nothing but the random id of a session", async () => {
  const ada = browser();
  const answer = await ada.signIn("Ada@example.org ", PASSWORD);
  expect(answer).toMatchObject({ status: 200, body: { url: "http://localhost:3000/works" }, failure: null });
  const sessionId = ada.jar.get("pelagos.session") ?? "";
  expect(sessionId).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const row = await homeDatabase().prisma.session.findFirstOrThrow();
  expect(Buffer.from(row.idHash).toString("hex")).toBe(sessionHash(sessionId));
  expect(row).toMatchObject({ userId, address: "192.0.2.1", userAgent: "test", revokedAt: null });
  expect((await ada.ask("GET", "session")).body).toMatchObject({ user: { name: "Ada", email: "ada@example.org" } });
  expect(ada.jar.get("pelagos.session")).toBe(sessionId);
  expect(await viewerOfSession(sessionId)).toMatchObject({
    user: { identity: userId },
    organisations: [{ slug: "owner-works" }],
  });
});

test("a wrong password and an unknown address are refused alike", async () => {
  const wrong = await browser().signIn("ada@example.org", "wrong password!");
  const unknown = await browser().signIn("nobody@example.org", PASSWORD);
  expect(wrong.status).toBe(401);
  expect(wrong.failure).toMatchObject({ code: "unauthenticated", message: "E-mail address or password is not right." });
  expect(unknown).toEqual(wrong);
});

test("a person without a password cannot sign in with any", async () => {
  for (const password of ["", "null", PASSWORD]) {
    expect((await browser().signIn("owner@example.org", password)).status).toBe(401);
  }
});

test("sign-in without the CSRF token of the same browser does nothing", async () => {
  const ada = browser();
  const other = await browser().ask("GET", "csrf");
  const csrfToken = String(Reflect.get(Object(other.body), "csrfToken"));
  for (const token of ["", csrfToken]) {
    await ada.ask("POST", "callback/credentials", { csrfToken: token, email: "ada@example.org", password: PASSWORD });
  }
  expect(ada.jar.has("pelagos.session")).toBe(false);
  expect(await homeDatabase().prisma.session.count()).toBe(0);
});

test("signing in leads nowhere but to this console", async () => {
  for (const target of ["https://evil.example/", "//evil.example", "/\\evil.example"]) {
    const { body } = await browser().signIn("ada@example.org", PASSWORD, target);
    expect(body).toEqual({ url: "http://localhost:3000" });
  }
});

test("signing in again renews the session and ends the one before", async () => {
  const ada = browser();
  await ada.signIn("ada@example.org", PASSWORD);
  const first = ada.jar.get("pelagos.session") ?? "";
  await ada.signIn("ada@example.org", PASSWORD);
  const second = ada.jar.get("pelagos.session") ?? "";
  expect(second).not.toBe(first);
  await expect(principalOfSession(first, { fresh: true })).rejects.toMatchObject({ code: "unauthenticated" });
  expect((await principalOfSession(second)).actorId).toBe(userId);
});

test("a session id chosen before sign-in is not taken over", async () => {
  const ada = browser();
  const planted = "A".repeat(43);
  ada.jar.set("pelagos.session", planted);
  await ada.signIn("ada@example.org", PASSWORD);
  expect(ada.jar.get("pelagos.session")).not.toBe(planted);
});

test("signing out revokes the session and takes the cookie back", async () => {
  const ada = browser();
  await ada.signIn("ada@example.org", PASSWORD);
  const sessionId = ada.jar.get("pelagos.session") ?? "";
  const { body } = await ada.ask("GET", "csrf");
  await ada.ask("POST", "signout", { csrfToken: String(Reflect.get(Object(body), "csrfToken")), json: "true" });
  expect(ada.jar.has("pelagos.session")).toBe(false);
  await expect(principalOfSession(sessionId, { fresh: true })).rejects.toMatchObject({ code: "unauthenticated" });
  expect((await records()).map(({ event }) => event)).toEqual(["iam.session.create", "iam.session.revoke"]);
});

test("sign-in, refusal and sign-out are on record in each organisation of the person", async () => {
  const second = await createTestPerson("second");
  await addMembership({ organisationId: second.organisationId, userId, role: "MEMBER" });
  await browser("192.0.2.9").signIn("ada@example.org", "wrong password!");
  const ada = browser();
  await ada.signIn("ada@example.org", PASSWORD);
  const rows = await records();
  expect(rows.map(({ event, outcome }) => `${event} ${outcome}`)).toEqual([
    ...["iam.session.create refused", "iam.session.create refused"],
    ...["iam.session.create allowed", "iam.session.create allowed"],
  ]);
  expect(new Set(rows.map((row) => row.organisation_id))).toEqual(new Set([organisationId, second.organisationId]));
  expect(JSON.parse(rows[0].body)).toMatchObject({
    ...{ actorId: userId, reason: "unauthenticated", clientAddress: "192.0.2.9", credentialId: "" },
  });
  expect(rows[2].credential_id).toBe(sessionHash(ada.jar.get("pelagos.session") ?? "").slice(0, 16));
  expect(JSON.stringify(rows)).not.toContain(ada.jar.get("pelagos.session"));
});

test("guesses at addresses nobody has are counted, not recorded", async () => {
  await browser("203.0.113.5").signIn("nobody@example.org", PASSWORD);
  await flushCallCounts(homeDatabase());
  expect(await records()).toEqual([]);
  const counted = await homeDatabase().pool.query("SELECT reason, subject, calls::int FROM uncredentialed_call_count");
  expect(counted.rows).toEqual([{ reason: "unauthenticated", subject: "203.0.113.5", calls: 1 }]);
});

test("too many mistakes are answered with the time to wait, even where the password is right", async () => {
  for (let mistake = 1; mistake <= 5; mistake += 1) await browser().signIn("ada@example.org", "wrong password!");
  const answer = await browser().signIn("ada@example.org", PASSWORD);
  expect(answer.failure).toMatchObject({ code: "too_many_requests", retryAfterInSeconds: expect.any(Number) });
  expect(await homeDatabase().prisma.session.count()).toBe(0);
  expect((await browser("192.0.2.77").signIn("ada@example.org", PASSWORD)).status).toBe(200);
});

test("without the home database nobody is signed in, and the reason is not a wrong password", async () => {
  const ada = browser();
  const { body } = await ada.ask("GET", "csrf");
  const csrfToken = String(Reflect.get(Object(body), "csrfToken"));
  home.cutOff(true);
  const given = { csrfToken, email: "ada@example.org", password: PASSWORD, json: "true" };
  expect((await ada.ask("POST", "callback/credentials", given)).failure).toMatchObject({ code: "unavailable" });
  home.cutOff(false);
});

test("a session that was revoked elsewhere is gone for the pages within a second", async () => {
  const { sessionId } = await createSession({ userId, address: "", userAgent: "", replaces: null });
  expect(await viewerOfSession(sessionId)).not.toBeNull();
  await homeDatabase().pool.query("UPDATE session SET revoked_at = now()");
  await vi.waitFor(async () => expect(await viewerOfSession(sessionId)).toBeNull(), { timeout: 3_000, interval: 100 });
});
