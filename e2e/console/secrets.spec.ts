import type { Page } from "@playwright/test";
import { startedInstallation, uniqueName } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Calls the secrets of nl-01 through the API, as the first administrator. */
async function api(method: string, path: string, body?: unknown): Promise<Response> {
  const { url, token, organisation } = startedInstallation();
  const headers = {
    authorization: `Bearer ${token}`,
    "x-organisation-identity": organisation,
    "content-type": "application/json",
  };
  const sent = body === undefined ? undefined : JSON.stringify(body);
  return fetch(`${url}/v1/secrets/nl-01${path}`, { method, headers, body: sent });
}

async function makeSecret(kmsKeyIdentity: string, more: Record<string, unknown> = {}): Promise<string> {
  const path = `/${uniqueName("app")}/database`;
  const body = { path, kmsKeyIdentity, secretString: base64("sesame"), ...more };
  expect((await api("POST", "/secrets", body)).status).toBe(201);
  return path;
}

/** Everything the page keeps where others could find it later. */
async function keptBy(page: Page): Promise<string> {
  const stored = await page.evaluate(() =>
    JSON.stringify([document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage }, document.cookie]),
  );
  return `${stored} ${page.url()}`;
}

interface Answer {
  /** Method and path. */
  readonly request: string;
  readonly text: string;
}

/** Every answer the page gets from here on. What it fetches is read inside of it: the browser's own copy of a stream may be gone already. */
async function answersTo(page: Page): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const note = (method: string, url: string, text: string) =>
    answers.push({ request: `${method} ${decodeURIComponent(new URL(url).pathname)}`, text });
  page.on("response", async (response) => {
    const request = response.request();
    if (request.resourceType() === "fetch") return;
    note(request.method(), response.url(), await response.text().catch(() => ""));
  });
  await page.exposeFunction("noteAnswer", note);
  await page.addInitScript(() => {
    const real = window.fetch;
    window.fetch = async (...given) => {
      const answer = await real(...given);
      const copy = answer.clone();
      const noteAnswer = Reflect.get(window, "noteAnswer");
      void copy.text().then((text) => noteAnswer(given[1]?.method ?? "GET", answer.url, text));
      return answer;
    };
  });
  return answers;
}

test("a .env becomes a secret, and its values are seen by nobody without the password", { tag: "@phone" }, async ({
  page,
  secrets,
  makeKey,
  administrator,
}) => {
  const { name } = await makeKey();
  const folder = `/${uniqueName("env")}/`;
  const path = `${folder}prod`;
  const value = uniqueName("hunter");
  const answers = await answersTo(page);

  await secrets.openNew(folder);
  await page.getByRole("button", { name: "Create secret" }).click();
  await expect(page.getByText("Enter a path.")).toBeVisible();
  await page.getByRole("textbox", { name: "Path" }).fill(`${folder}a b`);
  await expect(page.getByText("The path must be made of letters, digits")).toBeVisible();
  await page.getByRole("textbox", { name: "Path" }).fill(path);
  await secrets.chooseKey(name);
  await page.getByRole("radio", { name: /^Key-values/ }).click({ force: true });
  await page.getByRole("button", { name: "Paste .env" }).click();
  const env = page.getByRole("textbox", { name: "Content of the .env" });
  await env.fill("A=1\nno variable\n");
  await expect(page.getByText("Not a variable: line 2")).toBeVisible();
  await env.fill(`# of the service\nexport DB_USER=orders\r\nDB_PASSWORD="${value}"\n`);
  await page.getByRole("button", { name: "Take 2 variables over" }).click();
  await expect(page.getByRole("textbox", { name: "Name 2" })).toHaveValue("DB_PASSWORD");
  await page.getByRole("button", { name: "Create secret" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(path);
  await expectNoSidewaysScroll(page);
  expect(await keptBy(page)).not.toContain(value);

  await page.getByRole("button", { name: "Reveal" }).click();
  await secrets.prove("not the password", "Reveal");
  await expect(page.getByText("This is not your password.")).toBeVisible();
  await secrets.prove(administrator.password, "Reveal");
  await expect(page.getByText(value)).toBeVisible();
  await expect(page.getByRole("timer")).toContainText("hidden in");
  await expect(page.getByText("never", { exact: true })).toBeHidden();
  await page.getByRole("button", { name: "Hide now" }).click();
  expect(await keptBy(page), "once hidden").not.toContain(value);

  await page.getByRole("button", { name: "Reveal" }).click();
  await secrets.prove(administrator.password, "Reveal");
  await expect(page.getByText(value)).toBeVisible();
  await secrets.chooseTab("Versions");
  await secrets.chooseTab("Overview");
  await expect(page.getByRole("button", { name: "Reveal" })).toBeVisible();
  expect(await keptBy(page), "after another tab").not.toContain(value);

  const holding = answers.filter(({ text }) => text.includes(value) || text.includes(base64(value)));
  const act = `POST /${secrets.organisation}/secrets/nl-01/s${path}`;
  expect([...new Set(holding.map(({ request }) => request))], "answers with the value").toEqual([act]);
  expect(holding.length, "one for each look").toBeLessThanOrEqual(2);
});

test("what is copied is never drawn", async ({ page, context, secrets, makeKey, administrator }) => {
  await context.grantPermissions(["clipboard-write"]);
  const { identity } = await makeKey();
  const value = uniqueName("copied");
  await secrets.open(await makeSecret(identity, { secretString: base64(value) }));
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await secrets.prove(administrator.password, "Copy");
  await expect(page.getByText("Version 1 is on the clipboard.")).toBeVisible();
  expect(await keptBy(page)).not.toContain(value);
  await page.getByRole("button", { name: "New version" }).click();
  await page.getByRole("textbox", { name: "Value" }).press("ControlOrMeta+V");
  await expect(page.getByRole("textbox", { name: "Value" })).toHaveValue(value);
});

test("versions are written, named, compared and destroyed; who was faster is not written over", async ({
  page,
  secrets,
  makeKey,
}) => {
  const { identity } = await makeKey();
  const path = await makeSecret(identity, { secretString: undefined, secretKeyValues: { A: base64("1") } });
  await secrets.open(path, "versions");
  await page.getByRole("button", { name: "New version" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /^Key-values/ }).click({ force: true });
  await dialog.getByRole("textbox", { name: "Name 1" }).fill("B");
  await dialog.getByRole("textbox", { name: "Value 1" }).fill("2");
  await api("POST", `/secret${path}/versions`, { secretKeyValues: { A: base64("faster") } });
  await dialog.getByRole("button", { name: "Write version" }).click();
  await expect(dialog.getByText("Somebody else changed this secret")).toBeVisible();
  await expect(secrets.versions).toHaveCount(2);
  await dialog.getByRole("button", { name: "Write version" }).click();
  await expect(page.getByText("Version 3 is current.")).toBeVisible();
  await expect(secrets.versions.first()).toContainText("current");

  await secrets.chooseVersionAct(1, "Set a stage here");
  await dialog.getByRole("textbox", { name: "Stage" }).fill("blue");
  await dialog.getByRole("button", { name: "Set stage" }).click();
  await expect(secrets.versions.last()).toContainText("blue");

  // On a small screen the notice with "Undo" lies over the button, and stays while the pointer is on it.
  await page.getByRole("button", { name: "Compare" }).press("Enter");
  await expect(page.getByText("Version 2 and version 3 differ.")).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: /^B$/ })).toBeVisible();

  await secrets.chooseVersionAct(3, "Destroy");
  await expect(secrets.question).toContainText("It is the current version");
  await secrets.confirm(path, "Destroy version");
  await expect(secrets.versions.first()).toContainText("Destroyed");
  await expect(secrets.versions.nth(1)).toContainText("current");
  expect((await api("POST", `/secret${path}/value`, { version: 3 })).status).toBe(404);
  await expectNoSidewaysScroll(page);
});

test("a policy is tried before it is saved, and then refuses", async ({ page, secrets, makeKey, administrator }) => {
  const { identity } = await makeKey();
  const path = await makeSecret(identity);
  await secrets.open(path, "policy");
  await page.getByRole("button", { name: "Add addresses" }).click();
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText("Enter at least one address or range.")).toBeVisible();
  const unfinished = page.getByText("The policy in the editor has errors.");
  await page.getByRole("button", { name: "Ask" }).click();
  await expect(unfinished).toBeVisible();
  await page.getByRole("textbox", { name: "Addresses" }).fill("203.0.113.0/24");
  await expect(unfinished).toBeHidden();
  await page.getByRole("button", { name: "Add statement" }).click();
  await page.getByRole("textbox", { name: "Who" }).fill("*\nu-bogus");
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText("u-bogus is no identity.")).toBeVisible();
  await page.getByRole("button", { name: "Remove Statement 1" }).click();
  for (const [address, verdict] of [
    ["203.0.113.9", "The policy lets it through"],
    ["192.0.2.1", "The policy refuses it"],
  ] as const) {
    await page.getByRole("textbox", { name: "Address", exact: true }).fill(address);
    await page.getByRole("button", { name: "Ask" }).click();
    await expect(page.getByText(verdict)).toBeVisible();
  }
  await expect(page.getByText("None of the conditions that allow it holds.")).toBeVisible();
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText("The policy holds from now on.")).toBeVisible();
  await expectNoSidewaysScroll(page);

  await secrets.chooseTab("Overview");
  await page.getByRole("button", { name: "Reveal" }).click();
  await secrets.prove(administrator.password, "Reveal");
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("access policy");
});

test("a secret whose key is disabled says that nothing is lost; deleted, it is gone from the tree", async ({
  page,
  secrets,
  makeKey,
}) => {
  const { identity, name } = await makeKey();
  const path = await makeSecret(identity);
  const { url, token, organisation } = startedInstallation();
  const change = (verb: string) =>
    fetch(`${url}/v1/kms/nl-01/keys/${identity}/${verb}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "x-organisation-identity": organisation },
    });
  expect((await change("disable")).status).toBe(200);
  await secrets.open(path);
  await expect(page.getByRole("region", { name: `The key ${name} is disabled` })).toContainText("Nothing is lost");

  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await secrets.confirm(path, "Delete secret");
  await expect(page.getByText(`${path} is deleted.`)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Nothing is in this folder" })).toBeVisible();
  expect((await api("GET", `/secret${path}`)).status).toBe(404);
});

test("the tree leads down by folders and back by its path, and searches below", { tag: "@phone" }, async ({
  page,
  secrets,
  makeKey,
}) => {
  const { identity } = await makeKey();
  const top = `/${uniqueName("tree")}`;
  for (const path of ["/one", "/deep/two", "/deep/er/three"]) {
    await api("POST", "/secrets", { path: `${top}${path}`, kmsKeyIdentity: identity, secretString: "YQ==" });
  }
  await secrets.openFolder(`${top}/`);
  await secrets.row("deep/").click();
  await expect(secrets.row("two")).toBeVisible();
  await expect(secrets.row("er/")).toBeVisible();
  await page
    .getByRole("navigation", { name: "Folders on the way" })
    .getByRole("link", { name: top.slice(1) })
    .click();
  await expect(secrets.row("one")).toBeVisible();
  await page.getByRole("searchbox", { name: "Search below this folder" }).fill("three");
  await expect(secrets.row("deep/er/three")).toBeVisible();
  await expect(secrets.row("one")).toBeHidden();
  await expectNoSidewaysScroll(page);
  await secrets.row("deep/er/three").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${top}/deep/er/three`);
  await page.goBack();
  await expect(secrets.row("deep/er/three")).toBeVisible();
});
