import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FakeClock, useFakeClock } from "@/lib/platform/clock";
import { homeDatabase } from "@/lib/platform/db";
import { createAccessToken, revokeAccessToken } from "./access-token";
import { addMembership } from "./organisation";
import { CACHED_DECISION_MS_MAX, cachedPrincipalOfAccessToken, principalOfAccessToken } from "./principal";
import { createTestPerson, forgetEverything, openTestHome, storedEpoch, type TestHome } from "./test-home";

let home: TestHome;
let clock: FakeClock;

beforeEach(async () => {
  clock = useFakeClock("2026-03-01T12:00:00Z");
  home = await openTestHome();
});

afterEach(async () => {
  clock.restore();
  await home.close();
});

const refusal = expect.objectContaining({
  code: "unauthenticated",
  message: "A valid credential is required: Authorization: Bearer <token> or Token <token>.",
});

test("a token proves its person, the organisations and their access epochs", async () => {
  const person = await createTestPerson("ada");
  const principal = await principalOfAccessToken(person.token);
  expect(principal).toMatchObject({ actorId: person.userId, credentialId: person.tokenId, expiresAtMs: null });
  const epoch = await storedEpoch(person.organisationId);
  expect(epoch).toBeGreaterThan(0n);
  expect(principal.organisations).toEqual([
    {
      id: person.organisationId,
      name: "ada works",
      slug: "ada-works",
      role: "OWNER",
      featuresDisabled: [],
      grants: [],
      limits: {},
      epoch,
    },
  ]);
});

test("a token has 256 random bits and rests as a hash only", async () => {
  const { token } = await createTestPerson("ada");
  expect(token).toMatch(/^tc_pat_[0-9A-Za-z]{43}$/);
  const { rows } = await homeDatabase().pool.query("SELECT t::text AS text FROM access_token t");
  expect(rows).toHaveLength(1);
  expect(rows[0].text).not.toContain(token.slice(7));
});

test("a second call is answered from memory", async () => {
  const { token } = await createTestPerson("ada");
  expect(cachedPrincipalOfAccessToken(token)).toBeNull();
  const principal = await principalOfAccessToken(token);
  expect(cachedPrincipalOfAccessToken(token)).toBe(principal);
  home.cutOff(true);
  expect(await principalOfAccessToken(token)).toBe(principal);
});

test.each([
  "",
  "tc_pat_short",
  `tc_pat_${"x".repeat(43)}`,
  `tc_pat_${"x".repeat(200)}`,
  "tc_pat_\u0000".padEnd(60, "x"),
])("a token that was never issued (%#) is refused in the one text", async (token) => {
  await expect(principalOfAccessToken(token)).rejects.toEqual(refusal);
});

test("a refused token is not remembered: it opens as soon as it exists", async () => {
  const { userId } = await createTestPerson("ada");
  const { id, token } = await createAccessToken({ userId, name: "later", expiresAt: null });
  await homeDatabase().pool.query("UPDATE access_token SET revoked_at = now() WHERE id = $1", [id]);
  await expect(principalOfAccessToken(token)).rejects.toEqual(refusal);
  await homeDatabase().pool.query("UPDATE access_token SET revoked_at = NULL WHERE id = $1", [id]);
  expect((await principalOfAccessToken(token)).credentialId).toBe(id);
});

test("a token is refused from the very millisecond at which it expires, remembered or not", async () => {
  const { token } = await createTestPerson("ada", { expiresAt: new Date("2026-03-01T12:00:10Z") });
  clock.advance(9_999);
  await principalOfAccessToken(token);
  expect(cachedPrincipalOfAccessToken(token)).not.toBeNull();
  clock.advance(1);
  expect(cachedPrincipalOfAccessToken(token)).toBeNull();
  await expect(principalOfAccessToken(token)).rejects.toEqual(refusal);
  forgetEverything();
  await expect(principalOfAccessToken(token)).rejects.toEqual(refusal);
});

test("revoking a token raises the epoch of each organisation of its person and of no other", async () => {
  const ada = await createTestPerson("ada");
  const bob = await createTestPerson("bob");
  await addMembership({ organisationId: bob.organisationId, userId: ada.userId, role: "MEMBER" });
  const eve = await createTestPerson("eve");
  const organisations = [ada, bob, eve].map(({ organisationId }) => organisationId);
  const before = await Promise.all(organisations.map(storedEpoch));
  await revokeAccessToken(ada.tokenId);
  const after = await Promise.all(organisations.map(storedEpoch));
  expect(after.map((epoch, index) => epoch - (before[index] ?? 0n))).toEqual([1n, 1n, 0n]);
});

test("a fresh read sees a revocation that memory does not, and ends it there too", async () => {
  const { token, tokenId } = await createTestPerson("ada");
  await principalOfAccessToken(token);
  await revokeAccessToken(tokenId);
  expect(cachedPrincipalOfAccessToken(token)).not.toBeNull();
  await expect(principalOfAccessToken(token, { fresh: true })).rejects.toEqual(refusal);
  expect(cachedPrincipalOfAccessToken(token)).toBeNull();
});

test("revoking twice changes nothing, and revoking nothing is refused", async () => {
  const { tokenId } = await createTestPerson("ada");
  await revokeAccessToken(tokenId);
  clock.advance(5_000);
  await revokeAccessToken(tokenId);
  const row = await homeDatabase().prisma.accessToken.findUniqueOrThrow({ where: { id: tokenId } });
  expect(row.revokedAt?.toISOString()).toBe("2026-03-01T12:00:00.000Z");
  await expect(revokeAccessToken("pat-00000000000000000000")).rejects.toMatchObject({ code: "invalid_request" });
});

test("a decision that must be recent is confirmed once it is older", async () => {
  const { token, tokenId } = await createTestPerson("ada");
  await principalOfAccessToken(token);
  await revokeAccessToken(tokenId);
  clock.advance(1_000);
  expect(cachedPrincipalOfAccessToken(token, { confirmedWithinMs: 1_000 })).not.toBeNull();
  await principalOfAccessToken(token, { confirmedWithinMs: 1_000 });
  clock.advance(1);
  expect(cachedPrincipalOfAccessToken(token, { confirmedWithinMs: 1_000 })).toBeNull();
  await expect(principalOfAccessToken(token, { confirmedWithinMs: 1_000 })).rejects.toEqual(refusal);
});

test("without the home database decisions serve for 60 seconds since it confirmed them, then no more", async () => {
  const { token } = await createTestPerson("ada");
  const principal = await principalOfAccessToken(token);
  home.cutOff(true);
  clock.advance(CACHED_DECISION_MS_MAX);
  expect(await principalOfAccessToken(token, { confirmedWithinMs: 1_000 })).toBe(principal);
  clock.advance(1);
  const unavailable = expect.objectContaining({ code: "unavailable", retryAfterInSeconds: 5 });
  await expect(principalOfAccessToken(token, { confirmedWithinMs: 1_000 })).rejects.toEqual(unavailable);
  await expect(principalOfAccessToken(token, { fresh: true })).rejects.toEqual(unavailable);
  home.cutOff(false);
  expect((await principalOfAccessToken(token, { confirmedWithinMs: 1_000 })).actorId).toBe(principal.actorId);
});

test("setting the wall clock back does not lengthen the 60 seconds", async () => {
  const { token } = await createTestPerson("ada");
  await principalOfAccessToken(token);
  home.cutOff(true);
  clock.advance(CACHED_DECISION_MS_MAX + 1);
  clock.set("2026-03-01T12:00:00Z");
  await expect(principalOfAccessToken(token, { confirmedWithinMs: 1_000 })).rejects.toMatchObject({
    code: "unavailable",
  });
});

test("a token nobody remembers cannot be decided without the home database", async () => {
  const { token } = await createTestPerson("ada");
  home.cutOff(true);
  await expect(principalOfAccessToken(token)).rejects.toMatchObject({ code: "unavailable" });
});

test("the last use is noted at most once a minute", async () => {
  const { token, tokenId } = await createTestPerson("ada");
  const lastUse = async () =>
    (await homeDatabase().prisma.accessToken.findUniqueOrThrow({ where: { id: tokenId } })).lastUsedAt?.toISOString();
  await principalOfAccessToken(token);
  await vi.waitFor(async () => expect(await lastUse()).toBe("2026-03-01T12:00:00.000Z"));
  clock.advance(59_999);
  cachedPrincipalOfAccessToken(token);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await lastUse()).toBe("2026-03-01T12:00:00.000Z");
  clock.advance(1);
  cachedPrincipalOfAccessToken(token);
  await vi.waitFor(async () => expect(await lastUse()).toBe("2026-03-01T12:01:00.000Z"));
});

test("noting the last use neither delays nor fails a call", async () => {
  const { token } = await createTestPerson("ada");
  const principal = await principalOfAccessToken(token);
  home.cutOff(true);
  clock.advance(120_000);
  expect(cachedPrincipalOfAccessToken(token)).toBe(principal);
});
