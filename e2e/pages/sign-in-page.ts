import { expect, type Page } from "@playwright/test";
import { hydrated } from "./hydrated";

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

  /** Signs in and waits for the first page behind it. */
  async signIn(given: { email: string; password: string; organisation: string }): Promise<void> {
    await this.open();
    await this.submit(given);
    // The first page after a start is drawn cold.
    await expect(this.page).toHaveURL(new RegExp(`/${given.organisation}$`), { timeout: 30_000 });
  }
}
