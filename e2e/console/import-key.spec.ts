import { createDecipheriv, generateKeyPairSync, randomBytes, sign, verify } from "node:crypto";
import type { Page } from "@playwright/test";
import { expectOk, startedInstallation, uniqueName } from "../api/kms-client";
import { expect, test } from "../fixtures";

// The first import into a region makes its wrapping key, an RSA key of 4,096 bits.
test.describe.configure({ timeout: 90_000 });
const MADE = { timeout: 60_000 };

/** Everything the page sends from now on, in one text. */
function sentBy(page: Page): () => string {
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.url(), request.postData() ?? ""));
  return () => sent.join("\n");
}

test("an AES key is wrapped in the browser, never sent, and does what it did elsewhere", async ({
  page,
  importKey,
}) => {
  const name = uniqueName("brought-aes");
  const key = randomBytes(32);
  await importKey.open();
  const sent = sentBy(page);
  await page.getByLabel("Key", { exact: true }).fill(key.toString("hex"));
  await expect(page.getByText("32 bytes, read as hex")).toBeVisible();
  await importKey.name.fill(name);
  await importKey.submit.click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible(MADE);
  await expect(page.getByText("What you pasted is gone from the page.")).toBeVisible();
  await expect(page.getByText("Keeps its one version: rotation was not allowed at import")).toBeVisible();
  await expect(page.getByRole("button", { name: "Rotate now" })).toBeDisabled();
  for (const form of ["hex", "base64", "base64url"] as const) expect(sent()).not.toContain(key.toString(form));
  expect(sent()).toContain("importKeyMaterial");

  const plaintext = Buffer.from("wrapped on the page");
  const body = { plaintext: plaintext.toString("base64") };
  const { ciphertext } = await expectOk(startedInstallation(), "POST", `/nl-01/keys/${name}/encrypt`, body);
  const blob = Buffer.from(String(ciphertext).replace("thalassa:v1:", ""), "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, blob.subarray(0, 12));
  decipher.setAuthTag(blob.subarray(-16));
  expect(Buffer.concat([decipher.update(blob.subarray(12, -16)), decipher.final()])).toEqual(plaintext);
});

test("a file with an EC key of another curve leads to its type; the imported key signs", async ({
  page,
  importKey,
}) => {
  const name = uniqueName("brought-ec");
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
  const pem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  await importKey.open();
  const sent = sentBy(page);
  await importKey.choose(/^Sign/);
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "key.pem", mimeType: "text/plain", buffer: Buffer.from(pem) });
  await expect(page.getByText("This is a key of type ecdsa-p384, not ecdsa-p256.")).toBeVisible();
  await page.getByRole("button", { name: "Choose ecdsa-p384" }).click();
  await expect(page.getByText("ecdsa-p384, read as PEM")).toBeVisible();
  await importKey.name.fill(name);
  await page.getByRole("switch", { name: /Allow further versions/ }).click({ force: true });
  await importKey.submit.click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible(MADE);
  await expect(page.getByText("Further versions are made here")).toBeVisible();
  for (const line of pem.split("\n").filter((text) => text.length > 40)) expect(sent()).not.toContain(line);

  const input = Buffer.from("signed elsewhere before");
  const body = { input: input.toString("base64"), hashAlgorithm: "sha2-384" };
  const { signature } = await expectOk(startedInstallation(), "POST", `/nl-01/keys/${name}/sign`, body);
  const raw = Buffer.from(String(signature).replace("thalassa:v1:", ""), "base64");
  expect(verify("sha384", input, publicKey, raw)).toBe(true);
});

test("a public key alone checks what somebody else signs, and nothing more", async ({ page, importKey }) => {
  const name = uniqueName("brought-public");
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  await importKey.open();
  await importKey.choose(/^Only a public key/);
  await expect(page.getByRole("radio", { name: /^rsa-2048/ })).toBeChecked();
  await importKey.choose(/^Sign/);
  await importKey.choose(/^ed25519/);
  const field = page.getByLabel("Public key", { exact: true });
  await field.fill(privateKey.export({ format: "pem", type: "pkcs8" }).toString());
  await expect(page.getByText("This is a private key.")).toBeVisible();
  await field.fill(publicKey.export({ format: "pem", type: "spki" }).toString());
  await expect(page.getByText("ed25519, read as PEM")).toBeVisible();
  await importKey.name.fill(name);
  await importKey.submit.click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page.getByText("public half only")).toBeVisible();
  const can = page.getByRole("list", { name: "What it can" });
  await expect(can).toContainText("verify");
  await expect(can).not.toContainText("sign");

  const input = Buffer.from("theirs");
  const signature = `thalassa:v1:${sign(null, input, privateKey).toString("base64")}`;
  const body = { input: input.toString("base64"), signature };
  const answer = await expectOk(startedInstallation(), "POST", `/nl-01/keys/${name}/verify`, body);
  expect(answer).toMatchObject({ valid: true });
});

test("what cannot be the key is said at the field before anything is sent", async ({ page, importKey }) => {
  await importKey.open();
  await importKey.name.fill(uniqueName("refused"));
  await importKey.submit.click();
  await expect(page.getByText("Paste the key or choose its file.")).toBeVisible();
  await expect(page.getByLabel("Key", { exact: true })).toBeFocused();
  await page.getByLabel("Key", { exact: true }).fill("00".repeat(16));
  await expect(
    page.getByText("Keys of type aes256-gcm96 have exactly 32 bytes; this has 16, read as hex."),
  ).toBeVisible();
  await importKey.choose(/^aes128-gcm96/);
  await expect(page.getByText("16 bytes, read as hex")).toBeVisible();
  await importKey.choose(/^rsa-2048/);
  const old = generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey.export({ format: "pem", type: "pkcs1" });
  await page.getByLabel("Private key", { exact: true }).fill(old.toString());
  await expect(page.getByText("openssl pkcs8 -topk8 -nocrypt")).toBeVisible();
});

test("a blob that was wrapped for somebody else is refused at its field", async ({ page, importKey }) => {
  await importKey.open();
  await importKey.choose(/^A wrapped key/);
  await expect(page.getByRole("button", { name: "Download" })).toBeVisible(MADE);
  await importKey.name.fill(uniqueName("foreign"));
  const blob = page.getByLabel("Wrapped key", { exact: true });
  await blob.fill(randomBytes(100).toString("base64"));
  await importKey.submit.click();
  await expect(page.getByText("The blob has 100 bytes; the shortest has 536")).toBeVisible();
  await blob.fill(randomBytes(552).toString("base64"));
  await importKey.submit.click();
  await expect(page.getByText("The server could not open what was wrapped.")).toBeVisible();
  await expect(blob).toBeFocused();
});
