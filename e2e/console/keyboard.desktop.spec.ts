import type { Page } from "@playwright/test";
import { uniqueName } from "../api/kms-client";
import { expect, test } from "../fixtures";
import { hydrated } from "../pages/hydrated";

const TABS_MAX = 60;

/** Presses Tab until the focus is on what has this role and name. */
async function tabTo(page: Page, role: "link" | "button" | "textbox" | "searchbox", name: string | RegExp) {
  const target = page.getByRole(role, { name, exact: typeof name === "string" }).first();
  await expect(target).toBeVisible();
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach the ${role} ${name}`);
}

test("the whole story with the keyboard alone", async ({ page, keyList, keyPage }) => {
  test.slow();
  const name = uniqueName("keyboard");
  await keyList.open();
  await tabTo(page, "link", /^Create (key|the first key)$/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Create key", level: 1 })).toBeVisible();
  await expect(page.getByRole("radio", { name: /^Encrypt data/ })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: /^Sign/ })).toBeChecked();
  await page.keyboard.press("ArrowLeft");
  await tabTo(page, "textbox", "Name");
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();

  await tabTo(page, "link", "Playground");
  const tabs = page.getByRole("navigation", { name: "Parts of this key" }).getByRole("link", { name: "Playground" });
  await tabs.focus();
  await page.keyboard.press("Enter");
  await tabTo(page, "textbox", "Plaintext");
  await page.keyboard.type("typed");
  await page.keyboard.press("Control+Enter");
  await expect(keyPage.ciphertext).toHaveValue(/^thalassa:v1:/);
  await tabTo(page, "button", "Decrypt this");
  await page.keyboard.press("Enter");
  await tabTo(page, "textbox", "Ciphertext");
  await page.keyboard.press("Control+Enter");
  await expect(keyPage.plaintext).toHaveValue("typed");

  await page.getByRole("button", { name: "Rotate now" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await tabTo(page, "button", "Cancel");
  await page.keyboard.press("Tab");
  await expect(dialog.getByRole("button", { name: "Rotate now" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Version 2 is the latest.")).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Rotate now" })).toBeFocused();
});

test("rows are walked with the arrow keys and opened with Enter", async ({ page, keyList, makeKey }) => {
  const group = uniqueName("rows");
  const [first, second] = [await makeKey({ name: `${group}-a` }), await makeKey({ name: `${group}-b` })];
  await keyList.open(`?q=${group}`);
  await tabTo(page, "link", first.name);
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("link", { name: second.name, exact: true })).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: second.name, level: 1 })).toBeVisible();
});

test("Tab leads to what is chosen of a few, and past the others", async ({ page }) => {
  await page.goto("/docs/keys");
  const choice = page.getByRole("radiogroup", { name: /Sample/ }).first();
  const curl = choice.getByRole("radio", { name: "curl", exact: true });
  await hydrated(curl);
  await curl.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const second = choice.getByRole("radio").nth(1);
  await expect(second).toBeChecked();
  await page.keyboard.press("Tab");
  await expect(choice.locator(":focus")).toHaveCount(0);
  await page.keyboard.press("Shift+Tab");
  await expect(second).toBeFocused();
  // Also for somebody who comes to it for the first time.
  await page.reload();
  await hydrated(second);
  const isReached = () => choice.evaluate((element) => element.contains(document.activeElement));
  for (let presses = 0; presses < TABS_MAX && !(await isReached()); presses += 1) await page.keyboard.press("Tab");
  await expect(second).toBeFocused();
});
