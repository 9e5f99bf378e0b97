import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { openClientKey, TestInstanceClient } from "@/lib/alibaba/test-client";
import { startedInstallation, uniqueName } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";
import { hydrated } from "../pages/hydrated";

const installation = startedInstallation();
test.setTimeout(120_000);

async function expectAccessible(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const { violations } = await new AxeBuilder({ page }).exclude("[data-live-announcer]").analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  await expectNoSidewaysScroll(page);
}

test("a client key from its creation to its end, used by a program meanwhile", async ({
  page,
  administrator,
  makeKey,
}) => {
  const name = uniqueName("sdk");
  const key = await makeKey({ keyType: "aes256-gcm96" });
  await page.goto(`/${administrator.organisation}/access/client-keys`);
  const create = page.getByRole("button", { name: /^Create (the first )?client key$/ }).first();
  await hydrated(create);
  await create.click();
  const form = page.getByRole("dialog");
  await form.getByRole("textbox", { name: /^Name/ }).fill(name);
  await expectAccessible(page);
  await form.getByRole("button", { name: "Create client key" }).click();
  const made = page.locator("[role=alertdialog], [role=dialog]").filter({ hasText: `${name} is ready` });
  const password = (await made.locator("dd code").textContent()) ?? "";
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    made.getByRole("button", { name: "Download the file" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^clientKey_KAAP\..*\.json$/);
  const content = readFileSync(await download.path(), "utf8");
  await made.getByRole("button", { name: "I have kept it" }).click();

  const url = installation.url.replace("localhost", "127.0.0.1");
  const client = new TestInstanceClient(url, openClientKey(content, password));
  const { ciphertextBlob } = await client.call("AdvanceEncrypt", { keyId: key.slug, plaintext: Buffer.from("hello") });
  const opened = await client.call("AdvanceDecrypt", { ciphertextBlob });
  expect(Buffer.from(opened.plaintext).toString()).toBe("hello");

  await page.goto(`/${administrator.organisation}/keys/nl-01/${key.slug}`);
  const activity = page.locator("section").filter({ has: page.getByRole("heading", { name: "Recent activity" }) });
  await expect(activity.getByText(name).first()).toBeVisible();
  await expect(activity.getByText(/ck-/)).toHaveCount(0);

  await page.goto(`/${administrator.organisation}/access/client-keys?q=${name}`);
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toBeVisible();
  await expectAccessible(page);
  await row.getByRole("link", { name }).click();
  const details = page.getByRole("dialog", { name });
  await expect(details.getByText("all of nl-01")).toBeVisible();
  await expect(details.getByText("kms:Decrypt")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(details).toHaveCount(0);
  const menu = row.getByRole("button").last();
  await hydrated(menu);
  await menu.click();
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  await page.locator("[role=alertdialog]").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText(`${name} is revoked`)).toBeVisible();
  expect(await client.refusal("AdvanceEncrypt", { keyId: key.slug, plaintext: Buffer.from("x") })).toBe(
    "404 Unauthorized",
  );
});

test("the page that connects an SDK is filled in, and an alias is given on the key's page", async ({
  page,
  administrator,
  makeKey,
}) => {
  const key = await makeKey({ keyType: "aes256-gcm96" });
  await page.goto(`/${administrator.organisation}/access/client-keys/connect`);
  await expect(page.locator("figure pre").last()).toContainText(`endpoint="${new URL(installation.url).host}"`);
  await expectAccessible(page);
  // One choice of language for all cards, kept for the next visit.
  const go = page.getByRole("radio", { name: "Go", exact: true });
  await hydrated(go.first());
  await go.first().click();
  for (const visit of ["this", "next"]) {
    await expect(page.locator("figure pre").first(), visit).toContainText("go get");
    await expect(page.locator("figure pre").last(), visit).toContainText("package main");
    await page.reload();
  }
  const alias = `alias/${uniqueName("story")}`;
  await page.goto(`/${administrator.organisation}/keys/nl-01/${key.slug}`);
  const field = page.getByLabel("New alias");
  await hydrated(field);
  await field.fill(alias);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("button", { name: `Remove ${alias}` })).toBeVisible();
  const next = await makeKey({ keyType: "aes256-gcm96" });
  await page.goto(`/${administrator.organisation}/keys/nl-01/${next.slug}`);
  await hydrated(field);
  await field.fill(alias);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText(/is taken in this region/)).toBeVisible();
  await page.getByRole("button", { name: "Move it to this key" }).click();
  await expect(page.getByText(/use this key from then on/)).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Move it to this key" }).click();
  // The latest records name it too, and go on doing so.
  const remove = page.getByRole("button", { name: `Remove ${alias}` });
  await remove.click();
  await expect(remove).toHaveCount(0);
});

test("at 390 px the tab of the page is in view in its row", async ({ page, administrator }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/${administrator.organisation}/access/client-keys`);
  const tab = page.getByRole("main").getByRole("link", { name: "Client keys", exact: true }).first();
  await expect(tab).toHaveAttribute("aria-current", "page");
  await expect(tab).toBeInViewport({ ratio: 0.9 });
});
