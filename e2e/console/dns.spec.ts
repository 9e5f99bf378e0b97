import { startedInstallation, uniqueName } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";
import { addMember, administer, giveRole } from "../member";
import { ownOrganisation } from "../organisation";
import { ZonePage } from "../pages/zone-page";

const newZone = () =>
  `${uniqueName("zone")
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, "-")}.example`;

test("an empty zone gets records and a zone file, and is signed until its DS can be copied", async ({
  page,
  administrator,
}) => {
  test.slow();
  const zones = new ZonePage(page, administrator.organisation);
  const zone = newZone();
  await zones.openNew();
  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill("a..example");
  await expect(page.getByText("The name must not hold an empty label")).toBeVisible();
  await name.fill(zone);
  await page.getByRole("button", { name: "Create zone" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(zone);
  await expect(page.getByRole("heading", { name: "This zone has no records" })).toBeVisible();

  await page.getByRole("button", { name: "Add records" }).click();
  await zones.dialog.getByRole("textbox", { name: "Name" }).fill("www");
  await zones.dialog.getByRole("textbox", { name: "Values" }).fill("192.0.2.80\n192.0.2.256");
  await expect(zones.dialog.getByText("Line 2 must be an IPv4 address")).toBeVisible();
  await zones.dialog.getByRole("textbox", { name: "Values" }).fill("192.0.2.80\n192.0.2.81");
  await zones.dialog.getByRole("button", { name: "Add records" }).click();
  await expect(zones.row("www", "A")).toContainText("192.0.2.81");

  await page.getByRole("button", { name: "Import", exact: true }).click();
  const file = zones.dialog.getByRole("textbox", { name: "Zone file" });
  await file.fill("@ NS ns1.example.net.\nmail A 192.0.2.999\n");
  await zones.dialog.getByRole("button", { name: "Preview" }).click();
  await expect(zones.dialog.getByText(/^Line 2: mail/)).toBeVisible();
  await file.fill("@ NS ns1.example.net.\n@ MX 10 mail\nmail A 192.0.2.25\nwww A 192.0.2.1\n");
  await zones.dialog.getByRole("button", { name: "Preview" }).click();
  await expect(zones.dialog.getByRole("list", { name: "Changes" }).getByRole("listitem")).toHaveCount(4);
  await expect(zones.dialog.getByText("1 is left out")).toBeVisible();
  await zones.dialog.getByRole("button", { name: "Import 3 changes" }).click();
  await expect(zones.row("@", "MX")).toContainText(`10 mail.${zone}.`);
  await expectNoSidewaysScroll(page);

  await zones.chooseRowAct("mail", "A", "Remove");
  await expect(zones.row("mail", "A")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect(zones.row("mail", "A")).toBeVisible();

  await zones.chooseTab("DNSSEC");
  await page.getByRole("button", { name: "Sign zone" }).click();
  await expect(page.getByRole("heading", { name: "Signed, not yet vouched for" })).toBeVisible({ timeout: 30_000 });
  const ds = page.getByRole("region", { name: "DS records" });
  await expect(ds.getByText(/^\d+ 13 2 [0-9A-F]{64}$/)).toBeVisible();
  await expect(page.getByRole("list", { name: "Who vouches for whom" })).toContainText("says nothing yet of key");
  await expectNoSidewaysScroll(page);
  const { url, token, organisation } = startedInstallation();
  const answer = await fetch(`${url}/v1/dns/zones/${zone}/export?signed=true`, {
    headers: { authorization: `Bearer ${token}`, "x-organisation-identity": organisation },
  });
  expect((await answer.json()).zoneFile).toContain("RRSIG");

  await page.getByRole("button", { name: "End signing" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End signing" }).click();
  // Nobody can say here what the parent zone has.
  await expect(page.getByRole("heading", { name: "Signing is being ended" })).toBeVisible({ timeout: 30_000 });
  await page.getByRole("button", { name: "End at once" }).click();
  await page.getByRole("alertdialog").getByRole("textbox").fill(zone);
  await page.getByRole("alertdialog").getByRole("button", { name: "End at once" }).click();
  await expect(page.getByRole("button", { name: "Sign zone" })).toBeVisible({ timeout: 30_000 });
});

test("an auditor reads zones and changes nothing; a name server is added by who may", { tag: "@phone" }, async ({
  page,
  browser,
  administrator,
}) => {
  test.slow();
  const zone = newZone();
  await administer("POST", "/dns/zones", { zoneName: zone });
  await administer("POST", `/dns/zones/${zone}/records`, { name: "www", type: "A", values: ["192.0.2.1"] });
  const member = await addMember();
  await giveRole("auditor", member);
  const theirs = await member.signIn(browser, page.viewportSize());
  const reading = new ZonePage(theirs, administrator.organisation);
  await reading.open(zone);
  await expect(theirs.getByText("192.0.2.1")).toBeVisible();
  await expect(theirs.getByRole("button", { name: "Add records" })).toHaveCount(0);
  await expect(theirs.getByRole("button", { name: "Actions for www A" })).toHaveCount(0);
  await reading.chooseTab("DNSSEC");
  await expect(theirs.getByText("You may look at this zone and not change it.")).toBeVisible();
  await reading.chooseTab("Settings");
  await expect(theirs.getByText(`hostmaster@${zone}`)).toBeVisible();
  await expect(theirs.getByRole("button", { name: "Save" })).toHaveCount(0);
  await theirs.context().close();

  const zones = new ZonePage(page, administrator.organisation);
  await zones.open(zone, "servers");
  await page.getByRole("button", { name: "Add server" }).first().click();
  const server = uniqueName("ns")
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, "-");
  await zones.dialog.getByRole("textbox", { name: "Name" }).fill(server);
  await zones.dialog.getByRole("button", { name: "Add server" }).click();
  const shown = page.getByRole("alertdialog");
  await expect(shown.getByText(`zone: "${zone}"`).or(shown.getByText(`name: "${zone}"`))).toBeVisible();
  await shown.getByRole("button").last().click();
  await page.getByRole("button", { name: `Remove ${server}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove server" }).click();
  await expect(page.getByText(`${server} cannot take zones over any more.`)).toBeVisible();

  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("textbox").fill(zone);
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete zone" }).click();
  await expect(page.getByText(`${zone} is deleted.`)).toBeVisible();
});

test("a name that two organisations want is given to one by a platform administrator", async ({
  page,
  administrator,
}) => {
  const zone = newZone();
  const { slug, name } = await ownOrganisation("rival");
  await administer("POST", "/dns/zones", { zoneName: zone });
  const rivals = new ZonePage(page, slug);
  await rivals.openNew();
  await page.getByRole("textbox", { name: "Name" }).fill(zone);
  await page.getByRole("button", { name: "Create zone" }).click();
  await expect(page.getByText("Contested", { exact: true })).toBeVisible();
  await page.goto("/organisations");
  const claim = page.getByRole("listitem").filter({ hasText: zone }).filter({ hasText: name });
  await expect(claim).toContainText("serves it now");
  await claim.getByRole("button", { name: "Grant" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Grant" }).click();
  await expect(page.getByText(`${zone} is served for ${name}.`)).toBeVisible();
  await rivals.open(zone);
  await expect(page.getByText("Name claimed", { exact: true })).toBeVisible();
  await new ZonePage(page, administrator.organisation).open(zone);
  await expect(page.getByText("This zone is not served")).toBeVisible();
});
