import { readFileSync } from "node:fs";
import { type Browser, test as base, type Page } from "@playwright/test";
import { z } from "zod";
import { expectOk, startedInstallation, uniqueName } from "./api/kms-client";
import { ImportKeyPage } from "./pages/import-key-page";
import { KeyListPage } from "./pages/key-list-page";
import { KeyPage } from "./pages/key-page";
import { NewKeyPage } from "./pages/new-key-page";
import { SecretsPage } from "./pages/secrets-page";
import { SignInPage } from "./pages/sign-in-page";

const administratorSchema = z.object({ email: z.string(), password: z.string(), organisation: z.string() });

/** Who may sign in, and where they then are. */
export type Administrator = z.output<typeof administratorSchema>;

/** The first administrator of an installation, from its bootstrap file. */
export function administratorIn(bootstrapFile: string): Administrator {
  return administratorSchema.parse(JSON.parse(readFileSync(bootstrapFile, "utf8")));
}

type Session = Awaited<ReturnType<Awaited<ReturnType<Browser["newContext"]>>["storageState"]>>;

interface WorkerFixtures {
  administrator: Administrator;
  /** Cookies of a signed-in administrator; one sign-in per worker. */
  session: Session;
}

interface Fixtures {
  /** Makes a key that only this test uses, through the API. */
  makeKey: (more?: Record<string, unknown>) => Promise<{ name: string; slug: string; identity: string }>;
  keyList: KeyListPage;
  newKey: NewKeyPage;
  importKey: ImportKeyPage;
  keyPage: KeyPage;
  secrets: SecretsPage;
  /** Patterns of console messages that the test provokes; everything else in the console fails it. */
  expectedMessages: RegExp[];
  quietConsole: undefined;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  administrator: [
    async ({ browserName: _ }, use) => use(administratorIn(process.env.PELAGOS_TEST_BOOTSTRAP ?? "")),
    { scope: "worker" },
  ],
  session: [
    async ({ browser, administrator }, use) => {
      const context = await browser.newContext({ baseURL: process.env.PELAGOS_TEST_URL });
      const page = await context.newPage();
      await new SignInPage(page).signIn(administrator);
      await use(await context.storageState());
      await context.close();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  storageState: ({ session }, use) => use(session),
  makeKey: async ({ baseURL: _ }, use) => {
    await use(async (more = {}) => {
      const request = { name: uniqueName("console"), ...more };
      const made = await expectOk(startedInstallation(), "POST", "/nl-01/keys", request);
      return { name: String(made.name), slug: String(made.slug), identity: String(made.identity) };
    });
  },
  keyList: ({ page, administrator }, use) => use(new KeyListPage(page, administrator.organisation)),
  newKey: ({ page, administrator }, use) => use(new NewKeyPage(page, administrator.organisation)),
  importKey: ({ page, administrator }, use) => use(new ImportKeyPage(page, administrator.organisation)),
  keyPage: ({ page, administrator }, use) => use(new KeyPage(page, administrator.organisation)),
  secrets: ({ page, administrator }, use) => use(new SecretsPage(page, administrator.organisation)),
  expectedMessages: async ({ baseURL: _ }, use) => use([]),
  quietConsole: [
    async ({ page, expectedMessages }, use) => {
      const messages = consoleMessages(page);
      await use(undefined);
      const unexpected = messages.filter((message) => !expectedMessages.some((expected) => expected.test(message)));
      base.expect(unexpected, "messages in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

export const expect = base.expect;

function consoleMessages(page: Page): string[] {
  const messages: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") messages.push(message.text());
  });
  page.on("pageerror", (error) => messages.push(String(error)));
  return messages;
}

/** Nothing may reach beyond the window: at 390 px nobody scrolls sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond, "pixels beyond the window's edge").toBeLessThanOrEqual(0);
}
