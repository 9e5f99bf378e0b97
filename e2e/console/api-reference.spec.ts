import AxeBuilder from "@axe-core/playwright";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";

test.use({ storageState: { cookies: [], origins: [] }, contextOptions: { reducedMotion: "reduce" } });

test("the API reference is readable without signing in and shows every operation of the OpenAPI document", async ({
  page,
  request,
}) => {
  const { paths } = await (await request.get("/openapi.json")).json();
  const summaries = Object.values<Record<string, { summary: string }>>(paths).flatMap((methods) =>
    Object.values(methods).map(({ summary }) => summary),
  );
  await page.goto("/docs");
  await expect(page.getByRole("heading", { name: summaries[0], exact: true })).toBeVisible();
  // All at once: one question to the browser for each of so many headings takes longer than a test may.
  const headings = await page.locator("h2").allInnerTexts();
  expect(headings).toEqual(expect.arrayContaining(summaries));
  await expectNoSidewaysScroll(page);
});

test("the filter of the API reference finds an operation by one of its error codes, and gives everything back", async ({
  page,
}) => {
  await page.goto("/docs");
  const encrypt = page.getByRole("heading", { name: "Encrypt", exact: true });
  const filter = page.getByRole("searchbox", { name: "Filter the reference" });
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(filter).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await filter.fill("slug_taken");
  await expect(page.getByRole("heading", { name: "Create a key", exact: true })).toBeVisible();
  await expect(encrypt).toBeHidden();
  await filter.fill("nothing is called so");
  await page.getByRole("button", { name: "Show everything" }).click();
  await expect(encrypt).toBeVisible();
});

test("an error code of an operation leads to its remedy", async ({ page }) => {
  await page.goto("/docs#create-key");
  await page.getByRole("region", { name: "Create a key" }).getByRole("link", { name: "slug_taken" }).click();
  await expect(page).toHaveURL(/#error-slug_taken$/);
  await expect(page.getByText("Choose another name. Slugs are not reused")).toBeInViewport();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });
    test("the API reference has no serious accessibility problem", async ({ page }) => {
      // All sections are made of the same parts; axe would take minutes for so many. Hidden ones it leaves out.
      test.slow();
      await page.goto("/docs");
      const filter = page.getByRole("searchbox", { name: "Filter the reference" });
      await expect(async () => {
        await page.keyboard.press("/");
        await expect(filter).toBeFocused({ timeout: 1_000 });
      }).toPass();
      await filter.fill("wrapping");
      await expect(page.getByRole("heading", { name: "Read the wrapping key", exact: true })).toBeVisible();
      await expect(page.getByRole("heading", { name: "Encrypt", exact: true })).toBeHidden();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => [id, nodes[0]?.target])).toEqual([]);
    });
  });
}
