import type { Browser } from "@playwright/test";
import { uniqueName } from "../api/kms-client";
import { expect, test } from "../fixtures";
import { ownOrganisation } from "../organisation";
import { hydrated } from "../pages/hydrated";

test("a platform administrator makes an organisation for somebody else, sets what it may use, and sees nothing in it", async ({
  page,
}) => {
  test.slow();
  const name = uniqueName("harbour");
  await page.goto("/organisations");
  const create = page.getByRole("button", { name: "Create organisation" });
  await hydrated(create);
  await create.click();
  const form = page.getByRole("dialog", { name: "Create organisation" });
  await form.getByLabel("Name", { exact: true }).fill(name);
  await form.getByLabel("E-mail of the owner").fill(`${name}@example.org`);
  await form.getByRole("button", { name: "Create organisation" }).click();
  const shown = page.getByRole("alertdialog");
  await expect(shown.getByText(/\/set-password#[0-9A-Za-z]{43}$/)).toBeVisible();
  await shown.getByRole("button", { name: "I have kept it" }).click();

  await page.getByRole("searchbox", { name: "Filter by name, label or identity" }).fill(name);
  await expect(page).toHaveURL(/q=/);
  await page.getByRole("link", { name }).click();
  await expect(page.getByText(`You are not a member of ${name}`)).toBeVisible();
  const dns = page.getByRole("switch", { name: /DNS zones/ });
  await page.locator("label").filter({ hasText: "DNS zones" }).click();
  await expect(page.getByText(`DNS zones is off for ${name}.`)).toBeVisible();
  await expect(dns).not.toBeChecked();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(dns).toBeChecked();
  await page.getByLabel("Keys per region").fill("many");
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByText("Enter a whole number from 0 to 10,000,000, or nothing.")).toBeVisible();
  await page.getByLabel("Keys per region").fill("25");
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByText(`The limits of ${name} are changed.`)).toBeVisible();
});

/** Sets the password of somebody who was added. */
async function acceptInvitation(browser: Browser, link: string | null): Promise<void> {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(String(link));
  await hydrated(page.getByLabel("New password"));
  await page.getByLabel("New password").fill("correct horse battery");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page).not.toHaveURL(/set-password/, { timeout: 20_000 });
  await context.close();
}

test("who administers the platform is not let into an organisation by its address", async ({
  page,
  browser,
  expectedMessages,
}) => {
  expectedMessages.push(/404/);
  const organisation = await ownOrganisation("foreign");
  const { passwordLink } = await organisation.addMember(`${uniqueName("owner")}@example.org`, "Olga Owner", "OWNER");
  await acceptInvitation(browser, passwordLink);
  const members = (await organisation.send("GET", "/memberships")) as { identity: string; user: { name: string } }[];
  const self = members.find(({ user }) => user.name !== "Olga Owner");
  await organisation.send("DELETE", `/memberships/${self?.identity}`);
  await page.goto(`/${organisation.slug}/access/members`);
  await expect(page.getByText("There is nothing at this address")).toBeVisible();
  await page.goto(`/organisations/${organisation.slug}`);
  await expect(page.getByText(`You are not a member of ${organisation.name}`)).toBeVisible();
});

test("the settings rename an organisation, and Undo gives it its name back", async ({ page }) => {
  const organisation = await ownOrganisation("named");
  await page.goto(`/${organisation.slug}/settings`);
  const name = page.getByLabel("Name", { exact: true });
  await hydrated(name);
  await name.fill("Acme Logistics");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Acme Logistics is changed.")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Undone")).toBeVisible();
  const stored = (await organisation.send("GET", `/organisations/${organisation.slug}`)) as { name: string };
  expect(stored.name).toBe(organisation.name);
});
