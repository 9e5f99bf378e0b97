import { expectOk, startedInstallation } from "../api/kms-client";
import { expect, test } from "../fixtures";
import { hydrated } from "../pages/hydrated";

test("a key is found by typing, and what is typed into the panel leaves no trace in the browser", async ({
  page,
  keyPage,
  makeKey,
}) => {
  const { name, slug } = await makeKey();
  await page.goto(`/${keyPage.organisation}/playground`);
  await expect(page.getByRole("heading", { name: "Choose a key" })).toBeVisible();
  await hydrated(page.getByRole("combobox", { name: "Key" }));
  await page.getByRole("combobox", { name: "Key" }).fill(slug.slice(3));
  await page.getByRole("option", { name }).click();
  await expect(page).toHaveURL(new RegExp(`key=${slug}`));
  const ciphertext = await keyPage.encrypt("a secret nobody keeps");
  await keyPage.panel.getByRole("button", { name: "Decrypt this" }).click();
  await keyPage.run("Decrypt");
  await expect(keyPage.plaintext).toHaveValue("a secret nobody keeps");
  const kept = await page.evaluate(() => JSON.stringify([location.href, localStorage, sessionStorage, history.state]));
  expect(kept).not.toContain("secret nobody");
  expect(kept).not.toContain(ciphertext);
});

test("a disabled key does nothing and says why, also when it is disabled meanwhile", async ({
  page,
  keyPage,
  makeKey,
}) => {
  const { slug } = await makeKey();
  await keyPage.open(slug, "playground");
  await keyPage.plaintext.fill("hello");
  await expectOk(startedInstallation(), "POST", `/nl-01/keys/${slug}/disable`);
  await keyPage.run("Encrypt");
  await expect(keyPage.panel.getByRole("alert")).toContainText("The key is disabled. Enable it to use it again.");
  await expect(keyPage.notice).toContainText("This key is disabled");
  await page.reload();
  await expect(keyPage.notice).toContainText("This key is disabled");
  await expect(keyPage.panel.getByRole("button", { name: "Encrypt", exact: true })).toBeDisabled();
  const enable = keyPage.panel.getByRole("button", { name: "Enable" });
  await hydrated(enable);
  await enable.click();
  await expect(keyPage.notice).toBeHidden();
  expect(await keyPage.encrypt("hello")).toMatch(/^thalassa:v1:/);
});

test("options travel with the ciphertext, and another context opens nothing", async ({ keyPage, makeKey }) => {
  const { slug } = await makeKey();
  await keyPage.open(slug, "playground");
  await keyPage.panel.getByRole("button", { name: "Options" }).click();
  await keyPage.panel.getByLabel(/^Context/).fill("row 7");
  await keyPage.panel.getByLabel(/^Associated data/).fill("orders");
  const first = await keyPage.encrypt("equal");
  await keyPage.plaintext.fill("other");
  expect(await keyPage.encrypt("equal"), "equal context and plaintext").toBe(first);
  await keyPage.panel.getByRole("button", { name: "Decrypt this" }).click();
  await keyPage.run("Decrypt");
  await expect(keyPage.plaintext).toHaveValue("equal");
  await keyPage.panel.getByLabel(/^Context/).fill("row 8");
  await keyPage.run("Decrypt");
  await expect(keyPage.panel.getByRole("alert")).toContainText("could not be decrypted");
  for (const check of ["The key:", "The context:", "The associated data:", "The ciphertext:"]) {
    await expect(keyPage.panel.getByRole("alert")).toContainText(check);
  }
});

test("bytes can be typed in hex or come from a file, and what is not text is shown in hex", { tag: "@phone" }, async ({
  page,
  keyPage,
  makeKey,
}) => {
  const { slug } = await makeKey();
  await keyPage.open(slug, "playground");
  await keyPage.panel.getByRole("radio", { name: "Hex" }).click();
  await keyPage.plaintext.fill("ff00f");
  await keyPage.run("Encrypt");
  await expect(page.getByText("Hex has two digits per byte")).toBeVisible();
  await keyPage.encrypt("ff 00 fe");
  await expect(keyPage.panel.getByText("3 of 65,535 bytes")).toBeVisible();
  await keyPage.panel.getByRole("button", { name: "Decrypt this" }).click();
  await keyPage.run("Decrypt");
  await expect(keyPage.plaintext).toHaveValue("ff00fe");
  await expect(keyPage.panel.getByText("These bytes are not UTF-8 text.")).toBeVisible();

  await keyPage.chooseOperation("Encrypt");
  await keyPage.panel.getByRole("radio", { name: "File" }).click();
  const file = { name: "large.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(65_535, 0xab) };
  await keyPage.panel.locator("input[type=file]").setInputFiles(file);
  await expect(keyPage.panel.getByText("65,535 of 65,535 bytes")).toBeVisible();
  await keyPage.run("Encrypt");
  await expect(keyPage.ciphertext).toHaveValue(/^thalassa:v1:.{80000}/);
  await expect(page.locator("pre").first()).toContainText("payload.bin");
  const larger = { ...file, buffer: Buffer.alloc(65_536) };
  await keyPage.panel.locator("input[type=file]").setInputFiles(larger);
  await expect(keyPage.panel.getByText("At most 65,535 bytes fit in one call.")).toBeVisible();
});
