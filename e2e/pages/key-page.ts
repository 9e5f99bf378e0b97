import { expect, type Locator, type Page } from "@playwright/test";
import { hydrated } from "./hydrated";

type PlaygroundOperation =
  | "Encrypt"
  | "Decrypt"
  | "Sign"
  | "Verify"
  | "HMAC"
  | "Verify HMAC"
  | "JWT sign"
  | "JWT verify"
  | "Data key"
  | "Rewrap";

/** The page of one key with its tabs. */
export class KeyPage {
  readonly plaintext: Locator;
  readonly ciphertext: Locator;
  /** One row per version, newest first. */
  readonly versions: Locator;
  /** Says why the key does nothing. */
  readonly notice: Locator;
  /** The panel one tries the key in. */
  readonly panel: Locator;
  /** The window that asks for the name of the key before something that cannot be undone. */
  readonly question: Locator;

  constructor(
    readonly page: Page,
    readonly organisation: string,
  ) {
    this.panel = page.getByRole("region", { name: "Playground" });
    // Notices are alert dialogs as well, without a field.
    this.question = page.getByRole("alertdialog").filter({ has: page.getByRole("textbox") });
    this.versions = page.getByRole("table", { name: "Versions" }).locator("tbody").getByRole("row");
    this.notice = this.panel.getByRole("status").filter({ hasText: "This key is" });
    this.plaintext = this.panel.getByRole("textbox", { name: "Plaintext" });
    this.ciphertext = this.panel.getByRole("textbox", { name: "Ciphertext" });
  }

  async open(slug: string, tab?: "versions" | "playground" | "connect"): Promise<void> {
    await this.page.goto(`/${this.organisation}/keys/nl-01/${slug}${tab === undefined ? "" : `?tab=${tab}`}`);
    await expect(this.page.getByRole("heading", { level: 1 })).toBeVisible();
    await hydrated(
      tab === "playground"
        ? this.panel.getByRole("tab").first()
        : this.page.getByRole("button", { name: "Rotate now" }),
    );
  }

  async chooseTab(name: "Overview" | "Versions" | "Playground" | "Connect"): Promise<void> {
    const tabs = this.page.getByRole("navigation", { name: "Parts of this key" });
    await tabs.getByRole("link", { name }).click();
    await expect(tabs.getByRole("link", { name })).toHaveAttribute("aria-current", "page");
  }

  /** Encrypts in the playground and gives the ciphertext. */
  async encrypt(plaintext: string): Promise<string> {
    await this.plaintext.fill(plaintext);
    await this.run("Encrypt");
    await expect(this.ciphertext).toHaveValue(/^thalassa:v\d+:/);
    return this.ciphertext.inputValue();
  }

  async chooseOperation(name: PlaygroundOperation): Promise<void> {
    await this.operation(name).click();
    await expect(this.operation(name)).toHaveAttribute("aria-selected", "true");
  }

  /** The tab of an operation. */
  operation(name: PlaygroundOperation): Locator {
    return this.panel.getByRole("tab", { name, exact: true });
  }

  /** A box of the playground for several lines: what one types or what came back. */
  box(name: string): Locator {
    return this.panel.getByRole("textbox", { name, exact: true });
  }

  async run(name: PlaygroundOperation): Promise<void> {
    await this.panel.getByRole("button", { name, exact: true }).click();
  }

  /** The panel of this name, on the tab that is open. */
  panelOf(title: string): Locator {
    return this.page
      .locator("section")
      .filter({ has: this.page.getByRole("heading", { name: title, level: 2, exact: true }) });
  }

  async chooseVersionAct(version: number, act: string): Promise<void> {
    await this.page.getByRole("button", { name: `Actions for version ${version}` }).click();
    await this.page.getByRole("menuitem", { name: act }).click();
  }

  /** Types the name that a dangerous act asks for, and does it. */
  async confirm(name: string, verb: string): Promise<void> {
    await expect(this.question.getByRole("button", { name: verb, exact: true })).toBeDisabled();
    await this.question.getByRole("textbox").fill(name);
    await this.question.getByRole("button", { name: verb, exact: true }).click();
    await expect(this.question).toBeHidden();
  }

  async rotate(): Promise<void> {
    await this.page.getByRole("button", { name: "Rotate now" }).click();
    await this.page.getByRole("dialog").getByRole("button", { name: "Rotate now" }).click();
  }
}
