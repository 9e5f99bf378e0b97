import { expect, type Locator, type Page } from "@playwright/test";
import { hydrated } from "./hydrated";

/** The pages of secrets: the tree of a region, the form, and a secret with its tabs. */
export class SecretsPage {
  /** One row per version, newest first. */
  readonly versions: Locator;
  /** The window that asks for the path before something that cannot be undone. */
  readonly question: Locator;

  constructor(
    readonly page: Page,
    readonly organisation: string,
  ) {
    this.versions = page.getByRole("table", { name: "Versions" }).locator("tbody").getByRole("row");
    this.question = page.getByRole("alertdialog").filter({ has: page.getByRole("textbox") });
  }

  async openFolder(folder: string): Promise<void> {
    await this.page.goto(`/${this.organisation}/secrets/nl-01?folder=${folder}`);
    await hydrated(this.page.getByRole("searchbox", { name: "Search below this folder" }));
  }

  /** The link of a folder (with a slash at its end) or secret in the tree. */
  row(name: string): Locator {
    return this.page.getByRole("table", { name: "Secrets" }).getByRole("link", { name, exact: true });
  }

  async openNew(folder: string): Promise<void> {
    await this.page.goto(`/${this.organisation}/secrets/new?region=nl-01&folder=${folder}`);
    await hydrated(this.page.getByRole("textbox", { name: "Path" }));
  }

  async chooseKey(name: string): Promise<void> {
    const field = this.page.getByRole("combobox", { name: "Key" });
    await field.fill(name);
    await expect(this.page.getByRole("option")).toHaveCount(1);
    await field.press("ArrowDown");
    await expect(field).toHaveAttribute("aria-activedescendant", /./);
    await field.press("Enter");
    await expect(this.page.getByRole("option")).toHaveCount(0);
  }

  async open(path: string, tab?: "versions" | "policy" | "connect"): Promise<void> {
    await this.page.goto(`/${this.organisation}/secrets/nl-01/s${path}${tab === undefined ? "" : `?tab=${tab}`}`);
    await expect(this.page.getByRole("heading", { level: 1 })).toHaveText(path);
    await hydrated(this.page.getByRole("button", { name: "New version" }));
  }

  async chooseTab(name: "Overview" | "Versions" | "Policy" | "Connect"): Promise<void> {
    const tabs = this.page.getByRole("navigation", { name: "Parts of this secret" });
    await tabs.getByRole("link", { name }).click();
    await expect(tabs.getByRole("link", { name })).toHaveAttribute("aria-current", "page");
  }

  /** Answers the question who is at the page. */
  async prove(password: string, verb: "Reveal" | "Copy"): Promise<void> {
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel("Your password").fill(password);
    await dialog.getByRole("button", { name: verb, exact: true }).click();
  }

  async chooseVersionAct(version: number, act: string): Promise<void> {
    await this.page.getByRole("button", { name: `Actions for version ${version}` }).click();
    await this.page.getByRole("menuitem", { name: act }).click();
  }

  /** Types the path that a dangerous act asks for, and does it. */
  async confirm(path: string, verb: string): Promise<void> {
    await expect(this.question.getByRole("button", { name: verb, exact: true })).toBeDisabled();
    await this.question.getByRole("textbox").fill(path);
    await this.question.getByRole("button", { name: verb, exact: true }).click();
    await expect(this.question).toBeHidden();
  }
}
