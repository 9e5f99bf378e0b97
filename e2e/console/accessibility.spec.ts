import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expectOk, startedInstallation, uniqueName } from "../api/kms-client";
import { openEvent } from "../event";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";
import { addMember, administer, giveRole, makeRole } from "../member";
import { ownOrganisation } from "../organisation";
import { hydrated } from "../pages/hydrated";
import { ZonePage } from "../pages/zone-page";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * What a narrow screen can change: words that become icons, parts that fold away or scroll, small targets. Not what stands
 * behind an open list of choices, which opens by itself there: it is hidden until the list closes, with the next Tab.
 */
const NARROW_RULES = [
  ...["button-name", "link-name", "label", "select-name", "nested-interactive"],
  ...["scrollable-region-focusable", "target-size", "duplicate-id-aria", "page-has-heading-one"],
];

/**
 * All rules in the light theme on a wide screen; in the dark one what it can change, the contrast, and on a narrow screen
 * what that can.
 */
async function expectAccessible(page: Page): Promise<void> {
  await expectNoSidewaysScroll(page);
  if (test.info().project.name === "mobile") return expectNothingSerious(page, (axe) => axe.withRules(NARROW_RULES));
  await expectNothingSerious(page, (axe) => axe.withTags(RULES));
  await page.emulateMedia({ colorScheme: "dark" });
  // Until everything is drawn in it: half in each theme nothing can be read, and what colours inherit changes frame by frame.
  await expect(() => expectNothingSerious(page, (axe) => axe.withRules(["color-contrast"]))).toPass({
    timeout: 10_000,
  });
  await page.emulateMedia({ colorScheme: "light" });
}

/**
 * What passes is not described: on long pages that is most of the work. Nor is the result put together in a page of its own, which
 * takes as long again; that is for pages with frames of others.
 */
const axeOf = (page: Page) =>
  new AxeBuilder({ page })
    .options({ resultTypes: ["violations"] })
    .exclude("[data-live-announcer]")
    .setLegacyMode(true);

async function expectNothingSerious(page: Page, choose: (axe: AxeBuilder) => AxeBuilder): Promise<void> {
  // React Aria's announcer keeps pointing for some seconds to a button that was pending and is gone.
  const { violations } = await choose(axeOf(page)).analyze();
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ target, failureSummary }) => [target.join(" "), failureSummary]),
    }));
  expect(serious).toEqual([]);
}

test.describe("pages", { tag: "@phone" }, () => {
  // Each looks at several pages, and the rules take their time.
  test.describe.configure({ timeout: 120_000 });
  test.describe("in both themes", () => {
    test.use({ colorScheme: "light", contextOptions: { reducedMotion: "reduce" } });

    test.describe("signed out", () => {
      test.use({ storageState: { cookies: [], origins: [] } });
      test("sign-in has no serious accessibility problem", async ({ page }) => {
        await page.goto("/sign-in");
        await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
        await expectAccessible(page);
      });
    });

    test("overview and key list have no serious accessibility problem", async ({ page, keyList, makeKey }) => {
      const { name } = await makeKey({
        labels: { team: "platform" },
        keyRotationEnabled: true,
        rotationPeriodInDays: 30,
      });
      await page.goto(`/${keyList.organisation}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectAccessible(page);
      await keyList.open(`?q=${name}&region=nl-01`);
      await expect(keyList.row(name)).toBeVisible();
      await expectAccessible(page);
      await keyList.open("?q=nothing-is-called-so");
      await expect(page.getByRole("heading", { name: "No key matches these filters" })).toBeVisible();
      await expectAccessible(page);
    });

    test("the form for a key has no serious accessibility problem, with and without errors", async ({
      page,
      newKey,
    }) => {
      await newKey.open();
      await page.getByRole("button", { name: "Add label" }).click();
      await page.getByText("The same with curl").click();
      await expectAccessible(page);
      await newKey.submit.click();
      await expect(page.getByText("Give the key a name.")).toBeVisible();
      await expectAccessible(page);
    });

    test("the import form has no serious accessibility problem, in each of its ways", async ({ page, importKey }) => {
      await importKey.open();
      await page.getByLabel("Key", { exact: true }).fill("00");
      await expect(page.getByText("have exactly 32 bytes")).toBeVisible();
      await page.getByRole("button", { name: "Options most keys do not need" }).click();
      await expectAccessible(page);
      await importKey.choose(/^Only a public key/);
      await expectAccessible(page);
      await importKey.choose(/^A wrapped key/);
      await expect(page.getByRole("button", { name: "Download" })).toBeVisible({ timeout: 60_000 });
      await expectAccessible(page);
    });

    test("roles, rules and who has them have no serious accessibility problem", async ({ page, administrator }) => {
      const roles = `/${administrator.organisation}/access/roles`;
      const member = await addMember();
      const role = await makeRole({ resources: ["kms_key"], permissions: ["encrypt"] });
      await giveRole(role.identity, member);
      await page.goto(`${roles}?q=${role.name}`);
      await expect(page.getByRole("link", { name: role.name })).toBeVisible();
      await expectAccessible(page);
      await page.goto(`${roles}/${role.identity}`);
      await hydrated(page.getByRole("button", { name: "Give" }));
      await expectAccessible(page);
      await page.getByRole("button", { name: "Give" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page);
      await page.goto(`${roles}/${role.identity}/rules/new`);
      await hydrated(page.getByRole("button", { name: "Add rule" }));
      await page.getByText("encrypting", { exact: true }).click();
      await page.getByText("Only at certain hours").click();
      await page.getByRole("button", { name: "Add label" }).click();
      await page.getByRole("textbox", { name: "Identities" }).fill("kms-*a");
      await page.getByRole("button", { name: "Add rule" }).click();
      await expect(page.getByText(/kms-\*a is not an identity/)).toBeVisible();
      await expectAccessible(page);
    });

    test("who may do what, simulations and the review have no serious accessibility problem", async ({
      page,
      administrator,
      makeKey,
    }) => {
      const { organisation } = administrator;
      const { slug } = await makeKey();
      const member = await addMember();
      const conditions = { sourceIps: ["192.0.2.0/24"] };
      const role = await makeRole({ resources: ["kms_key"], permissions: ["encrypt"], conditions });
      await giveRole(role.identity, member);
      for (const view of ["", "&view=table"]) {
        await page.goto(`/${organisation}/keys/nl-01/${slug}?tab=access${view}&q=${member.name}`);
        await expect(page.getByText(/^1 of/)).toBeVisible();
        await expectAccessible(page);
      }
      await page.goto(`/${organisation}/access/simulate`);
      await hydrated(page.getByRole("button", { name: "Simulate", exact: true }));
      await page.getByRole("button", { name: "Simulate", exact: true }).click();
      await expect(page.getByText("Choose a permission.")).toBeVisible();
      await expectAccessible(page);
      await page.goto(
        `/${organisation}/access/simulate?subject=${member.identity}&permission=kms_key:encrypt&ip=192.0.2.1`,
      );
      await expect(page.getByText("Allowed", { exact: true })).toBeVisible();
      await expectAccessible(page);
      for (const by of ["", "&by=object"]) {
        const at = by === "" ? `&at=${new Date().toISOString()}` : "";
        await page.goto(`/${organisation}/access/review?q=${member.name}${by}${at}`);
        await expect(page.getByRole("table").first()).toBeVisible();
        await expectAccessible(page);
      }
    });

    test("what ends a key and a version has no serious accessibility problem", async ({ page, keyPage, makeKey }) => {
      const { name, slug } = await makeKey({ keyType: "ecdsa-p256", exportAllowed: true });
      await expectOk(startedInstallation(), "POST", `/nl-01/keys/${slug}/rotate`, {});
      await keyPage.open(slug);
      await expect(keyPage.panelOf("Public key").locator("pre")).toBeVisible();
      await expectAccessible(page);
      await keyPage.panelOf("Danger zone").getByRole("button", { name: "Export" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Export", exact: true }).click();
      await expect(page.getByRole("button", { name: "Show" })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Done" }).click();
      await keyPage.chooseTab("Versions");
      await keyPage.chooseVersionAct(1, "Destroy");
      await expect(keyPage.question).toBeVisible();
      await expectAccessible(page);
      await keyPage.confirm(name, "Destroy version");
      await page.getByRole("button", { name: "More", exact: true }).click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await keyPage.confirm(name, "Delete key");
      await expect(page.getByRole("region", { name: "This key is going to be deleted" })).toBeVisible();
      await expectAccessible(page);
    });

    test("every tab of a key has no serious accessibility problem", async ({ page, keyPage, makeKey }) => {
      const { slug } = await makeKey({ description: "Looked at by a machine.", labels: { team: "platform" } });
      await keyPage.open(slug);
      await expectAccessible(page);
      for (const tab of ["Versions", "Connect", "Playground"] as const) {
        await keyPage.chooseTab(tab);
        await expectAccessible(page);
      }
      await keyPage.panel.getByRole("button", { name: "Options" }).click();
      await keyPage.encrypt("hello, kms");
      await expectAccessible(page);
      await page.getByRole("button", { name: "Rotate now" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page);
    });

    test("the pages of zones have no serious accessibility problem", async ({ page, administrator }) => {
      test.slow();
      const zones = new ZonePage(page, administrator.organisation);
      const zone = `${uniqueName("seen")
        .toLowerCase()
        .replaceAll(/[^a-z0-9-]/g, "-")}.example`;
      await administer("POST", "/dns/zones", { zoneName: zone });
      const zoneFile = "@ NS ns1.example.net.\nwww 60 A 192.0.2.1\nwww 60 A 192.0.2.2\n";
      await administer("POST", `/dns/zones/${zone}/import`, { zoneFile });
      await administer("PUT", `/dns/zones/${zone}/dnssec`, { region: "nl-01" });
      await page.goto(`/${administrator.organisation}/dns?q=${zone}`);
      await expect(page.getByRole("link", { name: zone })).toBeVisible();
      await expectAccessible(page);
      await zones.openNew();
      await page.getByRole("button", { name: "Create zone" }).click();
      await expect(page.getByText("Enter the name of the zone.")).toBeVisible();
      await expectAccessible(page);
      await zones.open(zone);
      await expect(zones.row("www", "A")).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Import", exact: true }).click();
      await zones.dialog.getByRole("textbox", { name: "Zone file" }).fill("www A 192.0.2.9\nnew A 192.0.2.9\n");
      await zones.dialog.getByRole("button", { name: "Preview" }).click();
      await expect(zones.dialog.getByRole("button", { name: "Import 1 change" })).toBeVisible();
      await expectAccessible(page);
      await zones.open(zone, "dnssec");
      await expect(page.getByRole("region", { name: "DS records" })).toBeVisible({ timeout: 30_000 });
      await expectAccessible(page);
      for (const tab of ["Name servers", "Settings"] as const) {
        await zones.chooseTab(tab);
        await expectAccessible(page);
      }
    });

    test("the pages of secrets have no serious accessibility problem", async ({ page, secrets, makeKey }) => {
      const { identity } = await makeKey();
      const { url, token, organisation } = startedInstallation();
      const folder = `/${uniqueName("looked")}/`;
      const path = `${folder}at`;
      const headers = {
        authorization: `Bearer ${token}`,
        "x-organisation-identity": organisation,
        "content-type": "application/json",
      };
      const body = JSON.stringify({ path, kmsKeyIdentity: identity, secretString: "YQ==", rotationReminderInDays: 90 });
      await fetch(`${url}/v1/secrets/nl-01/secrets`, { method: "POST", headers, body });
      await secrets.openFolder(folder);
      await expect(secrets.row("at")).toBeVisible();
      await expectAccessible(page);
      await secrets.openNew(folder);
      await page.getByRole("radio", { name: /^Key-values/ }).click({ force: true });
      await page.getByRole("button", { name: "Paste .env" }).click();
      await page.getByRole("button", { name: "Create secret" }).click();
      await expect(page.getByText("Enter at least one name.")).toBeVisible();
      await expectAccessible(page);
      await secrets.open(path);
      await expectAccessible(page);
      for (const tab of ["Versions", "Connect", "Policy"] as const) {
        await secrets.chooseTab(tab);
        await expectAccessible(page);
      }
      await page.getByRole("button", { name: "Add addresses" }).click();
      await page.getByRole("button", { name: "Add hours" }).click();
      await page.getByRole("button", { name: "Add statement" }).click();
      await page.getByRole("button", { name: "Save policy" }).click();
      await expectAccessible(page);
      await page.getByRole("button", { name: "New version" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page);
    });

    test("the playground has no serious accessibility problem", async ({ page, keyPage, makeKey }) => {
      const { slug } = await makeKey();
      await page.goto(`/${keyPage.organisation}/playground`);
      await expect(page.getByRole("heading", { name: "Choose a key" })).toBeVisible();
      await expectAccessible(page);
      await page.goto(`/${keyPage.organisation}/playground?region=nl-01&key=${slug}`);
      await expect(keyPage.plaintext).toBeVisible();
      await expectAccessible(page);
    });

    test("no operation of the playground has a serious accessibility problem", async ({ page, keyPage, makeKey }) => {
      const { slug } = await makeKey({ keyType: "rsa-2048" });
      await keyPage.open(slug, "playground");
      await keyPage.chooseOperation("Sign");
      await keyPage.panel.getByRole("button", { name: "Options" }).click();
      await keyPage.box("Input").fill("looked at");
      await keyPage.run("Sign");
      await keyPage.panel.getByRole("button", { name: "Verify this" }).click();
      await keyPage.run("Verify");
      await expect(keyPage.panel.getByText("Valid", { exact: true })).toBeVisible();
      await expectAccessible(page);
      await keyPage.box("Signature").fill("none");
      await keyPage.run("Verify");
      await expect(keyPage.panel.getByRole("alert")).toBeVisible();
      await expectAccessible(page);
      for (const operation of ["JWT sign", "JWT verify", "Rewrap"] as const) {
        await keyPage.chooseOperation(operation);
        await keyPage.run(operation);
        await expectAccessible(page);
      }
    });

    test("the audit log has no serious accessibility problem: full, open, empty and failing", async ({
      page,
      administrator,
      expectedMessages,
    }) => {
      const log = `/${administrator.organisation}/audit`;
      await page.goto(log);
      await hydrated(page.getByRole("button", { name: "Verify" }));
      await expect(page.getByRole("slider")).toBeVisible();
      await page.getByRole("button", { name: "As a table" }).click();
      await expectAccessible(page);
      await page.locator("[data-row-link]").first().click();
      await expect(page.getByRole("dialog").getByText("What was done")).toBeVisible();
      await expectAccessible(page);
      await page.goto(log);
      await hydrated(page.getByRole("button", { name: "Export" }));
      await page.getByRole("button", { name: "Export" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page);
      await page.goto(`${log}?q=nothing-has-this-name`);
      await expect(page.getByText("No record matches")).toBeVisible();
      await expectAccessible(page);
      expectedMessages.push(/Failed to load resource/);
      await page.route("**/console-api/**/audit**", (route) => route.abort());
      await page.goto(log);
      await expect(page.getByRole("button", { name: "Try again" }).first()).toBeVisible({ timeout: 20_000 });
      await expectAccessible(page);
    });

    test("reports have no serious accessibility problem, full and empty", async ({ page, administrator, makeKey }) => {
      await makeKey();
      const reports = `/${administrator.organisation}/audit/reports`;
      for (const query of ["", "?view=rotation", "?at=2020-01-01T00:00:00Z"]) {
        await page.goto(`${reports}${query}`);
        await hydrated(page.getByRole("button", { name: "Download CSV" }));
        await expectAccessible(page);
      }
    });

    test("where records are sent has no serious accessibility problem, empty, asked for and full", async ({ page }) => {
      test.slow();
      const { slug, send } = await ownOrganisation("streaming");
      await page.goto(`/${slug}/audit/streaming`);
      await expect(page.getByText("Records are sent nowhere")).toBeVisible();
      await expectAccessible(page);
      await hydrated(page.getByRole("button", { name: "Add sink" }));
      await page.getByRole("button", { name: "Add sink" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Add sink" }).click();
      await expect(page.getByText("Enter a name.")).toBeVisible();
      await expectAccessible(page);
      await send("POST", "/audit/sinks", { name: "SIEM", url: "http://127.0.0.1:9/records" });
      await page.goto(`/${slug}/audit/streaming`);
      await expect(page.getByRole("heading", { name: "SIEM" })).toBeVisible();
      await expectAccessible(page);
    });

    test("people, teams and projects have no serious accessibility problem, full and empty", async ({ page }) => {
      const organisation = await ownOrganisation("looked-at");
      const { slug } = organisation;
      await page.goto(`/${slug}/access/teams`);
      await expect(page.getByText("No teams yet")).toBeVisible();
      await expectAccessible(page);
      await page.goto(`/${slug}/settings/projects`);
      await expect(page.getByText("No projects yet")).toBeVisible();
      await expectAccessible(page);
      const longName = "Maximiliane Alexandrina von Hohenstein-Wittgenstein zu Sayn und Berleburg";
      await organisation.addMember(`${uniqueName("max")}@example.org`, longName);
      await organisation.send("POST", "/teams", { name: "Operators", labels: { site: "rotterdam" } });
      await organisation.send("POST", "/projects", { name: "Production" });
      await organisation.send("POST", "/projects", { name: "Payments", parentProjectIdentity: "production" });
      await page.goto(`/${slug}/access/members`);
      await expect(page.getByText(longName)).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Add member" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page);
      for (const path of ["access/teams", "access/teams/operators", "settings/projects", "settings"]) {
        await page.goto(`/${slug}/${path}`);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expectAccessible(page);
      }
    });

    test("the overview has no serious accessibility problem while something needs attention", async ({ page }) => {
      const { slug, identity } = await ownOrganisation("looked-at-overview");
      const subject = { type: "access_credential", identity: "cred-none", name: "nightly job" };
      const details = { owner: "billing", expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
      await openEvent({ kind: "credential.expires_in_3_days", organisation: identity, subject, details });
      await page.goto(`/${slug}`);
      await expect(page.getByText("Expires in days")).toBeVisible();
      await expect(page.getByText(/^Complete to/)).toBeVisible({ timeout: 30_000 });
      await expectAccessible(page);
    });

    test("rotation has no serious accessibility problem, with keys and without", async ({ page }) => {
      const { slug, send } = await ownOrganisation("looked-at-rotation");
      await page.goto(`/${slug}/rotation`);
      await expect(page.getByText("No key can be rotated")).toBeVisible();
      await expectAccessible(page);
      await send("POST", "/kms/nl-01/keys", { name: "Invoices", keyRotationEnabled: true, rotationPeriodInDays: 7 });
      await send("POST", "/kms/nl-01/keys", { name: "By hand" });
      await page.goto(`/${slug}/rotation`);
      await expect(page.getByText("every 7 days")).toBeVisible();
      await expectAccessible(page);
      const schedule = page.getByRole("button", { name: "Schedule keys" });
      await hydrated(schedule);
      await schedule.click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page);
    });

    test("usage and webhooks have no serious accessibility problem, full and empty", async ({ page }) => {
      test.slow();
      const { slug, send } = await ownOrganisation("looked-at-usage");
      await page.goto(`/${slug}/settings/webhooks`);
      await expect(page.getByText("No webhooks yet")).toBeVisible();
      await expectAccessible(page);
      await send("POST", "/kms/nl-01/keys", { name: "hooks", keyType: "hmac-sha256", purpose: "webhook" });
      const request = { name: "On call", url: "https://alerts.example.org/hook", region: "nl-01", key: "hooks" };
      await send("POST", "/webhooks", request);
      await page.goto(`/${slug}/settings/webhooks`);
      const create = page.getByRole("button", { name: "Create webhook" });
      await hydrated(create);
      await create.click();
      await page.getByRole("dialog").getByText("Only these").click();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.getByRole("link", { name: "On call" }).click();
      await expect(page.getByText("Nothing was sent yet")).toBeVisible();
      await expectAccessible(page);
      await page.goto(`/${slug}/usage?by=key`);
      await expect(page.getByRole("link", { name: "hooks" })).toBeVisible();
      await page.getByRole("button", { name: "As a table" }).click();
      await expectAccessible(page);
      await page.goto(`/${slug}/keys/nl-01/hooks?tab=versions`);
      await expect(page.getByText("not used yet").filter({ visible: true })).toBeVisible();
      await expectAccessible(page);
    });

    test("account and organisations have no serious accessibility problem", async ({ page, administrator }) => {
      for (const path of ["account", "account?tab=sessions", "account?tab=tokens", "organisations"]) {
        await page.goto(`/${path}`);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expectAccessible(page);
      }
      await page.goto(`/organisations/${administrator.organisation}`);
      await expect(page.getByRole("heading", { name: "Limits" })).toBeVisible();
      await expectAccessible(page);
    });
  });
});
