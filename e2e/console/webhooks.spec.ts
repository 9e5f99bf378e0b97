import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { uniqueName } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";
import { ownOrganisation, signedInThroughLink } from "../organisation";
import { hydrated } from "../pages/hydrated";

/** A receiver on this machine that answers as it is told. */
async function receiver() {
  const taken: string[] = [];
  const answers = { status: 204 };
  const server = createServer((request, response) => {
    taken.push(String(request.headers["pelagos-webhook-id"]));
    request.resume();
    response.writeHead(answers.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, taken, answers, close: () => server.close() };
}

test("a webhook is made, tested, paused and deleted, and its deliveries say how each message was taken", async ({
  page,
}) => {
  test.slow();
  const { slug, send } = await ownOrganisation("hooks");
  await send("POST", "/kms/nl-01/keys", { name: "Signs hooks", keyType: "hmac-sha256", purpose: "webhook" });
  await send("POST", "/kms/nl-01/keys", { name: "Makes codes", keyType: "hmac-sha256", purpose: "mac" });
  const { url, taken, answers, close } = await receiver();
  await page.goto(`/${slug}/settings/webhooks`);
  const first = page.getByRole("button", { name: "Create the first webhook" });
  await hydrated(first);
  await first.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Create webhook" }).click();
  await expect(dialog.getByText("Give the webhook a name.")).toBeVisible();
  await dialog.getByLabel("Name").fill("On call");
  // What is still wrong elsewhere stays said while one field is mended.
  await expect(dialog.getByText("Write a whole address that begins with https://.")).toBeVisible();
  await expect(dialog.getByText("Choose the key that signs.")).toBeVisible();
  await dialog.getByLabel("Address").fill(url);
  await expect(dialog.getByText("Choose the key that signs.")).toBeVisible();
  await dialog.getByRole("combobox", { name: "Signing key" }).fill("codes");
  await page.getByRole("option", { name: /^Makes codes/ }).click();
  await dialog.getByText("Only these").click();
  await dialog.getByText("key.rotation_failed").click();
  await dialog.getByRole("button", { name: "Create webhook" }).click();
  await expect(dialog.getByText("This key has the purpose mac.", { exact: false })).toBeVisible();
  await dialog.getByRole("combobox", { name: "Signing key" }).fill("hooks");
  await page.getByRole("option", { name: /^Signs hooks/ }).click();
  await dialog.getByRole("button", { name: "Create webhook" }).click();
  await expect(page.getByRole("heading", { name: "On call", level: 1 })).toBeVisible();
  await expect(page.getByText("key.rotation_failed")).toBeVisible();

  await page.getByRole("button", { name: "Send test message" }).click();
  const deliveries = page.getByRole("list", { name: "Deliveries" }).getByRole("listitem");
  await expect(deliveries).toHaveText([/Taken.*test.*answered 204/]);
  expect(taken).toHaveLength(1);
  answers.status = 500;
  await page.getByRole("button", { name: "Send test message" }).click();
  await expect(page.getByText("The test message was not taken.")).toBeVisible();
  await expect(deliveries).toHaveText([/Not taken/, /Taken/]);
  await expectNoSidewaysScroll(page);

  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Pause" }).click();
  await expect(page.getByText("On call is told nothing until it is resumed.")).toBeVisible();
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete webhook" }).click();
  const question = page.getByRole("alertdialog").filter({ has: page.getByRole("textbox") });
  await question.getByRole("textbox").fill("On call");
  await question.getByRole("textbox").press("Enter");
  await expect(page).toHaveURL(new RegExp(`/${slug}/settings/webhooks$`));
  await expect(page.getByText("No webhooks yet")).toBeVisible();
  close();
});

test("an auditor sees webhooks and can change none", async ({ browser }) => {
  const organisation = await ownOrganisation("hooked");
  await organisation.send("POST", "/kms/nl-01/keys", { name: "hooks", keyType: "hmac-sha256", purpose: "webhook" });
  const request = { name: "On call", url: "https://alerts.example.org/pelagos", region: "nl-01", key: "hooks" };
  await organisation.send("POST", "/webhooks", request);
  const email = `${uniqueName("auditor")}@example.org`;
  const { user, passwordLink } = await organisation.addMember(email, "Auditor");
  await organisation.give("auditor", user.subject);
  const person = { link: passwordLink, email, password: "looks but never touches 7" };
  const page = await signedInThroughLink(browser, { ...person, organisation: organisation.slug });
  await page.goto(`/${organisation.slug}/settings/webhooks`);
  await expect(page.getByRole("button", { name: "Create webhook" })).toHaveCount(0);
  await page.getByRole("link", { name: "On call" }).click();
  await expect(page.getByText("Nothing was sent yet")).toBeVisible();
  await expect(page.getByRole("button", { name: "Send test message" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "More", exact: true })).toHaveCount(0);
  await page.context().close();
});
