import type { Request } from "@playwright/test";
import { z } from "zod";
import { startedInstallation, uniqueName } from "../api/kms-client";
import { openEvent } from "../event";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";
import { addMember } from "../member";
import { type OwnOrganisation, ownOrganisation, signedInThroughLink } from "../organisation";

const madeKey = z.looseObject({ identity: z.string(), slug: z.string() });

/** A key whose rotation failed, as the next hourly run would find it. */
async function keyThatFailed(organisation: OwnOrganisation) {
  const made = await organisation.send("POST", "/kms/nl-01/keys", { name: uniqueName("payments") });
  const { identity, slug } = madeKey.parse(made);
  await openEvent({
    kind: "key.rotation_failed",
    organisation: organisation.identity,
    region: "nl-01",
    subject: { type: "kms_key", identity, name: slug },
    details: { version: 1, attempts: 3, nextTryAt: new Date(Date.now() + 7_200_000).toISOString() },
  });
  return { identity, slug };
}

test("what needs a person stands first, leads to where it is solved, and can be dismissed and put back", {
  tag: "@phone",
}, async ({ page }) => {
  const organisation = await ownOrganisation("attention");
  const { slug } = await keyThatFailed(organisation);
  await page.goto(`/${organisation.slug}`);
  await expect(page.getByRole("heading", { name: "Needs attention" })).toBeVisible();
  const row = page.getByRole("main").getByRole("listitem").filter({ hasText: slug });
  await expect(row).toContainText("Rotation failed");
  await expect(row).toContainText("3 tries failed");
  await expectNoSidewaysScroll(page);
  await row.getByRole("button", { name: /^Dismiss: Rotation failed/ }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row).toBeVisible();
  await row.getByRole("link", { name: "Open key" }).click();
  await expect(page).toHaveURL(new RegExp(`/keys/nl-01/${slug}`));
});

test("calls, refusals and the state of the audit log are links to the log", async ({ page }) => {
  const { slug } = await ownOrganisation("figures");
  await page.goto(`/${slug}`);
  await expect(page.getByRole("img", { name: /^Calls to regions per minute in the last hour/ })).toBeVisible();
  await expect(page.getByText(/^Complete to \d\d:\d\d:\d\d UTC$/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("link", { name: "Calls to regions per minute" })).toHaveAttribute(
    "href",
    new RegExp(`^/${slug}/audit\\?range=1h&region=nl-01`),
  );
  await page.getByRole("link", { name: "Refused calls to regions in 24 hours" }).click();
  await expect(page).toHaveURL(new RegExp(`/${slug}/audit\\?outcome=refused&region=nl-01`));
});

test("an auditor sees what needs attention and cannot take it off", async ({ browser }) => {
  const organisation = await ownOrganisation("watched");
  const key = await keyThatFailed(organisation);
  const email = `${uniqueName("auditor")}@example.org`;
  const { user, passwordLink } = await organisation.addMember(email, "Auditor");
  await organisation.give("auditor", user.subject);
  const password = "looks but never touches 7";
  const page = await signedInThroughLink(browser, {
    ...{ link: passwordLink, email, password },
    organisation: organisation.slug,
  });
  await page.goto(`/${organisation.slug}`);
  await expect(page.getByRole("link", { name: "Open key" })).toBeVisible();
  await expect(page.getByText(key.slug)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Dismiss/ })).toHaveCount(0);
  await page.context().close();
});

test("keys to look through are counted, and the figure opens their list", async ({ page }) => {
  const { slug, send } = await ownOrganisation("reviewed");
  await send("POST", "/kms/nl-01/keys", { name: "May leave", exportAllowed: true });
  await send("POST", "/kms/nl-01/keys", { name: "Turns", keyRotationEnabled: true, rotationPeriodInDays: 30 });
  await page.goto(`/${slug}`);
  await expect(page.getByRole("heading", { name: "Storage" })).toBeVisible();
  await expect(page.getByText(/^Database \d/)).toBeVisible();
  const row = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: "Exportable" }) });
  await expect(row).toContainText("1");
  await row.getByRole("link", { name: "Exportable" }).click();
  await expect(page).toHaveURL(new RegExp(`/${slug}/keys\\?review=exportable`));
  await expect(page.getByText("1 of 2 keys")).toBeVisible();
  await expect(page.getByRole("link", { name: "May leave" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Turns" })).toHaveCount(0);
});

test("a page at rest asks rarely, and nothing at all while nobody sees it", async ({ page }) => {
  test.slow();
  const { slug } = await ownOrganisation("resting");
  await page.clock.install();
  await page.goto(`/${slug}`);
  await expect(page.getByRole("heading", { name: "Storage" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  const asked: string[] = [];
  const unanswered = new Set<Request>();
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (!pathname.startsWith("/console-api/")) return;
    asked.push(pathname);
    unanswered.add(request);
  });
  page.on("requestfinished", (request) => unanswered.delete(request));
  page.on("requestfailed", (request) => unanswered.delete(request));
  // From here the page's time passes in the steps below alone, however slow the machine is.
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.evaluate(() => document.readyState);
  await expect.poll(() => unanswered.size).toBe(0);
  asked.length = 0;
  // A page asks again only some time after it was answered.
  const passMinutes = async (minutes: number) => {
    for (let step = 0; step < minutes * 6; step += 1) {
      await page.clock.runFor(10_000);
      await page.evaluate(() => document.readyState);
      await expect.poll(() => unanswered.size).toBe(0);
    }
  };
  await passMinutes(2);
  const most = Math.max(...asked.map((path) => asked.filter((other) => other === path).length));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(4);
  expect(asked.length).toBeLessThanOrEqual(14);
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  });
  asked.length = 0;
  await passMinutes(2);
  expect(asked).toEqual([]);
});

test("who may see no keys, events and records is told so, and the pages ask for none of them", async ({
  browser,
  viewport,
}) => {
  test.slow();
  const page = await (await addMember()).signIn(browser, viewport);
  const refused: string[] = [];
  page.on("response", (response) => {
    if (response.status() === 403) refused.push(new URL(response.url()).pathname);
  });
  const organisation = `/${startedInstallation().organisation}`;
  await page.goto(organisation);
  await expect(page.getByText(/^checked/)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Keys", exact: true })).toHaveCount(0);
  await expect(page.getByText("Nothing needs attention.")).toHaveCount(0);
  for (const [path, permission] of [
    ["/rotation", "kms_key:list"],
    ["/usage", "usage:read"],
    ["/audit", "audit_log:list"],
    ["/audit/streaming", "audit_log:read"],
    ["/audit/reports", "audit_log:list"],
    ["/settings/webhooks", "webhook:list"],
  ]) {
    await page.goto(`${organisation}${path}`);
    await expect(page.getByText(`The permission ${permission} is required.`)).toBeVisible();
    await expect(page.getByText("This is not for you to see")).toBeVisible();
    for (const name of ["Create key", "Download CSV", "Try again"])
      await expect(page.getByRole("main").getByRole("button", { name })).toHaveCount(0);
  }
  expect(refused).toEqual([]);
  await page.context().close();
});
