import { createDecipheriv, createPrivateKey, generateKeyPairSync, privateDecrypt } from "node:crypto";
import { call, expectOk, startedInstallation } from "../api/kms-client";
import { bindDependent } from "../dependent";
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
  await expect(keyPage.question).toContainText("Nothing in Pelagos depends on this key.");
  await keyPage.question.getByRole("textbox").fill(`${name}x`);
  await expect(keyPage.question.getByRole("button", { name: "Delete key" })).toBeDisabled();
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

test("Cancel and Escape leave the key as it is, and give the focus back", async ({ page, keyPage, makeKey }) => {
  const { name, slug } = await makeKey();
  await keyPage.open(slug);
  const open = keyPage.panelOf("Danger zone").getByRole("button", { name: "Delete" });
  for (const leave of [
    () => page.keyboard.press("Escape"),
    () => keyPage.question.getByRole("button", { name: "Cancel" }).click(),
  ]) {
    await open.click();
    await expect(keyPage.question.getByRole("textbox")).toBeFocused();
    await expect(keyPage.question.getByRole("textbox"), "of the time before").toHaveValue("");
    await keyPage.question.getByRole("textbox").fill(name);
    await leave();
    await expect(keyPage.question).toBeHidden();
    await expect(open).toBeFocused();
  }
  const key = await expectOk(startedInstallation(), "GET", `/nl-01/keys/${slug}`);
  expect(key.status).toBe("active");
});

test("what depends on a key is named before it is disabled and before it is deleted", async ({
  page,
  keyPage,
  keyList,
  makeKey,
}) => {
  const { name, slug, identity } = await makeKey();
  await bindDependent(identity, { kind: "secret", name: "/orders/password" });
  await bindDependent(identity, { kind: "dns_zone", name: "orders.example" });
  const installation = startedInstallation();
  const status = async () => (await expectOk(installation, "GET", `/nl-01/keys/${slug}`)).status;
  await keyPage.open(slug);
  const zone = keyPage.panelOf("Danger zone");
  await expect(zone).toContainText("2 things depend on this key");
  await zone.getByRole("button", { name: "Disable" }).click();
  const question = page.getByRole("dialog", { name: `Disable ${name}?` });
  await expect(question.getByRole("listitem")).toHaveText([/\/orders\/password.*Secret/, /orders\.example.*DNS zone/]);
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toBeHidden();
  expect(await status()).toBe("active");
  await zone.getByRole("button", { name: "Disable" }).click();
  await question.getByRole("button", { name: "Disable" }).click();
  await expect(zone.getByRole("button", { name: "Enable" })).toBeVisible();
  expect(await status()).toBe("disabled");

  await keyList.open(`?q=${name}`);
  await keyList.openRowMenu(name);
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(keyPage.question.getByRole("listitem")).toHaveText([/\/orders\/password/, /orders\.example/]);
  await keyPage.confirm(name, "Delete key");
  await keyPage.open(slug);
  const notice = page.getByRole("region", { name: "This key is going to be deleted" });
  await expect(notice.getByRole("listitem")).toHaveCount(2);
  await notice.getByRole("button", { name: "Cancel deletion" }).click();
  await expect(page.getByText("It is disabled, as before.")).toBeVisible();
  await expectNoSidewaysScroll(page);
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
  await expect(keyPage.question).toContainText("everything that only version 1 decrypts");
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

test("a wrapped export opens with the private half of the key that was given, and says why another is refused", async ({
  page,
  keyPage,
  makeKey,
}) => {
  const { slug } = await makeKey({ keyType: "ecdsa-p256", exportAllowed: true });
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  await keyPage.open(slug);
  await keyPage.panelOf("Danger zone").getByRole("button", { name: "Export" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Only wrapped under a key of yours" }).click();
  const field = dialog.getByRole("textbox", { name: "RSA public key" });
  await field.fill("-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----");
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  await expect(dialog.getByText("The key must be an RSA public key")).toBeVisible();
  await expect(field).toBeFocused();
  await field.fill(publicKey.export({ format: "pem", type: "spki" }).toString());
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  const show = dialog.getByRole("button", { name: "Show" });
  await expect(show).toBeFocused();
  await show.click();
  const wrapped = Buffer.from(await dialog.getByLabel("Wrapped key, base64").inputValue(), "base64");

  const once = privateDecrypt({ key: privateKey, oaepHash: "sha256" }, wrapped.subarray(0, 256));
  const unwrap = createDecipheriv("id-aes256-wrap-pad", once, Buffer.from("a65959a6", "hex"));
  const der = Buffer.concat([unwrap.update(wrapped.subarray(256)), unwrap.final()]);
  const { keyMaterial } = await expectOk(startedInstallation(), "POST", `/nl-01/keys/${slug}/export`, {});
  expect(createPrivateKey({ key: der, format: "der", type: "pkcs8" }).asymmetricKeyDetails?.namedCurve).toBe(
    "prime256v1",
  );
  expect(der.toString("base64")).toBe(keyMaterial);
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
