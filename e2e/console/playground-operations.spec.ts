import { createHash, createPublicKey, verify } from "node:crypto";
import { expectOk, startedInstallation } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";

test("each key has the tabs of what it can do, and the arrow keys walk them", async ({ page, keyPage, makeKey }) => {
  const { slug } = await makeKey();
  await keyPage.open(slug, "playground");
  await expect(keyPage.panel.getByRole("tab")).toHaveText(["Encrypt", "Decrypt", "Data key", "Rewrap"]);
  await keyPage.operation("Encrypt").focus();
  await keyPage.plaintext.fill("kept while others are looked at");
  await keyPage.operation("Encrypt").focus();
  await page.keyboard.press("ArrowRight");
  await expect(keyPage.operation("Decrypt")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowLeft");
  await expect(keyPage.plaintext).toHaveValue("kept while others are looked at");
  await expectNoSidewaysScroll(page);
});

for (const keyType of ["ed25519", "rsa-2048"]) {
  test(`a signature of ${keyType} verifies, and a changed one or another input does not`, async ({
    keyPage,
    makeKey,
  }) => {
    const { slug } = await makeKey({ keyType, purpose: "sign" });
    await keyPage.open(slug, "playground");
    await expect(keyPage.panel.getByRole("tab")).toHaveText(["Sign", "Verify"]);
    await keyPage.box("Input").fill("to be signed");
    await keyPage.run("Sign");
    await expect(keyPage.box("Signature")).toHaveValue(/^thalassa:v1:/);
    await keyPage.panel.getByRole("button", { name: "Verify this" }).click();
    await expect(keyPage.operation("Verify")).toBeFocused();
    await keyPage.run("Verify");
    await expect(keyPage.panel.getByText("Valid", { exact: true })).toBeVisible();
    const signature = await keyPage.box("Signature").inputValue();
    const tampered = `${signature.slice(0, 20)}${signature[20] === "A" ? "B" : "A"}${signature.slice(21)}`;
    await keyPage.box("Signature").fill(tampered);
    await keyPage.run("Verify");
    await expect(keyPage.panel.getByText("Not valid", { exact: true })).toBeVisible();
    await keyPage.box("Signature").fill("no signature");
    await keyPage.run("Verify");
    await expect(keyPage.panel.getByRole("alert")).toContainText("invalid_signature");
    await expect(keyPage.panel.getByRole("alert")).toContainText("thalassa:v{version}");
  });
}

test("a code verifies with its message, and not with another", async ({ keyPage, makeKey }) => {
  const { slug } = await makeKey({ keyType: "hmac-sha256" });
  await keyPage.open(slug, "playground");
  await keyPage.run("HMAC");
  await expect(keyPage.panel.getByText("Type something, or choose a file.")).toBeVisible();
  await keyPage.box("Input").fill("a webhook's body");
  await keyPage.run("HMAC");
  await expect(keyPage.box("HMAC")).toHaveValue(/^thalassa:v1:/);
  await keyPage.panel.getByRole("button", { name: "Verify this" }).click();
  await keyPage.run("Verify HMAC");
  await expect(keyPage.panel.getByText("Valid", { exact: true })).toBeVisible();
  await keyPage.box("Input").fill("another body");
  await keyPage.run("Verify HMAC");
  await expect(keyPage.panel.getByText("Not valid", { exact: true })).toBeVisible();
});

test("a token is issued and checked with its claims", async ({ keyPage, makeKey }) => {
  const { slug } = await makeKey({ keyType: "ecdsa-p256", purpose: "jwt" });
  await keyPage.open(slug, "playground");
  await keyPage.box("Claims").fill("[1]");
  await keyPage.run("JWT sign");
  await expect(keyPage.panel.getByText("Claims are one JSON object")).toBeVisible();
  await keyPage.box("Claims").fill('{"sub": "somebody", "iss": "https://issuer.example"}');
  await keyPage.run("JWT sign");
  await expect(keyPage.box("Token")).toHaveValue(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
  await keyPage.panel.getByRole("button", { name: "Verify this" }).click();
  await keyPage.run("JWT verify");
  await expect(keyPage.panel.getByText("Valid", { exact: true })).toBeVisible();
  await expect(keyPage.box("Claims")).toHaveValue(/"sub": "somebody"/);
  await keyPage.panel.getByRole("button", { name: "Options" }).click();
  await keyPage.panel.getByLabel(/^Issuer/).fill("https://another.example");
  await keyPage.run("JWT verify");
  await expect(keyPage.panel.getByText("issuer, audience or subject differ")).toBeVisible();
});

test("a data key comes wrapped, and a rewrapped ciphertext opens to the same", async ({ keyPage, makeKey }) => {
  const { slug } = await makeKey();
  await keyPage.open(slug, "playground");
  await keyPage.chooseOperation("Data key");
  await keyPage.panel.getByLabel(/^Length/).fill("8");
  await keyPage.run("Data key");
  await expect(keyPage.panel.getByText("Write a whole number from 16 to 1,024.")).toBeVisible();
  await keyPage.panel.getByLabel(/^Length/).fill("16");
  await keyPage.run("Data key");
  await expect(keyPage.box("Data key")).toHaveValue(/^[\w+/]{22}==$/);
  const wrapped = await keyPage.box("Wrapped data key").inputValue();
  await keyPage.panel.getByRole("radio", { name: "Hex" }).click();
  const hex = await keyPage.box("Data key").inputValue();
  await expectOk(startedInstallation(), "POST", `/nl-01/keys/${slug}/rotate`, {});
  await keyPage.chooseOperation("Rewrap");
  await keyPage.ciphertext.first().fill(wrapped);
  await keyPage.run("Rewrap");
  await expect(keyPage.box("New ciphertext")).toHaveValue(/^thalassa:v2:/);
  await keyPage.panel.getByRole("button", { name: "Decrypt this" }).click();
  await keyPage.run("Decrypt");
  await expect(keyPage.plaintext).toHaveValue(hex);
});

test("a file of 2 MB is hashed here, and the signature of its digest is one of the file", async ({
  keyPage,
  makeKey,
}) => {
  const { slug } = await makeKey({ keyType: "ecdsa-p256", purpose: "sign" });
  await keyPage.open(slug, "playground");
  const content = Buffer.alloc(2_097_152, "a large file ");
  const file = { name: "large.bin", mimeType: "application/octet-stream", buffer: content };
  await keyPage.panel.getByRole("radio", { name: "File" }).click();
  await keyPage.panel.locator("input[type=file]").setInputFiles(file);
  const digest = createHash("sha256").update(content).digest();
  await expect(keyPage.panel.locator("[data-digest]")).toHaveText(digest.toString("hex"));
  await keyPage.run("Sign");
  await expect(keyPage.box("Signature")).toHaveValue(/^thalassa:v1:/);
  const signature = await keyPage.box("Signature").inputValue();
  const installation = startedInstallation();
  const checked = await expectOk(installation, "POST", `/nl-01/keys/${slug}/verify`, {
    input: digest.toString("base64"),
    prehashed: true,
    signature,
  });
  expect(checked.valid).toBe(true);
  const { keys } = await expectOk(installation, "GET", `/nl-01/keys/${slug}/public-key`);
  const publicKey = createPublicKey(String(Object(keys)[1]));
  expect(verify("sha256", content, publicKey, Buffer.from(signature.split(":")[2] ?? "", "base64"))).toBe(true);
  await keyPage.panel.getByRole("button", { name: "Verify this" }).click();
  await keyPage.run("Verify");
  await expect(keyPage.panel.getByText("Valid", { exact: true })).toBeVisible();
});

test("a large file for Ed25519 says why it cannot be signed", async ({ keyPage, makeKey }) => {
  const { slug } = await makeKey({ keyType: "ed25519" });
  await keyPage.open(slug, "playground");
  await keyPage.panel.getByRole("radio", { name: "File" }).click();
  const file = { name: "large.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(65_536) };
  await keyPage.panel.locator("input[type=file]").setInputFiles(file);
  await expect(keyPage.panel.getByRole("alert")).toContainText("Ed25519 takes no digest in their place");
});

test("an RSA key says how little it encrypts before anything is sent", async ({ keyPage, makeKey }) => {
  const { slug } = await makeKey({ keyType: "rsa-2048", purpose: "encrypt" });
  await keyPage.open(slug, "playground");
  await keyPage.plaintext.fill("x".repeat(191));
  await expect(keyPage.panel.getByText("191 of 190 bytes")).toBeVisible();
  await expect(keyPage.panel.getByText("takes at most 190 bytes")).toBeVisible();
  await keyPage.encrypt("x".repeat(190));
});
