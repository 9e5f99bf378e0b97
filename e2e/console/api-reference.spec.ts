import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";

test.use({ storageState: { cookies: [], origins: [] }, contextOptions: { reducedMotion: "reduce" } });

/** Longest document that a page of the reference may be, in bytes. */
const PAGE_BYTES_MAX = 500_000;

/** The filter's field, once the page works. */
async function openFilter(page: Page): Promise<Locator> {
  const filter = page.getByRole("searchbox", { name: "Filter the reference" });
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(filter).toBeFocused({ timeout: 1_000 });
  }).toPass();
  return filter;
}

/** The index, which is behind a disclosure in narrow windows. */
async function contents(page: Page): Promise<Locator> {
  const disclosure = page.getByRole("button", { name: "Contents" });
  if (await disclosure.isVisible()) await disclosure.click();
  return page.getByRole("navigation", { name: "Contents" }).filter({ visible: true });
}

test("the API reference is readable without signing in and shows every operation of the OpenAPI document, in pages of bounded size", async ({
  page,
  request,
}) => {
  test.slow();
  const { paths } = await (await request.get("/openapi.json")).json();
  const summaries = Object.values<Record<string, { summary: string }>>(paths).flatMap((methods) =>
    Object.values(methods).map(({ summary }) => summary),
  );
  const entries: { part: string; label: string }[] = await (await request.get("/docs/entries.json")).json();
  expect(entries.map(({ label }) => label)).toEqual(expect.arrayContaining(summaries));
  for (const part of new Set(entries.map((entry) => entry.part).filter((part) => part !== ""))) {
    const document = await (await request.get(`/docs/${part}`)).text();
    expect(Buffer.byteLength(document), part).toBeLessThan(PAGE_BYTES_MAX);
    // In the document itself: the reference is readable before any script runs.
    const headings = [...document.matchAll(/<h2 id="[^"]*"[^>]*>([^<]*)<\/h2>/g)].map(([, text = ""]) => text);
    const labels = entries.filter((entry) => entry.part === part).map(({ label }) => label);
    const escaped = labels.map((text) => text.replaceAll("&", "&amp;").replaceAll("'", "&#x27;"));
    expect(headings, part).toEqual(expect.arrayContaining(escaped));
  }
  await page.goto("/docs/keys");
  await expect(page.getByRole("heading", { name: /^Keys/, level: 1 })).toBeVisible();
  await expectNoSidewaysScroll(page);
  const guide = await (await request.get("/docs")).body();
  expect(guide.byteLength, "guide").toBeLessThan(PAGE_BYTES_MAX);
  expect((await request.get("/docs/nothing")).status()).toBe(404);
});

test("the filter finds an operation of another page by one of its error codes, and gives everything back", async ({
  page,
}) => {
  test.slow();
  await page.goto("/docs");
  const filter = await openFilter(page);
  await filter.fill("slug_taken key /v1/kms/{region}/keys");
  const index = await contents(page);
  await expect(index.getByRole("link", { name: "Create a key" })).toBeVisible();
  await expect(page.getByText(/^\d+ sections? of other pages match/)).toBeVisible();
  await index.getByRole("link", { name: "Create a key" }).click();
  await expect(page).toHaveURL(/\/docs\/keys(-\d)?#create-key$/);
  await expect(page.getByRole("heading", { name: "Create a key", exact: true })).toBeInViewport();
  const listed = page.getByRole("heading", { name: "List keys", exact: true });
  await (await openFilter(page)).fill("slug_taken");
  await expect(page.getByRole("heading", { name: "Create a key", exact: true })).toBeVisible();
  await expect(listed).toBeHidden();
  await filter.fill("nothing is called so");
  await page.getByRole("button", { name: "Show everything" }).click();
  await expect(listed).toBeVisible();
});

test("an error code of an operation leads to its remedy, also from an address of before the pages", async ({
  page,
}) => {
  await page.goto("/docs#create-key");
  await expect(page).toHaveURL(/\/docs\/keys(-\d)?#create-key$/);
  await page.getByRole("region", { name: "Create a key" }).getByRole("link", { name: "slug_taken" }).click();
  await expect(page).toHaveURL(/\/docs#error-slug_taken$/);
  await expect(page.getByText("Choose another name. Slugs are not reused")).toBeInViewport();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });
    test("the API reference has no serious accessibility problem", async ({ page }) => {
      test.slow();
      await page.goto("/docs#create-key");
      await expect(page).toHaveURL(/#create-key$/);
      await expect(page.getByRole("heading", { name: "Create a key", exact: true })).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => [id, nodes[0]?.target])).toEqual([]);
    });
  });
}
