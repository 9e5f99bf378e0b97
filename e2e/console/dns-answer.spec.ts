import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  delv,
  dig,
  freePort,
  isInstalled,
  type NameServer,
  startNsdConfigured,
  startNsdWithFile,
  startUnbound,
  verdictOf,
} from "@/lib/dns/serving/test-name-servers";
import { uniqueName } from "../api/kms-client";
import { expect, test } from "../fixtures";
import { hydrated } from "../pages/hydrated";
import { ZonePage } from "../pages/zone-page";

const PROGRAMS = ["nsd", "unbound", "dig", "delv"];
const missing = PROGRAMS.filter((program) => !isInstalled(program));
const TAKEN_OVER = { timeout: 30_000 };

const folder = mkdtempSync(join(tmpdir(), "pelagos-dns-answer-"));
const started: NameServer[] = [];

async function running(server: Promise<NameServer>): Promise<NameServer> {
  started.push(await server);
  return server;
}

test.afterAll(async () => {
  for (const server of started) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("an empty zone becomes an answer of a name server that validators find authentic, and secure at its parent", async ({
  page,
  administrator,
}) => {
  test.skip(missing.length > 0, `needs ${missing.join(", ")}, not installed here`);
  // Name servers and validators are started, four in all.
  test.setTimeout(120_000);
  const zones = new ZonePage(page, administrator.organisation);
  const zone = `${uniqueName("answered").toLowerCase()}.example`;

  await zones.openNew();
  await page.getByRole("textbox", { name: "Name" }).fill(zone);
  await page.getByRole("button", { name: "Create zone" }).click();
  await page.getByRole("button", { name: "Import", exact: true }).click();
  const file = "@ NS ns1\nns1 A 127.0.0.1\nhost A 192.0.2.7\nwww CNAME host\n";
  await zones.dialog.getByRole("textbox", { name: "Zone file" }).fill(file);
  await zones.dialog.getByRole("button", { name: "Preview" }).click();
  await zones.dialog.getByRole("button", { name: "Import 4 changes" }).click();
  await expect(zones.row("host", "A")).toBeVisible();
  await page.getByRole("button", { name: "Add records" }).click();
  await zones.dialog.getByRole("textbox", { name: "Name" }).fill("*.wild");
  await zones.chooseType("TXT");
  await zones.dialog.getByRole("textbox", { name: "Values" }).fill('"any name below"');
  await zones.dialog.getByRole("button", { name: "Add records" }).click();
  await expect(zones.row("*.wild", "TXT")).toBeVisible();

  // A name server of others takes the zone over, with the configuration as it stands on the page.
  const port = await freePort();
  await zones.chooseTab("Name servers");
  await page.getByRole("button", { name: "Add server" }).first().click();
  await zones.dialog.getByRole("textbox", { name: "Name" }).fill(uniqueName("ns").toLowerCase());
  await zones.dialog.getByRole("textbox", { name: "Told of changes at" }).fill(`127.0.0.1:${port}`);
  await zones.dialog.getByRole("button", { name: "Add server" }).click();
  const shown = page.getByRole("alertdialog");
  const configuration = (await shown.getByRole("figure").textContent()) ?? "";
  expect(configuration).toContain("request-xfr");
  await shown.getByRole("button", { name: "I have kept it" }).click();
  const secondary = await running(startNsdConfigured(join(folder, "secondary"), configuration, port));
  const answer = (name: string, type: string) => dig(secondary.port, name, type, "+dnssec", "+norecurse");
  await expect.poll(() => answer(`host.${zone}`, "A"), TAKEN_OVER).toContain("192.0.2.7");
  expect(await answer(`host.${zone}`, "A")).not.toContain("RRSIG");

  // Signing is announced to it: nothing but the page is touched.
  await zones.chooseTab("DNSSEC");
  await page.getByRole("button", { name: "Sign zone" }).click();
  await expect(page.getByRole("heading", { name: "Signed, not yet vouched for" })).toBeVisible(TAKEN_OVER);
  await expect.poll(() => answer(`host.${zone}`, "A"), TAKEN_OVER).toContain("RRSIG");
  const shownDs = page.getByRole("region", { name: "DS records" }).getByText(/^\d+ 13 2 [0-9A-F]{64}$/);
  const ds = (await shownDs.textContent()) ?? "";

  const validator = await running(
    startUnbound(join(folder, "validator"), zone, { serverPort: secondary.port, anchors: [ds] }),
  );
  const questions = [
    [`host.${zone}`, "A", "NOERROR authentic"],
    [`www.${zone}`, "A", "NOERROR authentic"],
    [`a.b.wild.${zone}`, "TXT", "NOERROR authentic"],
    [`host.${zone}`, "MX", "NOERROR authentic"],
    [`nothing.here.${zone}`, "A", "NXDOMAIN authentic"],
  ] as const;
  for (const [name, type, expected] of questions) {
    const verdict = verdictOf(await dig(validator.port, name, type, "+dnssec"));
    expect([name, type, verdict]).toEqual([name, type, expected]);
    const said = await delv(folder, { port: secondary.port, zone, anchors: [ds] }, name, type);
    expect(`${name} ${type} ${said}`).toContain("fully validated");
  }
  // The anchor that was copied is what decides: with another digest nothing of the zone is believed.
  const wrong = ds.replace(/[0-9A-F]{8}$/, (end) => (end === "00000000" ? "11111111" : "00000000"));
  const strict = await running(
    startUnbound(join(folder, "strict"), zone, { serverPort: secondary.port, anchors: [wrong] }),
  );
  expect(verdictOf(await dig(strict.port, `host.${zone}`, "A", "+dnssec"))).toBe("SERVFAIL");

  // What a registrar does with it.
  const soa = "@ 60 SOA ns1 hostmaster 1 3600 600 86400 60\n@ 60 NS ns1\nns1 60 A 127.0.0.1\n";
  const label = zone.slice(0, zone.indexOf("."));
  const parent = `$ORIGIN example.\n${soa}${label} 60 NS ns1.${zone}.\nns1.${label} 60 A 127.0.0.1\n${label} 60 DS ${ds}\n`;
  const resolverPort = Number(process.env.PELAGOS_TEST_RESOLVER?.split(":").at(-1));
  await running(startNsdWithFile(join(folder, "parent"), "example", parent, resolverPort));
  await page.getByRole("button", { name: "Ask now" }).click();
  await expect(page.getByRole("heading", { name: "Secure", exact: true })).toBeVisible(TAKEN_OVER);
  await expect(page.getByText("Unbroken", { exact: true })).toBeVisible();
  await expect(page.getByRole("list", { name: "Who vouches for whom" })).toContainText(
    `vouches by DS for key ${ds.split(" ")[0]}`,
  );
  await page.goto(`/${administrator.organisation}/dns?q=${label}`);
  const row = page.getByRole("row").filter({ hasText: zone });
  await hydrated(row);
  await expect(row).toContainText("Secure");
});
