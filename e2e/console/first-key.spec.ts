import { BUILT_SERVER, type SpawnedServer, spawnServer } from "@/lib/cli/spawn-server";
import { administratorIn, expect, expectNoSidewaysScroll, test } from "../fixtures";
import { KeyListPage } from "../pages/key-list-page";
import { SignInPage } from "../pages/sign-in-page";

// An installation of its own: nobody else's keys are in its list.
test.describe("a new installation", () => {
  // A whole start, database included, is part of it.
  test.describe.configure({ timeout: 120_000 });
  let server: SpawnedServer;

  test.beforeAll(async () => {
    server = await spawnServer({ program: BUILT_SERVER });
  });
  test.afterAll(async () => {
    await server?.stop();
  });

  test("the empty list says what a key is for and leads to the first one", { tag: "@phone" }, async ({
    browser,
    viewport,
  }) => {
    const page = await browser.newPage({ baseURL: server.url, viewport, storageState: undefined });
    const administrator = administratorIn(`${server.dataDirectory}/bootstrap.json`);
    await new SignInPage(page).signIn(administrator);
    const keyList = new KeyListPage(page, administrator.organisation);
    await keyList.open();
    await expect(page.getByRole("heading", { name: "No keys yet" })).toBeVisible();
    await expect(page.getByRole("main").getByRole("link", { name: /^Create/ })).toHaveCount(1);
    await expectNoSidewaysScroll(page);
    await page.getByRole("link", { name: "Create the first key" }).click();
    await page.getByLabel("Name", { exact: true }).fill("First key");
    await page.getByRole("button", { name: "Create key" }).click();
    await expect(page).toHaveURL(/\/keys\/nl-01\/first-key$/);
    await keyList.open();
    await expect(page.getByText("1 key", { exact: true })).toBeVisible();
    expect(await keyList.names()).toEqual(["First key"]);
    await page.close();
  });
});
