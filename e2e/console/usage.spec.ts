import { readFileSync } from "node:fs";
import { z } from "zod";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";
import { ownOrganisation } from "../organisation";
import { hydrated } from "../pages/hydrated";

const COUNTED = { timeout: 90_000 };
const figures = z.object({ total: z.object({ kmsApiCalls: z.number() }) });

test("usage is shown by month, project and key, and saved as CSV", async ({ page }) => {
  test.setTimeout(150_000);
  const { slug, send } = await ownOrganisation("used");
  await page.goto(`/${slug}/usage`);
  await expect(page.getByText("Nothing was used in these months")).toBeVisible();
  await send("POST", "/kms/nl-01/keys", { name: "Invoices" });
  const plaintext = Buffer.from("hello").toString("base64");
  for (let call = 0; call < 3; call += 1) await send("POST", "/kms/nl-01/keys/invoices/encrypt", { plaintext });
  // Calls are counted once a minute.
  await expect(async () => {
    expect(figures.parse(await send("GET", "/usage")).total.kmsApiCalls).toBeGreaterThan(3);
  }).toPass(COUNTED);
  await page.goto(`/${slug}/usage?months=3`);
  await expect(page.getByRole("img", { name: /^Hours of key versions by the month/ })).toBeVisible();
  await expect(page.getByRole("table", { name: "By project" }).getByRole("row")).toHaveText([/Project/, /own keys/]);
  await page.getByRole("button", { name: "As a table" }).click();
  await expect(page.getByRole("table", { name: "By month" }).getByRole("row")).toHaveCount(4);
  await page.getByRole("radio", { name: "Keys" }).click();
  await expect(page).toHaveURL(/by=key/);
  const row = page.getByRole("table", { name: "By key" }).getByRole("row").filter({ hasText: "Invoices" });
  await expect(row).toContainText(/1.*4/);
  await expectNoSidewaysScroll(page);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download CSV" }).click();
  const lines = readFileSync(await (await saved).path(), "utf8").split("\r\n");
  expect(lines[0]).toBe("month,project,region,key,name,slug,deleted,kms-keys,kms-api-calls,cost,currency");
  expect(lines[1]).toMatch(/^\d{4}-\d\d,,nl-01,kms-[0-9a-v]{20},Invoices,invoices,,1,4,,$/);
});

test("the page of a key says how often each version was used, when and by whom, without loading it again", async ({
  page,
}) => {
  test.slow();
  const { slug, send } = await ownOrganisation("versions");
  await send("POST", "/kms/nl-01/keys", { name: "Invoices" });
  const plaintext = Buffer.from("hello").toString("base64");
  await page.goto(`/${slug}/keys/nl-01/invoices?tab=versions`);
  const versions = page.getByRole("table", { name: "Versions" }).locator("tbody").getByRole("row");
  await expect(versions).toHaveCount(1);
  await expect(versions.first()).toContainText("not used yet");
  await hydrated(page.getByRole("button", { name: "Rotate now" }));
  await send("POST", "/kms/nl-01/keys/invoices/encrypt", { plaintext });
  await send("POST", "/kms/nl-01/keys/invoices/rotate", {});
  await send("POST", "/kms/nl-01/keys/invoices/encrypt", { plaintext });
  await send("POST", "/kms/nl-01/keys/invoices/encrypt", { plaintext });
  await expect(versions).toHaveCount(2, { timeout: 60_000 });
  await expect(versions.first()).toContainText("2");
  await expect(versions.first().getByRole("meter", { name: /^encryptions of version 2: 2 of at most/ })).toBeVisible();
  await expect(versions.last()).toContainText("1");
  await expect(versions.first()).toContainText(/\d\d:\d\d:\d\d/);
  await expectNoSidewaysScroll(page);
});
