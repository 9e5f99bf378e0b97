import { expect, type Locator, type Page } from "@playwright/test";
import { hydrated } from "./hydrated";

/** The pages of DNS zones: the list, the form, and a zone with its tabs. */
export class ZonePage {
  constructor(
    readonly page: Page,
    readonly organisation: string,
  ) {}

  async openNew(): Promise<void> {
    await this.page.goto(`/${this.organisation}/dns/new`);
    await hydrated(this.page.getByRole("textbox", { name: "Name" }));
  }

  async open(zone: string, tab?: "dnssec" | "servers" | "settings"): Promise<void> {
    await this.page.goto(`/${this.organisation}/dns/${zone}${tab === undefined ? "" : `?tab=${tab}`}`);
    await hydrated(this.page.getByRole("button", { name: "More", exact: true }));
  }

  async chooseTab(name: "Records" | "DNSSEC" | "Name servers" | "Settings"): Promise<void> {
    const tabs = this.page.getByRole("navigation", { name: "Parts of the zone" });
    await tabs.getByRole("link", { name }).click();
    await expect(tabs.getByRole("link", { name })).toHaveAttribute("aria-current", "page");
  }

  /** The row of one name and type. */
  row(name: string, type: string): Locator {
    const table = this.page.getByRole("table", { name: /^Records of/ });
    return table.getByRole("row").filter({ has: this.page.getByRole("button", { name: `Change ${name} ${type}` }) });
  }

  async chooseRowAct(name: string, type: string, act: "Change" | "Remove"): Promise<void> {
    await this.page.getByRole("button", { name: `Actions for ${name} ${type}` }).click();
    await this.page.getByRole("menuitem", { name: act }).click();
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  async chooseType(type: string): Promise<void> {
    await this.dialog.getByRole("button", { name: /^Type/ }).click();
    await this.page.getByRole("option", { name: new RegExp(`^${type}\\b`) }).click();
  }
}
