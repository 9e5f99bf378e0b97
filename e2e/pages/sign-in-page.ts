import { expect, type Page } from "@playwright/test";
import { hydrated } from "./hydrated";

const SIGN_IN_TIMEOUT = 60_000;

/** The form one signs in with. */
export class SignInPage {
  constructor(readonly page: Page) {}

  async open(returnTo?: string): Promise<void> {
    await this.page.goto(returnTo === undefined ? "/sign-in" : `/sign-in?callbackUrl=${encodeURIComponent(returnTo)}`);
  }

  async submit(given: { email: string; password: string }): Promise<void> {
    await hydrated(this.page.getByLabel("E-mail"));
    await this.page.getByLabel("E-mail").fill(given.email);
    await this.page.getByLabel("Password", { exact: true }).fill(given.password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  /**
   * Signs in and waits for the first page behind it. On a machine that is busy with other tests the very first sign-in can
   * miss its deadline and is refused as unavailable; then, as a person would, it tries again.
   */
  async signIn(given: { email: string; password: string; organisation: string }): Promise<void> {
    await expect(async () => {
      // Who belongs to several organisations would be led to the first of them.
      await this.open(`/${given.organisation}`);
      // Already in, where the answer to the previous attempt was only late.
      if (new URL(this.page.url()).pathname === "/sign-in") await this.submit(given);
      await expect(this.page).toHaveURL(new RegExp(`/${given.organisation}$`), { timeout: 12_000 });
    }).toPass({ timeout: SIGN_IN_TIMEOUT });
  }
}
