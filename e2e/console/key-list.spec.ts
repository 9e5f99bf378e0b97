import { expectOk, startedInstallation, uniqueName } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";

test("the filter asks the server, stays in the address and can be cleared", async ({ page, keyList, makeKey }) => {
  const { name } = await makeKey();
  await keyList.open();
  await keyList.filterBy(name);
  await expect.poll(() => keyList.names()).toEqual([name]);
  await expect(page.getByText(/^1 of \d+ keys?$/)).toBeVisible();
  await page.reload();
  await expect(keyList.filter).toHaveValue(name);
  expect(await keyList.names()).toEqual([name]);

  await keyList.filterBy("nothing-is-called-so");
  await expect(page.getByRole("heading", { name: "No key matches these filters" })).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).toHaveURL(/\/keys$/);
  await expect(keyList.filter).toHaveValue("");
  await expect(keyList.row(name).or(keyList.table)).not.toHaveCount(0);
});

test("chips filter by type, status and label, and the back button takes them away one by one", {
  tag: "@phone",
}, async ({ page, keyList, makeKey }) => {
  const group = uniqueName("group");
  const small = await makeKey({ name: `${group}-a`, keyType: "aes128-gcm96", labels: { team: group } });
  const other = await makeKey({ name: `${group}-b`, labels: { team: group } });
  await keyList.open(`?q=${group}`);
  await expect.poll(() => keyList.names()).toEqual([small.name, other.name]);

  await page.getByRole("button", { name: "Filter by Type" }).click();
  await page.getByRole("option", { name: "aes128-gcm96" }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/keyType=aes128-gcm96/);
  await expect.poll(() => keyList.names()).toEqual([small.name]);
  await page.goBack();
  await expect.poll(() => keyList.names()).toEqual([small.name, other.name]);

  await page.getByRole("button", { name: "Filter by Label" }).click();
  await page.getByLabel("Label and value").fill(`team=${group}`);
  await page.getByRole("button", { name: "Add" }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/label=team/);
  await expect.poll(() => keyList.names()).toEqual([small.name, other.name]);

  await page.getByRole("button", { name: "Filter by Status" }).click();
  await page.getByRole("option", { name: "Disabled" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("heading", { name: "No key matches these filters" })).toBeVisible();
});

test("the row menu disables, rotates and opens", { tag: "@phone" }, async ({ page, keyList, makeKey }) => {
  const { name } = await makeKey();
  await keyList.open(`?q=${name}`);
  await keyList.openRowMenu(name);
  await page.getByRole("menuitem", { name: "Rotate now" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Rotate now" }).click();
  await expect(page.getByText("Version 2 is the latest.")).toBeVisible();
  await keyList.openRowMenu(name);
  await page.getByRole("menuitem", { name: "Disable" }).click();
  await expect(keyList.row(name)).toContainText("Disabled");
  await keyList.openRowMenu(name);
  await expect(page.getByRole("menuitem", { name: "Rotate now" })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("menuitem", { name: "Open" }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
});

test("a long list loads as it is scrolled and keeps few rows in the document", { tag: "@phone" }, async ({
  page,
  keyList,
}) => {
  const group = uniqueName("many");
  const installation = startedInstallation();
  const numbers = Array.from({ length: 230 }, (_, number) => number);
  for (let start = 0; start < numbers.length; start += 10) {
    const some = numbers.slice(start, start + 10);
    await Promise.all(
      some.map((number) =>
        expectOk(installation, "POST", "/nl-01/keys", { name: `${group}-${String(number).padStart(3, "0")}` }),
      ),
    );
  }
  await keyList.open(`?q=${group}`);
  await expect(page.getByText(/^230 of \d+ keys$/)).toBeVisible();
  const lastRow = keyList.row(`${group}-229`);
  await expect(async () => {
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await expect(lastRow).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  expect((await keyList.names()).length).toBeLessThan(120);
  await expectNoSidewaysScroll(page);
});

test("a list that cannot be read says why, what was not lost, and reads again", async ({
  page,
  keyList,
  makeKey,
  expectedMessages,
}) => {
  expectedMessages.push(/status of 503/);
  const { name } = await makeKey();
  await keyList.open();
  const answer = { code: "unavailable", message: "The service cannot answer.", requestId: "req-test" };
  await page.route("**/console-api/*/keys*", (route) => route.fulfill({ status: 503, json: answer }));
  await keyList.filter.fill(name);
  const alert = page.getByRole("alert").filter({ hasText: "The keys could not be loaded" });
  await expect(alert).toContainText("The service cannot answer. No key was changed.");
  await expect(alert).toContainText("req-test");
  await page.unroute("**/console-api/*/keys*");
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => keyList.names()).toEqual([name]);
});

test("a region that does not answer is named", async ({ page, keyList, makeKey }) => {
  const { name } = await makeKey();
  await page.route("**/console-api/*/keys*", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...(await answer.json()), unavailableRegions: ["de-01"] } });
  });
  await keyList.open();
  await keyList.filter.fill(name);
  await expect(page.getByText("Region de-01 does not answer.")).toBeVisible();
  await expect.poll(() => keyList.names()).toEqual([name]);
});
