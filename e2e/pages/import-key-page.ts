import { expect, type Locator, type Page } from "@playwright/test";
import { hydrated } from "./hydrated";

/** The form for a key that exists already. */
export class ImportKeyPage {
  readonly name: Locator;
  readonly submit: Locator;

  constructor(
    readonly page: Page,
    readonly organisation: string,
  ) {
    this.name = page.getByLabel("Name", { exact: true });
    this.submit = page.getByRole("button", { name: "Import key" });
  }

  async open(): Promise<void> {
    await this.page.goto(`/${this.organisation}/keys/import`);
    await expect(this.page.getByRole("heading", { name: "Import key", level: 1 })).toBeVisible();
    await hydrated(this.name);
  }

  /** Chooses a card by the first words of its title. */
  async choose(title: string | RegExp): Promise<void> {
    await this.page.getByRole("radio", { name: title }).locator("xpath=ancestor::label").click();
  }
}
