import { expect, test } from "../fixtures";
import { hydrated } from "../pages/hydrated";

test("the theme is one of three, and the menu says which", { tag: "@phone" }, async ({ page, administrator }) => {
  await page.goto(`/${administrator.organisation}`);
  const button = page.getByRole("button", { name: /^Theme/ });
  await hydrated(button);
  await button.click();
  await expect(page.getByRole("menuitemradio", { name: "As the system" })).toHaveAttribute("aria-checked", "true");
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await button.click();
  await expect(page.getByRole("menuitemradio", { name: "Dark" })).toHaveAttribute("aria-checked", "true");
  await expect(page.getByRole("menuitemradio", { checked: true })).toHaveCount(1);
});

test("every region says how many keys it has, at every width", { tag: "@phone" }, async ({
  page,
  administrator,
  makeKey,
}) => {
  await makeKey();
  await page.goto(`/${administrator.organisation}`);
  const row = page.getByRole("table", { name: "Regions" }).getByRole("row").filter({ hasText: "nl-01" });
  await expect(row.getByText(/^[\d,]+ keys?$/)).toBeVisible();
});
