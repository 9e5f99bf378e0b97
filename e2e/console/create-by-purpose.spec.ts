import { call, startedInstallation, uniqueName } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";

const USES = [
  { use: "Encrypt data", type: "aes256-gcm96", purpose: "encrypt", can: "encrypt" },
  { use: "Sign", type: "ecdsa-p256", purpose: "sign", can: "sign" },
  { use: "Authenticate messages", type: "hmac-sha256", purpose: "mac", can: "make codes" },
  { use: "Issue JWTs", type: "ecdsa-p256", purpose: "jwt", can: "issue JWTs" },
  { use: "DNSSEC", type: "ecdsa-p256", purpose: "dnssec", can: "verify" },
  { use: "Everything its type can", type: "aes256-gcm96", purpose: "general", can: "encrypt" },
] as const;

for (const { use, type, purpose, can } of USES) {
  test(`“${use}” makes a ${type} key with that purpose`, async ({ page, newKey, keyPage }) => {
    const name = uniqueName(purpose);
    await newKey.open();
    await newKey.choose(new RegExp(`^${use}`));
    await expect(page.getByRole("radio", { name: new RegExp(`^${type}`) })).toBeChecked();
    await newKey.name.fill(name);
    await newKey.submit.click();
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    const facts = keyPage.panelOf("Facts");
    await expect(facts).toContainText(type);
    await expect(facts).toContainText(use);
    await expect(facts.getByRole("list", { name: "What it can" })).toContainText(can);
    await expectNoSidewaysScroll(page);
    const answer = await call(startedInstallation(), "GET", `/nl-01/keys/${name}`);
    expect(await answer.json()).toMatchObject({ keyType: type, purpose });
  });
}

test("options belong to the type: paddings to RSA, modes and the context to symmetric keys", async ({
  page,
  newKey,
}) => {
  const name = uniqueName("options");
  await newKey.open();
  await page.getByRole("button", { name: "Options most keys do not need" }).click();
  await expect(page.getByRole("switch", { name: /Accept a context/ })).toBeVisible();
  await page.getByRole("checkbox", { name: /^CBC/ }).click({ force: true });
  await page.getByText("The same with curl").click();
  await expect(page.locator("pre")).toContainText('"cipherModes":["gcm","cbc"]');
  await newKey.choose(/^Issue JWTs/);
  await newKey.choose(/^rsa-2048/);
  await expect(page.locator("pre")).not.toContainText("cipherModes");
  await expect(page.getByRole("switch", { name: /Accept a context/ })).toBeHidden();
  await page.getByRole("checkbox", { name: /^PSS/ }).click({ force: true });
  await page.getByRole("checkbox", { name: /^PKCS#1/ }).click({ force: true });
  await newKey.name.fill(name);
  await newKey.submit.click();
  await expect(page.getByText("Leave at least one padding on.")).toBeVisible();
  await page.getByRole("checkbox", { name: /^PSS/ }).click({ force: true });
  await page.getByRole("switch", { name: /readable without a credential/ }).click({ force: true });
  await expect(page.locator("pre")).toContainText('"rsaPaddings":["pss"]');
  await newKey.submit.click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("Readable without a credential")).toBeVisible();
});

test("a key of large primes says what takes so long", async ({ page, newKey }) => {
  const name = uniqueName("primes");
  await newKey.open();
  await newKey.choose(/^rsa-4096/);
  await newKey.name.fill(name);
  await page.route("**/keys/new*", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue();
  });
  await newKey.submit.click();
  await expect(page.getByText(/Looking for two large primes for rsa-4096.*\d+ seconds? so far/)).toBeVisible();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible({ timeout: 40_000 });
});
