import { uniqueName } from "../api/kms-client";
import { expect, test } from "../fixtures";

test("what is missing is said at the field, and the first such field has the focus", async ({ page, newKey }) => {
  await newKey.open();
  await newKey.submit.click();
  await expect(page.getByText("Give the key a name.")).toBeVisible();
  await expect(newKey.name).toBeFocused();
  await newKey.name.fill(uniqueName("period"));
  await page.getByRole("textbox", { name: "Period" }).fill("3651");
  await newKey.submit.click();
  await expect(page.getByText("Write a whole number of days from 1 to 3,650.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Period" })).toBeFocused();
});

test("a name that is taken is refused at the name", async ({ page, newKey, makeKey }) => {
  const { name } = await makeKey();
  await newKey.open();
  await newKey.name.fill(name);
  await newKey.submit.click();
  await expect(page.getByText("There is already a key with this address in nl-01. Choose another name.")).toBeVisible();
  await expect(newKey.name).toBeFocused();
});

test("everything chosen in the form is on the key", async ({ page, newKey }) => {
  const name = uniqueName("full");
  await newKey.open();
  await newKey.name.fill(name);
  await page.getByLabel(/^Description/).fill("Protects the test.");
  await page.getByRole("button", { name: "Add label" }).click();
  await page.getByLabel("Name of label 1").fill("team");
  await page.getByLabel("Value of label 1").fill("platform");
  await page.getByText("nl-02", { exact: true }).click();
  await page.getByText("chacha20-poly1305", { exact: true }).click();
  await page.getByText("The same with curl").click();
  await expect(page.locator("pre")).toContainText(`"name":"${name}"`);
  await expect(page.locator("pre")).toContainText("Bearer $TOKEN");
  await newKey.submit.click();
  await expect(page).toHaveURL(new RegExp(`/keys/nl-02/${name}$`));
  for (const fact of ["Protects the test.", "chacha20-poly1305", "team: platform", "every 90 days"]) {
    await expect(page.getByText(fact).first()).toBeVisible();
  }
});

test("a name without Latin letters says before creation that its address is generated", async ({ page, newKey }) => {
  await newKey.open();
  await newKey.name.fill("ключ");
  await expect(page.getByText("gets a generated one")).toBeVisible();
  await newKey.submit.click();
  await expect(page).toHaveURL(/\/keys\/nl-01\/key-x/);
  await expect(page).toHaveTitle("ключ · Pelagos");
});

test("an error at the period leaves the usual periods where they are", async ({ page, newKey }) => {
  await newKey.open();
  await newKey.name.fill(uniqueName("still"));
  await page.getByRole("textbox", { name: "Period" }).fill("0");
  const periods = page.getByRole("radiogroup", { name: "Usual periods" });
  const field = page.getByRole("textbox", { name: "Period" });
  const distance = async () => ((await periods.boundingBox())?.y ?? 0) - ((await field.boundingBox())?.y ?? 0);
  const before = await distance();
  await newKey.submit.click();
  await expect(page.getByText("Write a whole number of days from 1 to 3,650.")).toBeVisible();
  expect(await distance()).toBe(before);
});
