import { uniqueName } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";

test("create a key, encrypt, rotate, decrypt the old ciphertext, see both versions", { tag: "@phone" }, async ({
  page,
  newKey,
  keyPage,
}) => {
  const name = uniqueName("story");
  await newKey.open();
  await newKey.name.fill(name);
  await expect(page.getByText(`/nl-01/${name}`)).toBeVisible();
  await newKey.submit.click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page.getByText(`${name} is ready in nl-01.`)).toBeVisible();

  await keyPage.chooseTab("Playground");
  const first = await keyPage.encrypt("hello, kms");
  expect(first).toMatch(/^thalassa:v1:/);

  await keyPage.rotate();
  await expect(page.getByText("Version 2 is the latest. Ciphertext of version 1 still decrypts.")).toBeVisible();
  await expect(keyPage.ciphertext, "what stood in the panel stays").toHaveValue(first);
  expect(await keyPage.encrypt("hello, kms again")).toMatch(/^thalassa:v2:/);

  await keyPage.chooseOperation("Decrypt");
  await keyPage.ciphertext.fill(first);
  await keyPage.run("Decrypt");
  await expect(keyPage.plaintext).toHaveValue("hello, kms");
  await expect(keyPage.panel.getByText(/version 1 · \d/)).toBeVisible();

  await keyPage.chooseTab("Versions");
  await expect(keyPage.versions).toHaveText([/Version 2Latest/, /Version 1Decrypts only/]);

  await keyPage.chooseTab("Overview");
  const activity = page.getByRole("region").or(page.locator("section")).filter({ hasText: "Recent activity" });
  await expect(activity).toContainText("Decrypt version 1");
  await expect(activity).toContainText("Rotated version 2");
  await expect(activity).toContainText("Created version 1");
});

test("disable acts at once and can be undone", async ({ page, keyPage, makeKey }) => {
  const { name, slug } = await makeKey();
  await keyPage.open(slug, "playground");
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Disable" }).click();
  await expect(page.getByText(`${name} is disabled.`)).toBeVisible();
  await expect(keyPage.notice).toContainText("This key is disabled");
  await expect(keyPage.panel.getByRole("button", { name: "Encrypt", exact: true })).toBeDisabled();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(`${name} is active again.`)).toBeVisible();
  expect(await keyPage.encrypt("back")).toMatch(/^thalassa:v1:/);
});

test("the schedule can be changed and says what is now true", async ({ page, keyPage, makeKey }) => {
  const { slug } = await makeKey();
  await keyPage.open(slug, "versions");
  await page.getByRole("switch", { name: /Rotate by itself/ }).click({ force: true });
  await page.getByRole("textbox", { name: "Period" }).fill("0");
  await page.getByRole("button", { name: "Save schedule" }).click();
  await expect(page.getByText("Write a whole number of days from 1 to 3,650.")).toBeVisible();
  await page.getByRole("radio", { name: "180 d" }).click();
  await page.getByRole("button", { name: "Save schedule" }).click();
  await expect(page.getByText("Rotates every 180 days.")).toBeVisible();
  await expect(page.getByText("in 180 days").first()).toBeVisible();
});

test("a key that does not exist has a page that says so", async ({ page, keyPage, expectedMessages }) => {
  expectedMessages.push(/status of 404/);
  await page.goto(`/${keyPage.organisation}/keys/nl-01/no-such-key`);
  await expect(page.getByRole("heading", { name: "No such key here" })).toBeVisible();
  await expect(page.getByRole("link", { name: "All keys" })).toBeVisible();
});

test("a long description and long labels leave room for the key, and are all there when asked for", {
  tag: "@phone",
}, async ({ page, keyPage, makeKey }) => {
  const description = `${"Protects what nobody may read. ".repeat(30)}The end.`;
  const value = `v${"alue".repeat(40)}`;
  const { name, slug } = await makeKey({
    description,
    labels: { team: value },
    keyRotationEnabled: true,
    rotationPeriodInDays: 90,
  });
  await keyPage.open(slug, "playground");
  await expect(page).toHaveTitle(`${name} · Pelagos`);
  await expect(page.getByText("Next rotation in 90 days")).toBeVisible();
  await expect(keyPage.plaintext).toBeInViewport();
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(page.getByRole("button", { name: "Show less" })).toHaveAttribute("aria-expanded", "true");
  await page.getByRole("button", { name: `team: ${value}` }).press("Tab");
  await page.keyboard.press("Shift+Tab");
  await expect(page.getByRole("tooltip")).toHaveText(`team: ${value}`);
});

test("samples keep addresses in one line and scroll inside their panel", { tag: "@phone" }, async ({
  page,
  keyPage,
  makeKey,
}) => {
  const { slug } = await makeKey({ name: uniqueName("a-key-with-a-name-that-is-long-enough") });
  await keyPage.open(slug, "connect");
  const sample = page.locator("pre").first();
  await expect(sample).toHaveCSS("white-space-collapse", "preserve");
  await expect(sample).toHaveCSS("text-wrap-mode", "nowrap");
  await expectNoSidewaysScroll(page);
});
