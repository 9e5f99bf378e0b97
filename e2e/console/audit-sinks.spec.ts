import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Locator, Page } from "@playwright/test";
import { startedInstallation, uniqueName } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";
import { addMember, administer, giveRole } from "../member";
import { hydrated } from "../pages/hydrated";

/** A receiver on this machine: what came, and which status it answers with. */
interface Receiver {
  url: string;
  bodies: string[];
  status: number;
}

let server: Server;
const receiver: Receiver = { url: "", bodies: [], status: 200 };

test.beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    receiver.bodies.push(Buffer.concat(chunks).toString());
    response.writeHead(receiver.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/records`;
});

test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const sinksPage = () => `/${startedInstallation().organisation}/audit/streaming`;
const panelOf = (page: Page, name: string) =>
  page.locator("section").filter({ has: page.getByRole("heading", { name, exact: true }) });

async function choose(panel: Locator, page: Page, entry: string): Promise<void> {
  await panel.getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: entry }).click();
}

test("a sink is added, delivers, is tested, shows why it fails, is paused and deleted", async ({ page, makeKey }) => {
  test.slow();
  const name = uniqueName("sink");
  await page.goto(`/${startedInstallation().organisation}/audit`);
  await page.getByRole("link", { name: "Audit sinks" }).click();
  await hydrated(page.getByRole("button", { name: "Add sink" }));
  await page.getByRole("button", { name: "Add sink" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Address").fill("nowhere");
  await dialog.getByRole("button", { name: "Add sink" }).click();
  await expect(dialog.getByText("Enter an address that begins with https://.")).toBeVisible();
  await dialog.getByLabel("Address").fill("http://192.0.2.1/records");
  await dialog.getByRole("button", { name: "Add sink" }).click();
  await expect(dialog.getByText(/is in a private network/)).toBeVisible();
  await dialog.getByLabel("Address").fill(receiver.url);
  await dialog.getByRole("button", { name: "Add sink" }).click();
  await expect(page.getByText("The secret of the new sink")).toBeVisible();
  await expect(page.getByRole("alertdialog").locator("code")).toHaveText(/^[0-9A-Za-z]{43}$/);
  await page.getByRole("button", { name: "I have kept it" }).click();

  const panel = panelOf(page, name);
  const { identity } = await makeKey();
  await expect.poll(() => receiver.bodies.some((body) => body.includes(identity)), { timeout: 30_000 }).toBe(true);
  await expect(panel.getByText(/^last delivered/)).toBeVisible({ timeout: 45_000 });
  await expectNoSidewaysScroll(page);

  await choose(panel, page, "Send a test");
  await expect(page.getByText(`“${name}” took a test record`)).toBeVisible();
  receiver.status = 503;
  await choose(panel, page, "Send a test");
  await expect(page.getByText("The sink answered 503.").first()).toBeVisible();
  await makeKey();
  await expect(panel.getByText("Failing")).toBeVisible({ timeout: 60_000 });
  await expect(panel.getByText(/^Failed .*: The sink answered 503\./)).toBeVisible();
  await expect(panel.getByText(/waits?, the oldest for/)).toBeVisible();
  receiver.status = 200;

  await choose(panel, page, "Pause");
  await expect(panel.getByText("Paused")).toBeVisible();
  await choose(panel, page, "Resume");
  await expect(panel.getByText("Paused")).toBeHidden();
  await choose(panel, page, "Delete sink");
  const question = page.getByRole("alertdialog").filter({ has: page.getByRole("button", { name: "Delete sink" }) });
  await question.getByRole("textbox").fill(name);
  await question.getByRole("button", { name: "Delete sink" }).click();
  await expect(panel).toBeHidden();
});

test("an auditor sees sinks and changes none; who may not read the log sees none", async ({ browser, viewport }) => {
  test.slow();
  const name = uniqueName("sink");
  const made = await administer("POST", "/audit/sinks", { name, url: receiver.url });
  const auditor = await addMember();
  await giveRole("auditor", auditor);
  const theirs = await auditor.signIn(browser, viewport);
  await theirs.goto(sinksPage());
  await expect(theirs.getByRole("heading", { name, exact: true })).toBeVisible();
  await expect(theirs.getByRole("button", { name: "Add sink" })).toBeHidden();
  await expect(theirs.getByRole("button", { name: /^Actions for/ })).toBeHidden();
  await theirs.context().close();
  const stranger = await (await addMember()).signIn(browser, viewport);
  await stranger.goto(sinksPage());
  await expect(stranger.getByText(/audit_log:read/)).toBeVisible();
  await expect(stranger.getByText(name)).toBeHidden();
  await stranger.context().close();
  await administer("DELETE", `/audit/sinks/${made.identity}`);
});
