import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { uniqueName } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";
import { addMember, administer, giveRole, makeRole } from "../member";
import { hydrated } from "../pages/hydrated";

/** Opens the page of a role and waits until it works. */
async function openRole(page: Page, organisation: string, identity: string): Promise<void> {
  await page.goto(`/${organisation}/access/roles/${identity}`);
  await hydrated(page.getByRole("button", { name: "Copy Identity" }));
}

test("a rule is changed, removed and restored; a denial says what it wins over", async ({ page, administrator }) => {
  const role = await makeRole({ resources: ["kms_key"], permissions: ["encrypt"] });
  await openRole(page, administrator.organisation, role.identity);
  const rules = page.getByRole("list", { name: "Rules" });
  await page.getByRole("button", { name: "Actions for rule 1" }).click();
  await page.getByRole("menuitem", { name: "Edit rule" }).click();
  await hydrated(page.getByRole("button", { name: "Save rule" }));
  await page.getByText("Takes them away, whatever other rules allow.").click();
  await page.getByLabel("Addresses of callers").fill("10.0.0.0/40");
  await page.getByRole("button", { name: "Save rule" }).click();
  await expect(page.getByText("10.0.0.0/40 is not an IP address or CIDR range.")).toBeVisible();
  await page.getByLabel("Addresses of callers").fill("10.0.0.0/8");
  await expect(page.getByText(/^Wins over what administrator, operator/).filter({ visible: true })).toBeVisible();
  await page.getByRole("button", { name: "Save rule" }).click();
  const words = "denies encrypting on keys, when the call comes from 10.0.0.0/8, whatever else allows it.";
  await expect(rules.getByText(words)).toBeVisible();
  await page.getByRole("button", { name: "Actions for rule 1" }).click();
  await page.getByRole("menuitem", { name: "Remove rule" }).click();
  await expect(page.getByText("It gives nothing yet")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rules.getByText(words)).toBeVisible();
});

test("a role is deleted after its name was typed", async ({ page, administrator }) => {
  const role = await makeRole({ resources: ["kms_key"], permissions: ["read"] });
  await openRole(page, administrator.organisation, role.identity);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const question = page.getByRole("alertdialog").filter({ has: page.getByRole("textbox") });
  await question.getByRole("textbox").fill(role.name);
  await question.getByRole("button", { name: "Delete role" }).click();
  await expect(page).toHaveURL(/\/access\/roles$/);
  await expect(page.getByText(`${role.name} is deleted.`)).toBeVisible();
});

test("nobody gives what they do not hold: the form says which permission is missing, the refusal too", async ({
  browser,
  administrator,
  viewport,
}) => {
  test.slow();
  const member = await addMember();
  const delegate = await makeRole({ resources: ["iam_role", "membership"], permissions: ["*"] });
  const target = await makeRole({ resources: ["kms_key"], permissions: ["read"] });
  await giveRole(delegate.identity, member);
  await giveRole("kms:Encrypt", member);
  const page = await member.signIn(browser, viewport);
  await page.goto(`/${administrator.organisation}/access/roles/${target.identity}/rules/new`);
  await hydrated(page.getByRole("button", { name: "Add rule" }));
  await page.getByText("rotating", { exact: true }).click();
  const warning = page.getByText(/^You cannot give kms_key:rotate/).filter({ visible: true });
  await expect(warning).toBeVisible();
  await page.getByText("rotating", { exact: true }).click();
  await page.getByText("encrypting", { exact: true }).click();
  await expect(warning).toBeHidden();
  await openRole(page, administrator.organisation, target.identity);
  await page.getByRole("button", { name: "Give" }).first().click();
  await page.getByRole("combobox", { name: "To whom" }).fill(member.name);
  await page.getByRole("option", { name: member.name }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Give" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("kms_key:read is missing");
  await page.context().close();
});

test("an auditor sees roles and who has them, and can change nothing, on the page and on the server", async ({
  browser,
  administrator,
  viewport,
}) => {
  test.slow();
  const { organisation } = administrator;
  const member = await addMember();
  const role = await makeRole({ resources: ["kms_key"], permissions: ["read"] });
  await giveRole(role.identity, member);
  await giveRole("auditor", member);
  const more = await giveRole("administrator", member);
  const page = await member.signIn(browser, viewport);
  await page.goto(`/${organisation}/access/roles`);
  await hydrated(page.getByRole("button", { name: "Create role" }));
  await administer("DELETE", `/iam/roles/administrator/bindings/${more}`);
  await page.getByRole("button", { name: "Create role" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(uniqueName("Not allowed"));
  await page.getByRole("dialog").getByRole("button", { name: "Create role" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("iam_role:create");

  await page.goto(`/${organisation}/access/roles?q=${role.name}`);
  await expect(page.getByRole("link", { name: role.name })).toBeVisible();
  await expect(page.getByRole("button", { name: "Create role" })).toBeHidden();
  await openRole(page, organisation, role.identity);
  await expect(page.getByRole("list", { name: "Who has it" }).getByText(member.name, { exact: true })).toBeVisible();
  for (const name of ["Give", "More", "Actions for rule 1", `Take back: ${member.name}`]) {
    await expect(page.getByRole("button", { name })).toBeHidden();
  }
  await expect(page.getByRole("link", { name: "Add rule" })).toBeHidden();
  await page.goto(`/${organisation}/access/roles/${role.identity}/rules/new`);
  await expect(page.getByRole("heading", { name: "There is nothing at this address" })).toBeVisible();
  await page.context().close();
});

test("a simulated call is answered with the rule that decides, from a link with the facts filled in", {
  tag: "@phone",
}, async ({ page, administrator, makeKey }) => {
  const { organisation } = administrator;
  const key = await makeKey();
  const member = await addMember();
  const ask = async (permission: string) => {
    const facts = new URLSearchParams({ subject: member.identity, permission, resource: `nl-01/${key.slug}` });
    await page.goto(`/${organisation}/access/simulate?${facts}`);
  };
  const answer = page.locator("section").filter({ has: page.getByRole("heading", { name: "Answer" }) });
  await ask("kms_key:encrypt");
  await expect(answer).toContainText(`No rule that ${member.name} has allows it.`);
  await expect(answer.getByRole("link", { name: "kms:Encrypt" })).toBeVisible();
  const denying = await makeRole({ resources: ["kms_key"], permissions: ["encrypt"], effect: "deny" });
  const conditions = { sourceIps: ["192.0.2.0/24"] };
  const allowing = await makeRole({ resources: ["kms_key"], permissions: ["update"], conditions });
  await giveRole(allowing.identity, member);
  await giveRole(denying.identity, member);
  await ask("kms_key:encrypt");
  await expect(answer).toContainText("Refused");
  await expect(answer).toContainText("This denies encrypting on keys, whatever else allows it.");
  await answer.getByRole("link", { name: denying.name }).click();
  await expect(page).toHaveURL(new RegExp(`${denying.identity}#rule-`));
  await ask("kms_key:rotate");
  await expect(answer).toContainText("Refused");
  await hydrated(page.getByRole("button", { name: "Simulate" }));
  await page.getByLabel("From which address").fill("192.0.2.7");
  await page.getByRole("button", { name: "Simulate" }).click();
  await expect(answer).toContainText("Allowed");
  await expect(answer.getByRole("link", { name: allowing.name })).toBeVisible();
  await page.goBack();
  await expect(answer).toContainText("Refused");
});

test("the tab Access of a key says who may do what and through which rule", async ({
  page,
  administrator,
  makeKey,
  isMobile,
}) => {
  const key = await makeKey({ keyType: "ecdsa-p256" });
  const member = await addMember();
  const conditions = { sourceIps: ["192.0.2.0/24"] };
  const role = await makeRole({
    ...{ resources: ["kms_key"], permissions: ["sign"] },
    ...{ resourceIdentities: [key.identity], conditions },
  });
  await giveRole(role.identity, member);
  await page.goto(`/${administrator.organisation}/keys/nl-01/${key.slug}?tab=access&q=${member.name}`);
  await expect(page.getByText(/^1 of \d+ people and accounts$/)).toBeVisible();
  if (!isMobile) {
    const row = page.getByRole("row").filter({ hasText: member.name });
    await expect(row.getByRole("cell").filter({ hasText: "at times" })).toHaveCount(2);
    await page.getByRole("radio", { name: "Table" }).click();
    await expect(page).toHaveURL(/view=table/);
  }
  const row = page.getByRole("row").filter({ hasText: member.name });
  await expect(row).toContainText("when the call comes from 192.0.2.0/24");
  await expectNoSidewaysScroll(page);
  await row.getByRole("link", { name: role.name }).click();
  await expect(page.getByRole("heading", { level: 1, name: role.name })).toBeVisible();
});

test("the review groups by person and by object, and is saved as CSV", { tag: "@phone" }, async ({
  page,
  administrator,
  makeKey,
}) => {
  const key = await makeKey();
  const member = await addMember();
  const role = await makeRole({
    ...{ resources: ["kms_key"], permissions: ["decrypt"], resourceIdentities: [key.identity] },
  });
  await giveRole(role.identity, member);
  await page.goto(`/${administrator.organisation}/access/review?q=${member.name}`);
  await expect(page.getByRole("table", { name: `Rights of ${member.name}` })).toContainText(
    "allows decrypting on keys",
  );
  await hydrated(page.getByRole("button", { name: "Download CSV" }));
  await page.getByRole("radio", { name: "Object" }).click();
  await expect(page.getByRole("table", { name: `Rights on ${key.identity}` })).toContainText(member.name);
  await expectNoSidewaysScroll(page);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download CSV" }).click();
  const file = await (await saved).path();
  const line = readFileSync(file, "utf8")
    .split("\r\n")
    .find((text) => text.includes(member.identity));
  expect(line).toContain(`allow,kms_key:decrypt,${key.identity},organisation,${role.name}`);
});
