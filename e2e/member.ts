import { type Browser, expect, type Page } from "@playwright/test";
import { startedInstallation, uniqueName } from "./api/kms-client";
import { notedFetch } from "./noted-secrets";
import { hydrated } from "./pages/hydrated";
import { SignInPage } from "./pages/sign-in-page";

type Answer = Record<string, unknown>;

/** Calls an endpoint below `/v1` as the first administrator; the call must succeed. */
export async function administer(method: string, path: string, body?: unknown): Promise<Answer> {
  const { url, token, organisation } = startedInstallation();
  const headers = {
    authorization: `Bearer ${token}`,
    "x-organisation-identity": organisation,
    "content-type": "application/json",
  };
  const answer = await notedFetch(`${url}/v1${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** Somebody who is added to the organisation, joins it when they first sign in, and may do nothing there. */
export interface Member {
  readonly identity: string;
  readonly name: string;
  /** Opens a window in which they are signed in. */
  signIn(browser: Browser, size: { width: number; height: number } | null): Promise<Page>;
}

/** Adds a member that only one test uses. */
export async function addMember(): Promise<Member> {
  const name = uniqueName("member");
  const email = `${name}@example.org`;
  const { user, passwordLink } = await administer("POST", "/memberships", { email, name });
  return {
    identity: String((user as Answer).subject),
    name,
    async signIn(browser, size) {
      const { url, organisation } = startedInstallation();
      // New contexts begin with the session of the first administrator otherwise.
      const storageState = { cookies: [], origins: [] };
      const context = await browser.newContext({ baseURL: url, viewport: size, reducedMotion: "reduce", storageState });
      const page = await context.newPage();
      const password = `correct horse ${name}`;
      await page.goto(String(passwordLink));
      await hydrated(page.getByLabel("New password"));
      await page.getByLabel("New password").fill(password);
      await page.getByRole("button", { name: "Set password" }).click();
      await expect(page).not.toHaveURL(/set-password/, { timeout: 20_000 });
      await new SignInPage(page).signIn({ email, password, organisation });
      return page;
    },
  };
}

/** Gives a role, by slug or identity, to a member. Answers the binding's identity. */
export async function giveRole(role: string, { identity }: Member): Promise<string> {
  return String((await administer("POST", `/iam/roles/${role}/bindings`, { userIdentity: identity })).identity);
}

/** Makes a role with one rule. */
export async function makeRole(rule: Answer): Promise<{ identity: string; name: string }> {
  const { identity, name } = await administer("POST", "/iam/roles", { name: uniqueName("role"), rules: [rule] });
  return { identity: String(identity), name: String(name) };
}
