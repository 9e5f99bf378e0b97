import { execFile } from "node:child_process";
import { promisify } from "node:util";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { exchangeScript } from "@/components/federation/samples";
import { startTestIssuer } from "@/lib/access/test-issuer";
import { expectOk, startedInstallation, uniqueName } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";
import { hydrated } from "../pages/hydrated";
import { SignInPage } from "../pages/sign-in-page";

const run = promisify(execFile);
const installation = startedInstallation();
test.setTimeout(120_000);
const PLAINTEXT = Buffer.from("hello").toString("base64");

async function api(method: string, path: string, body?: unknown, token = installation.token) {
  const headers = {
    authorization: `Bearer ${token}`,
    "x-organisation-identity": installation.organisation,
    "content-type": "application/json",
  };
  const answer = await fetch(`${installation.url}/v1${path}`, { method, headers, body: JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}

const bind = (serviceAccountIdentity: string) =>
  api("POST", `/iam/roles/${encodeURIComponent("kms:Encrypt")}/bindings`, { serviceAccountIdentity });

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Colours that are on their way to the other theme are neither's.
    await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
    const { violations } = await new AxeBuilder({ page }).exclude("[data-live-announcer]").analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  }
  await expectNoSidewaysScroll(page);
}

/** Opens a page. On a machine that is busy a read can miss its deadline and be refused as unavailable: then once more. */
async function open(page: Page, path: string): Promise<void> {
  await expect(async () => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByText("This could not be loaded")).toHaveCount(0, { timeout: 1_000 });
  }).toPass({ timeout: 40_000 });
}

async function pressed(page: Page, name: string): Promise<void> {
  const button = page.getByRole("button", { name, exact: true }).first();
  await hydrated(button);
  await button.click();
}

test("a service account from its creation to the end of its credential", async ({ page, administrator }) => {
  const name = uniqueName("app");
  const key = await expectOk(installation, "POST", "/nl-01/keys", { name: uniqueName("of-app") });
  await open(page, `/${administrator.organisation}/access/service-accounts`);
  const create = page.getByRole("button", { name: /^Create (the first )?service account$/ }).first();
  await hydrated(create);
  await create.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByRole("button", { name: "Create service account" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/access/service-accounts/${name}`));

  await pressed(page, "Create credential");
  await dialog.getByLabel("Name", { exact: true }).fill("Production");
  await dialog.getByRole("button", { name: "Create credential" }).click();
  const shown = page.getByRole("alertdialog");
  await expect(shown.getByRole("heading", { name: "Production is ready" })).toBeVisible();
  const [accessKey = "", accessSecret = ""] = await shown.locator("dd code").allTextContents();
  expect(accessSecret).toHaveLength(43);
  await shown.getByRole("button", { name: "I have kept it" }).click();
  await expect(page.getByText(accessSecret)).toHaveCount(0);

  const grant = { grant_type: "client_credentials", client_id: accessKey, client_secret: accessSecret };
  const answer = await fetch(`${installation.url}/oidc/token`, { method: "POST", body: new URLSearchParams(grant) });
  const { access_token: token } = await answer.json();
  expect(answer.status).toBe(200);
  const account = (await api("GET", `/service-accounts/${name}`)).body;
  await bind(account.identity);
  const encrypt = async () =>
    (await api("POST", `/kms/nl-01/keys/${key.slug}/encrypt`, { plaintext: PLAINTEXT }, token)).status;
  await expect.poll(encrypt).toBe(200);
  await page.reload();
  await expect(page.getByRole("link", { name: "kms:Encrypt" })).toBeVisible();
  await expectAccessible(page);

  await pressed(page, "Revoke Production");
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("Production is revoked")).toBeVisible();
  await expect.poll(encrypt).toBe(401);
  await expect(page.getByRole("button", { name: "Revoke Production" })).toHaveCount(0);
  await pressed(page, "More");
  await page.getByRole("menuitem", { name: "Delete service account" }).click();
  await page
    .getByRole("alertdialog")
    .getByLabel(/to confirm/)
    .fill(name);
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete service account" }).click();
  await expect(page).toHaveURL(/\/access\/service-accounts$/);
});

test("tokens of the organisation: who, what is to be looked at, and revoked from the list", async ({
  page,
  administrator,
}) => {
  const name = uniqueName("tidy");
  const account = (await api("POST", "/service-accounts", { name })).body;
  const path = `/service-accounts/${account.identity}/access-credentials`;
  const soon = new Date(Date.now() + 10 * 86_400_000).toISOString();
  await api("POST", path, { name: `${name} soon`, expiresAt: soon });
  await api("POST", path, { name: `${name} endless` });
  await open(page, `/${administrator.organisation}/access/tokens?q=${name}&due=expiring`);
  await expect(page.getByText(`${name} soon`)).toBeVisible();
  await expect(page.getByText(`${name} endless`)).toHaveCount(0);
  await open(page, `/${administrator.organisation}/access/tokens?q=${name}&due=endless`);
  await expect(page.getByText(`${name} endless`)).toBeVisible();
  await expect(page.getByText(`${name} soon`)).toHaveCount(0);
  await expectAccessible(page);
  await pressed(page, `Actions for ${name} endless`);
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText(`${name} endless is revoked`)).toBeVisible();
  const { body } = await api("GET", "/credentials");
  expect(body.map((row: { name: string }) => row.name)).not.toContain(`${name} endless`);
});

test("from the federation form to an exchanged token, a check that names what fails, and the end", async ({
  page,
  administrator,
}) => {
  const issuer = await startTestIssuer();
  const name = uniqueName("ci");
  const account = (await api("POST", "/service-accounts", { name })).body;
  await bind(account.identity);
  await open(page, `/${administrator.organisation}/access/federation/new?account=${name}`);
  await hydrated(page.getByRole("textbox", { name: "Repository" }));
  await expectAccessible(page);
  await page.getByText("Another issuer", { exact: true }).click();
  await page.getByLabel("Issuer (iss)").fill(issuer.issuer);
  await page.getByLabel("Subject (sub)").fill("build:7");
  await page.getByLabel("Name of the rule").fill(name);
  await page.getByLabel("Audience (aud)").fill("pelagos-e2e");
  await page.getByRole("button", { name: "Let tokens in" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expectAccessible(page);

  const check = async (claims: Record<string, unknown>) => {
    const token = await issuer.sign({ sub: "build:7", aud: "pelagos-e2e", ...claims });
    await page.getByLabel("Token of the issuer").fill(token);
    await pressed(page, "Check");
    return token;
  };
  await check({ aud: "somebody-else" });
  await expect(page.getByText("It is meant for somebody else")).toBeVisible();
  const subjectToken = await check({});
  await expect(page.getByText("This token is accepted")).toBeVisible();

  const facts = {
    ...{ origin: installation.url, organisation: installation.organisation, account: name },
    ...{ issuer: issuer.issuer, subject: "build:7", audience: "pelagos-e2e" },
  };
  // The printed program itself, where the machine has what it needs.
  const hasPrograms = await run("bash", ["-c", "command -v curl jq"]).then(
    () => true,
    () => false,
  );
  const token = hasPrograms
    ? (
        await run("bash", ["-ec", `${exchangeScript(facts)}\necho "$TOKEN"`], {
          env: { ...process.env, SUBJECT_TOKEN: subjectToken },
        })
      ).stdout.trim()
    : await exchanged(subjectToken, name);
  const key = await expectOk(installation, "POST", "/nl-01/keys", { name: uniqueName("of-ci") });
  const encrypt = async () =>
    (await api("POST", `/kms/nl-01/keys/${key.slug}/encrypt`, { plaintext: PLAINTEXT }, token)).status;
  expect(await encrypt()).toBe(200);

  await pressed(page, "More");
  await page.getByRole("menuitem", { name: "Make inactive" }).click();
  await expect(page.getByText(`${name} is inactive`)).toBeVisible();
  await expect.poll(encrypt).toBe(401);
  await pressed(page, "More");
  await page.getByRole("menuitem", { name: "Revoke identity" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke identity" }).click();
  await expect(page).toHaveURL(/\/access\/federation$/);
  await expect(page.getByText(issuer.issuer)).toBeVisible();
  await expectAccessible(page);
  await issuer.close();
});

async function exchanged(subjectToken: string, account: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    ...{ subject_token: subjectToken, organisation_id: installation.organisation, service_account_id: account },
  });
  return (await (await fetch(`${installation.url}/oidc/token`, { method: "POST", body })).json()).access_token;
}

test.describe("an auditor", () => {
  test.use({ storageState: { cookies: [], origins: [] } });
  test("sees the same pages without a button that changes anything", async ({ page, administrator }) => {
    const name = uniqueName("read");
    const email = `${name}@example.org`;
    const added = (await api("POST", "/memberships", { email, name })).body;
    await api("POST", "/iam/roles/auditor/bindings", { userIdentity: added.user.subject });
    const account = (await api("POST", "/service-accounts", { name })).body;
    await api("POST", `/service-accounts/${account.identity}/access-credentials`, { name: "Production" });
    const password = "a long enough pass phrase 42";
    await page.goto(added.passwordLink);
    await hydrated(page.getByLabel("New password"));
    await page.getByLabel("New password").fill(password);
    await page.getByRole("button", { name: "Set password" }).click();
    await expect(page).toHaveURL(/\/sign-in$/);
    await new SignInPage(page).signIn({ email, password, organisation: administrator.organisation });
    await open(page, `/${administrator.organisation}/access/service-accounts/${name}`);
    await expect(page.getByText("Production")).toBeVisible();
    await expect(page.getByRole("button", { name: /Create|Edit|Revoke|More/ })).toHaveCount(0);
    await open(page, `/${administrator.organisation}/access/tokens?q=${name}`);
    await expect(page.getByText("Production")).toBeVisible();
    await open(page, `/${administrator.organisation}/access/federation`);
    await expect(page.getByRole("link", { name: "Federation" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Let tokens in" })).toHaveCount(0);
  });
});
