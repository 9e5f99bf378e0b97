import { type Browser, expect, type Page } from "@playwright/test";
import { z } from "zod";
import { startedInstallation, uniqueName } from "./api/kms-client";
import { notedFetch } from "./noted-secrets";
import { hydrated } from "./pages/hydrated";
import { SignInPage } from "./pages/sign-in-page";

const made = z.looseObject({ identity: z.string(), slug: z.string(), name: z.string() });
const member = z.looseObject({
  identity: z.string(),
  user: z.object({ subject: z.string() }),
  passwordLink: z.string(),
});

/** An organisation that only one test uses; the first administrator owns it. */
export interface OwnOrganisation {
  readonly slug: string;
  readonly name: string;
  readonly identity: string;
  /** Calls the API in it as the first administrator; `path` begins after `/v1`. */
  send(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Adds a person, who belongs to it once they follow the link. */
  addMember(email: string, name: string, role?: string): Promise<z.output<typeof member>>;
  /** Gives a person a role of the organisation, by its name. */
  give(role: string, person: string): Promise<void>;
}

/** Makes an organisation for one test. */
export async function ownOrganisation(prefix: string): Promise<OwnOrganisation> {
  const name = uniqueName(prefix);
  const { slug, identity } = made.parse(await send("", "POST", "/organisations", { name }));
  return {
    slug,
    name,
    identity,
    send: (method, path, body) => send(slug, method, path, body),
    addMember: async (email, person, role = "MEMBER") =>
      member.parse(await send(slug, "POST", "/memberships", { email, name: person, role })),
    give: async (role, person) => {
      const roles = z.array(made).parse(await send(slug, "GET", "/iam/roles"));
      const wanted = roles.find(({ name }) => name === role);
      await send(slug, "POST", `/iam/roles/${wanted?.identity}/bindings`, { userIdentity: person });
    },
  };
}

async function send(organisation: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const { url, token } = startedInstallation();
  const headers = new Headers({ authorization: `Bearer ${token}` });
  if (organisation !== "") headers.set("x-organisation-identity", organisation);
  if (body !== undefined) headers.set("content-type", "application/json");
  const answer = await notedFetch(`${url}/v1${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** A page of a browser in which nobody is signed in: new contexts begin with the session of the first administrator otherwise. */
export async function signedOutPage(browser: Browser): Promise<Page> {
  const storageState = { cookies: [], origins: [] };
  return (await browser.newContext({ baseURL: startedInstallation().url, storageState })).newPage();
}

/** Sets a password through a link and signs in with it, in a browser of its own. */
export async function signedInThroughLink(
  browser: Browser,
  person: { link: string; email: string; password: string; organisation: string },
): Promise<Page> {
  const page = await signedOutPage(browser);
  await page.goto(person.link);
  await hydrated(page.getByLabel("New password"));
  await page.getByLabel("New password").fill(person.password);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page).not.toHaveURL(/set-password/, { timeout: 20_000 });
  const { email, password, organisation } = person;
  await new SignInPage(page).signIn({ email, password, organisation });
  return page;
}
