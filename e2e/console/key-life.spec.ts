import { call, expectOk, startedInstallation } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";

test("a key is deleted by typing its name, waits 30 days, and can be called back", async ({
  page,
  keyPage,
  keyList,
  makeKey,
}) => {
  const { name, slug } = await makeKey();
  await keyPage.open(slug);
  await keyPage.panelOf("Danger zone").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("Nothing in Pelagos depends on this key.");
  await page.getByRole("alertdialog").getByRole("textbox").fill(`${name}x`);
  await expect(page.getByRole("alertdialog").getByRole("button", { name: "Delete key" })).toBeDisabled();
  await keyPage.confirm(name, "Delete key");
  const notice = page.getByRole("region", { name: "This key is going to be deleted" });
  await expect(notice).toContainText("in 30 days");
  await expect(page.getByRole("button", { name: "Rotate now" })).toBeDisabled();
  const refused = await call(startedInstallation(), "POST", `/nl-01/keys/${slug}/encrypt`, {
    body: { plaintext: "aGk=" },
  });
  expect((await refused.json()).code).toBe("key_not_usable");
  await expectNoSidewaysScroll(page);

  await keyList.open(`?q=${name}&status=pending_deletion`);
  await expect(keyList.row(name)).toContainText(/Deletes \d+ \w+/);
  await keyPage.open(slug);
  await notice.getByRole("button", { name: "Cancel deletion" }).click();
  await expect(page.getByText(`${name} stays.`)).toBeVisible();
  await expect(notice).toBeHidden();
  await expectOk(startedInstallation(), "POST", `/nl-01/keys/${slug}/encrypt`, { plaintext: "aGk=" });
});

test("the list deletes too, and takes it back at once", async ({ page, keyPage, keyList, makeKey }) => {
  const { name } = await makeKey();
  await keyList.open(`?q=${name}`);
  await keyList.openRowMenu(name);
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await keyPage.confirm(name, "Delete key");
  await expect(keyList.row(name)).toContainText("Deletes");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(keyList.row(name)).toContainText("Active");
});

test("one version is disabled, destroyed and called back; the newest is not touched", async ({
  page,
  keyPage,
  makeKey,
}) => {
  const { name, slug } = await makeKey();
  const installation = startedInstallation();
  const path = `/nl-01/keys/${slug}`;
  const { ciphertext } = await expectOk(installation, "POST", `${path}/encrypt`, { plaintext: "aGk=" });
  const decrypt = async () => (await call(installation, "POST", `${path}/decrypt`, { body: { ciphertext } })).status;
  await expectOk(installation, "POST", `${path}/rotate`, {});
  await expectOk(installation, "POST", `${path}/rotate`, {});
  await keyPage.open(slug, "versions");
  await expect(page.getByRole("button", { name: "Actions for version 3" })).toHaveCount(0);

  await keyPage.chooseVersionAct(1, "Disable");
  await expect(keyPage.versions.nth(2)).toContainText("Disabled");
  expect(await decrypt()).toBe(400);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(keyPage.versions.nth(2)).toContainText("Decrypts only");
  expect(await decrypt()).toBe(200);

  await keyPage.chooseVersionAct(1, "Destroy");
  await expect(page.getByRole("alertdialog")).toContainText("everything that only version 1 decrypts");
  await keyPage.confirm(name, "Destroy version");
  await expect(keyPage.versions.nth(2)).toContainText("Waiting for destruction");
  await expect(keyPage.versions.nth(2)).toContainText("in 30 days");
  expect(await decrypt()).toBe(400);
  await expectNoSidewaysScroll(page);
  await keyPage.chooseVersionAct(1, "Call destruction off");
  await expect(keyPage.versions.nth(2)).toContainText("Decrypts only");
  expect(await decrypt()).toBe(200);

  await page.getByRole("button", { name: /^Use / }).click();
  await page.getByRole("option", { name: "version 2 and newer" }).click();
  await page.getByRole("button", { name: "Save lowest version" }).click();
  await expect(page.getByText("Version 2 is the lowest in use. Version 1 is refused.")).toBeVisible();
  await expect(keyPage.versions.nth(2)).toContainText("Below the lowest in use");
  expect(await decrypt()).toBe(400);
});

test("the material is exported only where that was allowed, hidden until asked for", async ({
  page,
  keyPage,
  makeKey,
}) => {
  const closed = await makeKey();
  await keyPage.open(closed.slug);
  await expect(keyPage.panelOf("Danger zone").getByRole("button", { name: "Export" })).toHaveCount(0);
  const { slug } = await makeKey({ exportAllowed: true });
  await keyPage.open(slug);
  await keyPage.panelOf("Danger zone").getByRole("button", { name: "Export" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  const material = dialog.getByLabel("Raw key, base64");
  await expect(material).toHaveValue(/^•+$/);
  await dialog.getByRole("button", { name: "Show" }).click();
  const { keyMaterial } = await expectOk(startedInstallation(), "POST", `/nl-01/keys/${slug}/export`, {});
  await expect(material).toHaveValue(String(keyMaterial));
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Exported").first()).toBeVisible();
});

test("an asymmetric key shows its public half in every form", async ({ page, keyPage, makeKey }) => {
  const { slug, identity } = await makeKey({ keyType: "ecdsa-p256", purpose: "sign" });
  await keyPage.open(slug);
  const panel = keyPage.panelOf("Public key");
  await expect(panel.locator("pre")).toContainText("-----BEGIN PUBLIC KEY-----");
  await panel.getByRole("radio", { name: "JWKS" }).click();
  await expect(panel.locator("pre")).toContainText(`"kid": "${identity}.1"`);
  const download = page.waitForEvent("download");
  await panel.getByRole("button", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toBe(`${slug}.jwks.json`);
  await expectNoSidewaysScroll(page);
});
