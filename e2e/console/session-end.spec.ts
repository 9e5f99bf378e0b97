import { expect, test } from "../fixtures";
import { SignInPage } from "../pages/sign-in-page";

test("what is typed outlives the session: one signs in over the page and goes on", async ({
  page,
  context,
  keyPage,
  makeKey,
  administrator,
  expectedMessages,
}) => {
  expectedMessages.push(/status of 401/);
  const { slug } = await makeKey();
  await keyPage.open(slug, "playground");
  await keyPage.plaintext.fill("typed for an hour");
  await context.clearCookies();
  await keyPage.run("Encrypt");
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await expect(dialog).toContainText("What you typed on this page is still here.");
  await expect(dialog.getByLabel("E-mail")).toHaveValue(administrator.email);
  await dialog.getByLabel("Password", { exact: true }).fill(administrator.password);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toBeHidden();
  await expect(keyPage.plaintext).toHaveValue("typed for an hour");
  await keyPage.run("Encrypt");
  await expect(keyPage.ciphertext).toHaveValue(/^thalassa:v1:/);
});

test("a session that ends while nothing is typed is noticed by what the page reads", async ({
  page,
  context,
  keyList,
  expectedMessages,
}) => {
  expectedMessages.push(/status of 401/);
  await keyList.open();
  await context.clearCookies();
  await keyList.filterBy("anything");
  await expect(page.getByRole("dialog", { name: "Your session has ended" })).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(keyList.filter).toHaveValue("anything");
});

test("sign-in says that the session has ended, keeps the whole address and leads back to it", async ({
  page,
  context,
  administrator,
}) => {
  const [cookie] = (await context.cookies()).filter(({ name }) => name.endsWith("pelagos.session"));
  expect(cookie).toBeDefined();
  await context.clearCookies();
  if (cookie) await context.addCookies([{ ...cookie, value: "0".repeat(cookie.value.length) }]);
  const address = `/${administrator.organisation}/no/such/place?tab=a&q=b`;
  await page.goto(address);
  await expect(page.getByText("Your session has ended.")).toBeVisible();
  expect(new URL(page.url()).searchParams.get("callbackUrl")).toBe(address);
});

test("the sign-in page of one who is signed in leads to where one wanted to go", async ({ page, administrator }) => {
  const address = `/${administrator.organisation}/keys?status=active`;
  await new SignInPage(page).open(address);
  await expect(page).toHaveURL(/\/keys\?status=active$/);
});
