import { startedInstallation, uniqueName } from "../api/kms-client";
import { expect, test } from "../fixtures";
import { ownOrganisation, signedInThroughLink, signedOutPage } from "../organisation";
import { hydrated } from "../pages/hydrated";
import { SignInPage } from "../pages/sign-in-page";

const PASSWORD = "a quay with seven cranes";
const OTHER = "eight tugs in the morning";

test("a token is shown once, works, says when it was used, and is revoked", async ({ page, isMobile }) => {
  const name = uniqueName("laptop");
  await page.goto("/account?tab=tokens");
  const create = page.getByRole("button", { name: /^Create (token|the first token)$/ });
  await hydrated(create);
  await create.click();
  const form = page.getByRole("dialog", { name: "Create token" });
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(form.getByText("Enter a name.")).toBeVisible();
  await form.getByLabel("Name", { exact: true }).fill(name);
  await form.getByRole("button", { name: "Create token" }).click();
  const shown = page.getByRole("alertdialog", { name: `${name} is there` });
  const token = (await shown.getByRole("definition").locator("code").textContent()) ?? "";
  await expect(shown.locator("pre")).toContainText(`Bearer ${token}`);
  await shown.getByRole("button", { name: "I have kept it" }).click();
  const me = () => fetch(`${startedInstallation().url}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  expect((await me()).status).toBe(200);

  await page.getByRole("searchbox", { name: "Filter by name or organisation" }).fill(name);
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row.getByText("read", { exact: true })).toBeVisible();
  if (!isMobile) await expect(row.getByText(/^Expires /)).toBeVisible();
  await row.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(row.getByText("Revoked")).toBeVisible();
  expect((await me()).status).toBe(401);
});

test("a password is changed with the current one only; other sessions end, this one goes on", async ({ browser }) => {
  test.slow();
  const organisation = await ownOrganisation("own-password");
  const email = `${uniqueName("piet")}@example.org`;
  const { passwordLink } = await organisation.addMember(email, "Piet Pilot");
  const person = { email, password: PASSWORD, organisation: organisation.slug };
  const page = await signedInThroughLink(browser, { ...person, link: passwordLink });
  const elsewhere = await signedOutPage(browser);
  await new SignInPage(elsewhere).signIn(person);

  await page.goto("/account?tab=sessions");
  await expect(page.getByText("this browser", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: /^End the session/ })).toHaveCount(1);
  const current = page.getByLabel("Current password");
  await hydrated(current);
  await current.fill("not the right one at all");
  await page.getByLabel("New password").fill(OTHER);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("is not your password.")).toBeVisible();
  await current.fill(PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("The password is changed.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^End the session/ })).toHaveCount(0);

  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Account" })).toBeVisible();
  await elsewhere.goto("/account");
  await expect(elsewhere).toHaveURL(/\/sign-in/);
  await new SignInPage(elsewhere).signIn({ ...person, password: OTHER });

  await page.reload();
  await page.getByRole("button", { name: /^End the session/ }).click();
  await expect(page.getByText("The session has ended.")).toBeVisible();
  await elsewhere.goto("/account");
  await expect(elsewhere).toHaveURL(/\/sign-in/);
  await Promise.all([page.context().close(), elsewhere.context().close()]);
});

test("the palette finds pages of access management, settings and the person", async ({ page, administrator }) => {
  await page.goto(`/${administrator.organisation}`);
  await hydrated(page.getByRole("button", { name: "Search keys and pages" }));
  for (const [words, address] of [
    ["teams", /\/access\/teams$/],
    ["projects", /\/settings\/projects$/],
    ["account", /\/account$/],
    ["organisations", /\/organisations$/],
  ] as const) {
    await page.goto(`/${administrator.organisation}`);
    await hydrated(page.getByRole("button", { name: "Search keys and pages" }));
    await page.keyboard.press("Control+k");
    await page.getByRole("searchbox", { name: "Search keys and pages" }).fill(words);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(address);
  }
});
