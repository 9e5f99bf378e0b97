import { uniqueName } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";
import { ownOrganisation, signedInThroughLink } from "../organisation";
import { hydrated } from "../pages/hydrated";

test("keys without a schedule get one together, and the calendar leads to the keys of a day", async ({ page }) => {
  test.slow();
  const { slug, send } = await ownOrganisation("rotating");
  for (const name of ["Invoices", "Orders"]) await send("POST", "/kms/nl-01/keys", { name });
  await send("POST", "/kms/nl-02/keys", { name: "Weekly", keyRotationEnabled: true, rotationPeriodInDays: 7 });
  await page.goto(`/${slug}/rotation?state=none`);
  await expect(page.getByText("2 of 3 keys")).toBeVisible();
  await expect(page.getByRole("cell", { name: "nl-01", exact: true })).toHaveCount(2);
  await expectNoSidewaysScroll(page);
  const open = page.getByRole("button", { name: "Schedule keys" });
  await hydrated(open);
  await open.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(dialog.getByText("Choose at least one key.")).toBeVisible();
  await dialog.getByText("All 2 keys").click();
  await dialog.getByRole("button", { name: "Schedule 2 keys" }).click();
  await expect(page.getByText("2 keys rotate every 90 days from now on.")).toBeVisible();
  await expect(page.getByText("No row matches")).toBeHidden();
  await page.goto(`/${slug}/rotation`);
  await expect(page.getByText("every 90 days")).toHaveCount(2);
  const due = new Date(Date.now() + 7 * 86_400_000).toISOString();
  await page.goto(`/${slug}/rotation?month=${due.slice(0, 7)}`);
  const day = page.getByRole("button", { name: /1 key rotates$/ });
  await hydrated(day);
  await day.click();
  await expect(page).toHaveURL(/day=\d{4}-\d\d-\d\d/);
  await expect(page.getByText("1 of 3 keys")).toBeVisible();
  await expect(page.getByRole("link", { name: "Weekly" })).toBeVisible();
});

test("a key is rotated from the list at once", async ({ page }) => {
  const { slug, send } = await ownOrganisation("rotated");
  await send("POST", "/kms/nl-01/keys", { name: "Invoices" });
  await page.goto(`/${slug}/rotation`);
  const menu = page.getByRole("button", { name: "Actions for Invoices" });
  await hydrated(menu);
  await menu.click();
  await page.getByRole("menuitem", { name: "Rotate now" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Rotate now" }).click();
  await expect(page.getByText("Version 2 of Invoices is the latest.", { exact: false })).toBeVisible();
});

test("an auditor sees the schedules and can change none", async ({ browser }) => {
  const organisation = await ownOrganisation("schedules");
  await organisation.send("POST", "/kms/nl-01/keys", { name: "Invoices" });
  const email = `${uniqueName("auditor")}@example.org`;
  const { user, passwordLink } = await organisation.addMember(email, "Auditor");
  await organisation.give("auditor", user.subject);
  const person = { link: passwordLink, email, password: "looks but never touches 7" };
  const page = await signedInThroughLink(browser, { ...person, organisation: organisation.slug });
  await page.goto(`/${organisation.slug}/rotation`);
  await expect(page.getByRole("link", { name: "Invoices" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Schedule keys" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Actions for Invoices" })).toHaveCount(0);
  await page.context().close();
});
