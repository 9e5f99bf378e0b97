import { afterEach, beforeEach, expect, test } from "vitest";
import { config, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { bootstrapInstallation } from "./bootstrap";
import { proveByPassword } from "./password-proof";
import { principalOfAccessToken } from "./principal";
import { callerInScope } from "./scope";
import { createTestPerson, openTestHome, TEST_ORIGIN, type TestHome } from "./test-home";

let home: TestHome;

beforeEach(async () => {
  home = await openTestHome();
});

afterEach(() => home.close());

const bootstrap = () => bootstrapInstallation({ region: "nl-01" });

test("an empty installation gets an organisation, an administrator and a token that works", async () => {
  setConfig({ ...config(), bootstrapEmail: "Root@Example.org", bootstrapOrganisation: "Harbour & Sons" });
  const { created, facts } = await bootstrap();
  expect(created).toBe(true);
  expect(facts).toMatchObject({ organisation: "harbour-sons", region: "nl-01", email: "root@example.org" });
  expect(facts?.password).toMatch(/^([0-9a-hjkmnp-tv-z]{5}-){4}[0-9a-hjkmnp-tv-z]{5}$/);
  const caller = await callerInScope(
    await principalOfAccessToken(facts?.token ?? ""),
    "harbour-sons",
    null,
    TEST_ORIGIN,
  );
  expect(caller.organisation.role).toBe("OWNER");
  const user = await homeDatabase().prisma.user.findFirstOrThrow();
  expect(user).toMatchObject({ isPlatformAdministrator: true, email: "root@example.org" });
  const given = { email: " ROOT@example.org", password: facts?.password ?? "" };
  expect(await proveByPassword(given, "192.0.2.1")).toMatchObject({ proven: true, person: { id: user.id } });
});

test("two nodes that start at once create one installation, and one of them knows its facts", async () => {
  const results = await Promise.all([bootstrap(), bootstrap(), bootstrap()]);
  expect(results.filter(({ created }) => created)).toHaveLength(1);
  expect(results.filter(({ facts }) => facts !== null)).toHaveLength(1);
  const { prisma } = homeDatabase();
  const counts = [
    prisma.user.count(),
    prisma.organisation.count(),
    prisma.membership.count(),
    prisma.accessToken.count(),
  ];
  expect(await Promise.all(counts)).toEqual([1, 1, 1, 1]);
});

test("an installation in which anybody lives is left alone", async () => {
  await createTestPerson("ada");
  expect(await bootstrap()).toEqual({ created: false, facts: null });
  expect(await homeDatabase().prisma.user.count()).toBe(1);
});
