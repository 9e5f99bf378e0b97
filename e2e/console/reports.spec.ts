import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expectOk, startedInstallation } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";
import { addMember, administer, giveRole } from "../member";
import { hydrated } from "../pages/hydrated";

async function openReports(page: Page, query = ""): Promise<void> {
  await page.goto(`/${startedInstallation().organisation}/audit/reports${query}`);
  await hydrated(page.getByRole("button", { name: "Download CSV" }));
}

/** The report as CSV, line by line. */
async function downloaded(page: Page): Promise<string[]> {
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download CSV" }).click();
  return readFileSync(await (await saved).path(), "utf8").split("\r\n");
}

const rowOf = (page: Page, identity: string) => page.getByRole("row").filter({ hasText: identity });

test("the inventory shows keys as they are now and as they were, and is saved as CSV", async ({ page, makeKey }) => {
  const { slug, identity } = await makeKey();
  const installation = startedInstallation();
  const created = new Date(Date.now() + 5).toISOString();
  await new Promise((resolve) => setTimeout(resolve, 10));
  await expectOk(installation, "POST", `/nl-01/keys/${slug}/rotate`, {});
  await expectOk(installation, "POST", `/nl-01/keys/${slug}/disable`, {});
  await openReports(page, `?q=${identity}`);
  await expect(rowOf(page, identity)).toContainText("Disabled");
  await expect(rowOf(page, identity)).toContainText("2 versions");
  await expectNoSidewaysScroll(page);
  expect((await downloaded(page)).find((line) => line.includes(identity))).toContain(",disabled,now,");

  await openReports(page, `?at=${created}&q=${identity}`);
  await expect(rowOf(page, identity)).toContainText("Active");
  await expect(rowOf(page, identity)).toContainText("1 version");
  await expect(page.getByText(/^Status: derived from the audit log/)).toBeVisible();
  expect((await downloaded(page)).find((line) => line.includes(identity))).toContain(",active,creation,");

  await page.getByLabel("As of").fill("2020-01-01T00:00");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByText("There were no keys")).toBeVisible();
  await page.getByLabel("As of").fill("2100-01-01T00:00");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByText("Must be a date and time that is not to come.")).toBeVisible();

  await page.goto(`/${installation.organisation}/audit/reports?at=yesterday`);
  await expect(page.getByText("Must be a date and time that is not to come.")).toBeVisible();
  await hydrated(page.getByRole("button", { name: "Show", exact: true }));
  await page.getByLabel("As of").fill("2020-01-01T00:00");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByText("There were no keys")).toBeVisible();
});

test("the rotation report judges by schedule and by the limit chosen, and leads to the access review", async ({
  page,
  makeKey,
}) => {
  const scheduled = await makeKey({ keyRotationEnabled: true, rotationPeriodInDays: 30 });
  const free = await makeKey();
  // One of the two at a time: other tests make keys as well, and a page shows fifty.
  await openReports(page, `?view=rotation&q=${scheduled.identity}`);
  await expect(rowOf(page, scheduled.identity)).toContainText("30 days");
  await page.getByLabel("Key", { exact: true }).fill("no key is called so");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByText("No key matches")).toBeVisible();
  await page.getByLabel("Key", { exact: true }).fill(free.name);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(rowOf(page, free.identity)).toContainText("365 days");
  await expect(rowOf(page, free.identity)).toContainText("In time");
  await expect(page.getByText(/^\d+ in time, \d+ overdue, \d+ exempt$/)).toBeVisible();
  await page.getByLabel("Limit in days").fill("0");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByText("Must be a whole number from 1 to 3,650.")).toBeVisible();
  await page.getByLabel("Limit in days").fill("90");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(/limit=90/);
  await expect(rowOf(page, free.identity)).toContainText("90 days");
  const line = (await downloaded(page)).find((text) => text.includes(scheduled.identity));
  expect(line).toContain(",compliant,,30,schedule,");
  await expectNoSidewaysScroll(page);
  await page.getByRole("link", { name: "Access review" }).click();
  await expect(page).toHaveURL(/\/access\/review$/);
});

test("the access review tells the past: who had which right then, on the page and as CSV", async ({ page }) => {
  const { organisation } = startedInstallation();
  const member = await addMember();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const before = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const binding = await giveRole("operator", member);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const during = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await administer("DELETE", `/iam/roles/operator/bindings/${binding}`);
  const review = `/${organisation}/access/review`;
  const rightsOf = page.getByRole("table", { name: `Rights of ${member.name}` });

  await page.goto(`${review}?at=${before}&q=${member.name}`);
  await expect(page.getByText("No right matches these filters")).toBeVisible();
  await page.goto(`${review}?at=${during}&q=${member.name}`);
  await hydrated(page.getByRole("button", { name: "Download CSV" }));
  await expect(rightsOf).toContainText("operator");
  await expect(page.getByText(/kept by the database in the transaction that makes it/)).toBeVisible();
  expect((await downloaded(page)).find((line) => line.includes(member.identity))).toContain("operator");
  await expectNoSidewaysScroll(page);

  await page.getByLabel("As of").fill("2020-01-01T00:00");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByText(/^Must be a date and time that is not to come, and not before/)).toBeVisible();
  await page.getByLabel("As of").fill("");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(/\/access\/review$/);
  await expect(rightsOf).toBeHidden();
});
