import { readFileSync } from "node:fs";
import type { Browser, Page, ViewportSize } from "@playwright/test";
import { verifyExport } from "@/lib/audit/verify-export";
import { expectOk, startedInstallation } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";
import { addMember, administer, giveRole } from "../member";
import { hydrated } from "../pages/hydrated";

/** Opens the audit log and waits until it works. */
async function openLog(page: Page, query = ""): Promise<void> {
  await page.goto(`/${startedInstallation().organisation}/audit${query}`);
  await hydrated(page.getByRole("button", { name: "Verify" }));
}

/** A window in which somebody with the built-in role auditor, and no other, is signed in. */
async function signedInAuditor(browser: Browser, size: ViewportSize | null) {
  const auditor = await addMember();
  await giveRole("auditor", auditor);
  return auditor.signIn(browser, size);
}

const recordLink = (page: Page, name: string) => page.getByRole("link", { name }).first();

test("an auditor finds a refused call, sees why, and follows it to everything of its request", {
  tag: "@phone",
}, async ({ browser, makeKey, viewport, administrator }) => {
  test.slow();
  const { slug, identity } = await makeKey();
  const refused = await addMember();
  await giveRole("kms:ReadAccess", refused);
  const rotating = await giveRole("kms:Rotate", refused);
  const theirs = await refused.signIn(browser, viewport);
  await theirs.goto(`/${administrator.organisation}/keys/nl-01/${slug}`);
  await hydrated(theirs.getByRole("button", { name: "Rotate now" }));
  await administer("DELETE", `/iam/roles/kms:Rotate/bindings/${rotating}`);
  await theirs.getByRole("button", { name: "Rotate now" }).click();
  await theirs.getByRole("dialog").getByRole("button", { name: "Rotate now" }).click();
  await expect(theirs.getByRole("dialog").getByRole("alert")).toBeVisible();
  await theirs.context().close();

  const page = await signedInAuditor(browser, viewport);
  await openLog(page, `?resourceIdentity=${identity}`);
  await page.getByRole("button", { name: "Filter by Outcome" }).click();
  await page.getByRole("option", { name: "Refused" }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/outcome=refused/);
  await recordLink(page, `Rotate key ${slug}: refused`).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByText("Why was this refused?")).toBeVisible();
  await expect(drawer.getByText("kms_key:rotate", { exact: true })).toBeVisible();
  await expect(
    drawer.getByText("Ask an administrator of the organisation for the permission kms_key:rotate."),
  ).toBeVisible();
  await expect(drawer.getByText("The same call would be refused now, too.")).toBeVisible();
  await expectNoSidewaysScroll(page);
  await drawer.getByRole("link", { name: "All records of this request" }).click();
  await expect(page).toHaveURL(/requestId=req-/);
  await expect(drawer).toBeHidden();
  await expect(page.getByText("1 record", { exact: true })).toBeVisible();
  await page.goBack();
  await expect(drawer.getByText("Why was this refused?")).toBeVisible();
  await page.context().close();
});

test("closing a record gives the focus back to its link, and a wrong moment is explained once", async ({
  page,
  makeKey,
  expectedMessages,
}) => {
  expectedMessages.push(/the server responded with a status of 400/);
  const { slug, identity } = await makeKey();
  await openLog(page, `?resourceIdentity=${identity}`);
  const link = recordLink(page, `Create key ${slug}`);
  await link.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByText("What was done")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(link).toBeFocused();

  await page.goto(`/${startedInstallation().organisation}/audit?from=abc`);
  await expect(page.getByText(/^from: must be a time/)).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Time: since abc" })).toBeVisible();
});

test("bars narrow the page by pointer and by keyboard, and the span chip by two moments", { tag: "@phone" }, async ({
  page,
  makeKey,
}) => {
  const { identity } = await makeKey();
  await openLog(page, `?resourceIdentity=${identity}&range=1h`);
  const bars = page.getByRole("slider", { name: /^Records over time/ });
  await expect(bars).toBeVisible();
  await bars.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(bars).toHaveAttribute("aria-valuetext", /\d allowed, 0 refused, 0 failed$/);
  // The newest five bars of two minutes: on a slow machine the key may be older than the last.
  for (let bar = 1; bar < 5; bar += 1) await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/from=.+to=/);
  await expect(page.getByText("1 record", { exact: true })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/range=1h/);

  const box = await bars.boundingBox();
  if (box === null) throw new Error("the bars are not drawn");
  await page.mouse.move(box.x + 4, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 4, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.+to=/);
  await expect(page.getByText("No record matches")).toBeVisible();

  await page.getByRole("button", { name: /^Time: / }).click();
  const span = page.getByRole("dialog");
  await span.getByLabel("From").fill("2026-01-02T00:00");
  await span.getByLabel("To", { exact: true }).fill("2026-01-01T00:00");
  await expect(span.getByText("Must be later than the beginning.")).toBeVisible();
  await span.getByLabel("To", { exact: true }).fill("2100-01-01T00:00");
  await span.getByRole("button", { name: "Show this span" }).click();
  await expect(page).toHaveURL(/from=2026-01-02/);
  await expect(page.getByText("1 record", { exact: true })).toBeVisible();
});

test("a view is kept under a name, opened again and removed", async ({ page, makeKey }) => {
  const { identity } = await makeKey();
  await openLog(page, `?resourceIdentity=${identity}&outcome=allowed`);
  await page.getByRole("button", { name: "Views", exact: true }).click();
  await page.getByRole("menuitem", { name: "Save this view" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Save view" }).click();
  await expect(dialog.getByText("Must have a name.")).toBeVisible();
  await dialog.getByLabel("Name").fill("One key");
  await dialog.getByRole("button", { name: "Save view" }).click();
  await expect(dialog).toBeHidden();
  await openLog(page);
  await page.getByRole("button", { name: "Views", exact: true }).click();
  await page.getByRole("menuitem", { name: "One key", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`resourceIdentity=${identity}`));
  await expect(page).toHaveURL(/outcome=allowed/);
  await page.getByRole("button", { name: "Views", exact: true }).click();
  await page.getByRole("menuitem", { name: "Remove “One key”" }).click();
  await expect(page.getByText("The view “One key” is gone.")).toBeVisible();
});

test("a live page shows what happens, and leaves out its own asking", async ({ page, makeKey }) => {
  const { slug, identity } = await makeKey();
  await openLog(page, `?resourceIdentity=${identity}`);
  await expect(recordLink(page, `Create key ${slug}`)).toBeVisible();
  await page.getByText("Live", { exact: true }).click();
  await expect(page).toHaveURL(/live=1/);
  await expectOk(startedInstallation(), "POST", `/nl-01/keys/${slug}/encrypt`, { plaintext: "aGVsbG8=" });
  await expect(recordLink(page, `Encrypt with ${slug}`)).toBeVisible();
});

test("the log is verified up to a checkpoint, and its exports stand up to a check without the server", async ({
  browser,
  viewport,
}) => {
  test.slow();
  const page = await signedInAuditor(browser, viewport);
  await openLog(page, "?range=all");
  await page.getByRole("button", { name: "Verify" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Intact: no record was changed, added or left out.")).toBeVisible({ timeout: 60_000 });
  await expect(dialog.getByText(/^Complete up to the checkpoint of/).first()).toBeVisible();
  await expect(
    dialog.getByText(/^npm run pelagos -- audit verify audit-log\.jsonl --fingerprint [0-9a-f]{64}/),
  ).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Copy Command that verifies an export" })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await dialog.getByText("Close", { exact: true }).click();

  const lines = linesOf(await exported(page, "JSON Lines with proof"));
  const report = await verifyExport(each(lines));
  expect(report.findings).toEqual([]);
  expect(report.isIntact).toBe(true);
  expect(report.sections.reduce((sum, { records }) => sum + records, 0)).toBeGreaterThan(0);
  const changed = lines.map((line) => line.replace("kms.key.create", "kms.key.delete"));
  expect((await verifyExport(each(changed))).isIntact).toBe(false);

  const rows = linesOf(await exported(page, "CSV for a spreadsheet"));
  expect(rows[0]).toContain("event");
  expect(rows.length).toBeGreaterThan(2);
  await page.context().close();
});

test("an auditor is offered no change of keys, and the server refuses those of a page that is older than the right", async ({
  browser,
  makeKey,
  viewport,
  administrator,
}) => {
  test.slow();
  const { slug, name } = await makeKey({ exportAllowed: true });
  const { organisation } = administrator;
  const auditor = await addMember();
  await giveRole("auditor", auditor);
  const more = await giveRole("kms:FullAccess", auditor);
  const page = await auditor.signIn(browser, viewport);
  await page.goto(`/${organisation}/keys/nl-01/${slug}`);
  await hydrated(page.getByRole("button", { name: "Rotate now" }));
  await administer("DELETE", `/iam/roles/kms:FullAccess/bindings/${more}`);
  await page.getByRole("button", { name: "Rotate now" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Rotate now" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toBeVisible();
  expect((await expectOk(startedInstallation(), "GET", `/nl-01/keys/${slug}`)).latestVersion).toBe(1);

  await page.goto(`/${organisation}/keys/nl-01/${slug}`);
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  for (const act of ["Rotate now", "More", "Disable", "Export…", "Delete…"]) {
    await expect(page.getByRole("button", { name: act, exact: true })).toBeHidden();
  }
  await page.goto(`/${organisation}/keys?q=${name}`);
  await expect(page.getByRole("link", { name, exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "Create key" })).toBeHidden();
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await expect(page.getByRole("menuitem")).toHaveText(["Open", "Copy identity"]);
  await page.context().close();
});

/** Saves the records shown in one of the forms; answers where the file is. */
async function exported(page: Page, form: string): Promise<string> {
  await page.getByRole("button", { name: "Export" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(form).click();
  const saved = page.waitForEvent("download", { timeout: 60_000 });
  await dialog.getByRole("button", { name: "Save" }).click();
  const file = await (await saved).path();
  await dialog.getByText("Close", { exact: true }).click();
  return file;
}

function linesOf(file: string): string[] {
  return readFileSync(file, "utf8").split(/\r?\n/).filter(Boolean);
}

async function* each(lines: readonly string[]): AsyncIterable<string> {
  yield* lines;
}
