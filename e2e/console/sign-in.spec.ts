import { expect, test } from "../fixtures";
import { ownOrganisation } from "../organisation";
import { SignInPage } from "../pages/sign-in-page";

test.use({ storageState: { cookies: [], origins: [] } });

test("a wrong password is refused in words that do not say what was wrong, and the right one then works", {
  tag: "@phone",
}, async ({ page, administrator, expectedMessages }) => {
  expectedMessages.push(/status of 401/);
  const signIn = new SignInPage(page);
  await signIn.open();
  await signIn.submit({ ...administrator, password: "not the password" });
  await expect(page.getByText("E-mail and password do not match an account.")).toBeVisible();
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  await signIn.submit(administrator);
  await expect(page).toHaveURL(new RegExp(`/${administrator.organisation}$`));
});

test("signing in again leads to the organisation used last", async ({ page, administrator }) => {
  const { slug } = await ownOrganisation("zuletzt");
  const signIn = new SignInPage(page);
  await signIn.open();
  await signIn.submit(administrator);
  await expect(page).toHaveURL(new RegExp(`/${administrator.organisation}$`));
  await page.goto(`/${slug}`);
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await expect.poll(async () => (await page.context().cookies()).map(({ value }) => value)).toContain(slug);
  await page.goto("/");
  await expect(page).toHaveURL(new RegExp(`/${slug}$`));
});

test("a page behind the sign-in opens after it", { tag: "@phone" }, async ({ page, administrator }) => {
  const address = `/${administrator.organisation}/keys?status=active`;
  await page.goto(address);
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
  await new SignInPage(page).submit(administrator);
  await expect(page).toHaveURL(new RegExp(`/${administrator.organisation}/keys`));
  await expect(page.getByRole("heading", { name: "Keys", level: 1 })).toBeVisible();
});
