import { afterAll, beforeAll, expect, test } from "vitest";
import { addMembership } from "./organisation";
import { verifyPassword } from "./password";
import { createPasswordLink, redeemPasswordLink } from "./password-link";
import { principalOfSession } from "./principal";
import { createSession } from "./session";
import { findUserByEmail, inHomeTransaction } from "./store";
import { createTestPerson, openTestHome, storedEpoch, type TestHome } from "./test-home";

let home: TestHome;
beforeAll(async () => {
  home = await openTestHome();
});
afterAll(() => home.close());

const PASSWORD = "correct horse battery";
const linkFor = async (userId: string, organisationId: string) =>
  (await inHomeTransaction((tx) => createPasswordLink(tx, { userId, organisationId }))).split("#")[1] ?? "";
const redeem = (secret: string, password = PASSWORD) =>
  inHomeTransaction((tx) => redeemPasswordLink(tx, { secret, password }));

test("a link sets the password once, a later one replaces it, and a wrong password does not use it up", async () => {
  const { userId, organisationId } = await createTestPerson("ada");
  const replaced = await linkFor(userId, organisationId);
  const secret = await linkFor(userId, organisationId);
  await expect(redeem(replaced)).rejects.toThrow(/cannot be used/);
  await expect(redeem(secret, "short")).rejects.toThrow(/12 to 256/);
  expect(await redeem(secret)).toEqual({
    ...{ userId, email: "ada@example.org", organisationIds: [organisationId] },
    accepted: null,
  });
  const person = await findUserByEmail("ada@example.org");
  expect(await verifyPassword(person?.passwordHash ?? null, PASSWORD)).toBe(true);
  await expect(redeem(secret)).rejects.toThrow(/cannot be used/);
});

test("an organisation's link opens nothing once the person belongs elsewhere too, a platform administrator's does", async () => {
  const ben = await createTestPerson("ben");
  const other = await createTestPerson("other");
  const secret = await linkFor(ben.userId, ben.organisationId);
  await addMembership({ organisationId: other.organisationId, userId: ben.userId, role: "MEMBER" });
  await expect(redeem(secret)).rejects.toThrow(/cannot be used/);
  expect((await redeem(await linkFor(ben.userId, ""))).organisationIds).toHaveLength(2);
});

test("a new password ends every session of the person, and nobody else's", async () => {
  const [cleo, dan] = [await createTestPerson("cleo"), await createTestPerson("dan")];
  const sessionOf = async (userId: string) =>
    (await createSession({ userId, address: "", userAgent: "", replaces: null })).sessionId;
  const ended = [await sessionOf(cleo.userId), await sessionOf(cleo.userId)];
  const kept = await sessionOf(dan.userId);
  for (const id of [...ended, kept]) await principalOfSession(id);
  const epoch = await storedEpoch(cleo.organisationId);
  await redeem(await linkFor(cleo.userId, cleo.organisationId));
  for (const id of ended) {
    await expect(principalOfSession(id, { fresh: true })).rejects.toMatchObject({ code: "unauthenticated" });
  }
  expect((await principalOfSession(kept, { fresh: true })).actorId).toBe(dan.userId);
  expect(await storedEpoch(cleo.organisationId)).toBe(epoch + 1n);
});
