import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FakeClock, useFakeClock } from "@/lib/platform/clock";
import { homeDatabase } from "@/lib/platform/db";
import { principalOfSession } from "./principal";
import { createSession, revokeSession, sessionCredentialId } from "./session";
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS } from "./session-limits";
import { createTestPerson, forgetEverything, openTestHome, storedEpoch, type TestHome } from "./test-home";

let home: TestHome;
let clock: FakeClock;
let userId: string;
let organisationId: string;

beforeEach(async () => {
  clock = useFakeClock("2026-03-01T12:00:00Z");
  home = await openTestHome();
  ({ userId, organisationId } = await createTestPerson("ada"));
});

afterEach(async () => {
  clock.restore();
  await home.close();
});

const start = async (replaces: string | null = null) =>
  (await createSession({ userId, address: "192.0.2.1", userAgent: "test", replaces })).sessionId;
const seen = async () => (await homeDatabase().prisma.session.findFirstOrThrow()).lastSeenAt.toISOString();

test("a session's id is 256 random bits and rests as a hash only", async () => {
  const sessionId = await start();
  expect(sessionId).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const { rows } = await homeDatabase().pool.query("SELECT s::text AS text FROM session s");
  expect(rows[0].text).not.toContain(sessionId);
});

test("a session proves its person and is named in records by a part of its hash", async () => {
  const sessionId = await start();
  const principal = await principalOfSession(sessionId);
  expect(principal).toMatchObject({
    actorId: userId,
    credentialKind: "session",
    credentialId: sessionCredentialId(sessionId),
  });
  expect(principal.credentialId).toMatch(/^[0-9a-f]{16}$/);
});

test("a session that is not used ends after the idle limit", async () => {
  const sessionId = await start();
  clock.advance(SESSION_IDLE_MS - 1);
  forgetEverything();
  const principal = await principalOfSession(sessionId);
  expect(principal.actorId).toBe(userId);
  const other = await start();
  clock.advance(SESSION_IDLE_MS);
  await expect(principalOfSession(other)).rejects.toMatchObject({ code: "unauthenticated" });
});

test("use moves the idle limit, on this node and on others", async () => {
  const sessionId = await start();
  for (let hour = 1; hour <= 30; hour += 10) {
    clock.advance(10 * 60 * 60 * 1_000);
    await principalOfSession(sessionId);
    const expected = new Date(Date.parse("2026-03-01T12:00:00Z") + (hour + 9) * 60 * 60 * 1_000).toISOString();
    await vi.waitFor(async () => expect(await seen()).toBe(expected));
  }
  forgetEverything();
  expect((await principalOfSession(sessionId)).actorId).toBe(userId);
});

test("however busy, a session ends after the absolute limit", async () => {
  const sessionId = await start();
  const step = SESSION_IDLE_MS - 1_000;
  for (let elapsed = step; elapsed < SESSION_ABSOLUTE_MS; elapsed += step) {
    clock.advance(step);
    await principalOfSession(sessionId);
    const expected = new Date(Date.parse("2026-03-01T12:00:00Z") + elapsed).toISOString();
    await vi.waitFor(async () => expect(await seen()).toBe(expected));
  }
  clock.set(new Date(Date.parse("2026-03-01T12:00:00Z") + SESSION_ABSOLUTE_MS));
  await expect(principalOfSession(sessionId)).rejects.toMatchObject({ code: "unauthenticated" });
});

test("a session replaced at sign-in opens nothing any more, and the epoch tells every node", async () => {
  const old = await start();
  await principalOfSession(old);
  const before = await storedEpoch(organisationId);
  const next = await start(old);
  expect(next).not.toBe(old);
  expect(await storedEpoch(organisationId)).toBe(before + 1n);
  await expect(principalOfSession(old, { fresh: true })).rejects.toMatchObject({ code: "unauthenticated" });
  expect((await principalOfSession(next)).actorId).toBe(userId);
});

test("a revoked session opens nothing, and its use cannot bring it back", async () => {
  const sessionId = await start();
  await principalOfSession(sessionId);
  expect(await revokeSession(sessionId)).toBe(userId);
  expect(await revokeSession(sessionId)).toBeNull();
  await expect(principalOfSession(sessionId, { fresh: true })).rejects.toMatchObject({ code: "unauthenticated" });
});

test.each(["", "short", "x".repeat(43), "\u0000".repeat(43)])("what is no session id (%#) is refused", async (text) => {
  await expect(principalOfSession(text)).rejects.toMatchObject({ code: "unauthenticated" });
  expect(await revokeSession(text)).toBeNull();
});
