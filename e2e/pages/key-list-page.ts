import { expect, type Locator, type Page } from "@playwright/test";
import { hydrated } from "./hydrated";

/** The list of keys. */
export class KeyListPage {
  readonly table: Locator;
  readonly filter: Locator;

  constructor(
    readonly page: Page,
    readonly organisation: string,
  ) {
    this.table = page.getByRole("table", { name: "Keys" });
    this.filter = page.getByRole("searchbox", { name: "Filter by name or identity" });
  }

  async open(query = ""): Promise<void> {
    await this.page.goto(`/${this.organisation}/keys${query}`);
    await expect(this.page.getByRole("heading", { name: "Keys", level: 1 })).toBeVisible();
    const content = this.filter.or(this.page.getByRole("link", { name: "Create the first key" }));
    await hydrated(content.first());
  }

  row(name: string): Locator {
    return this.page.getByRole("row").filter({ has: this.page.getByRole("link", { name, exact: true }) });
  }

  /** Names in the order shown. */
  names(): Promise<string[]> {
    return this.table.locator("tbody [data-row-link]").allTextContents();
  }

  async filterBy(text: string): Promise<void> {
    await this.filter.fill(text);
    await expect(this.page).toHaveURL(new RegExp(`[?&]q=${text}`));
  }

  async openRowMenu(name: string): Promise<void> {
    await this.row(name)
      .getByRole("button", { name: `Actions for ${name}` })
      .click();
  }
}
