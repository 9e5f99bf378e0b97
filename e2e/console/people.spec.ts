import { uniqueName } from "../api/kms-client";
import { expect, expectNoSidewaysScroll, test } from "../fixtures";
import { ownOrganisation, signedInThroughLink, signedOutPage } from "../organisation";
import { hydrated } from "../pages/hydrated";

const PASSWORD = "a quay with seven cranes";

test("an owner adds a person, whose link is shown once, makes them an owner and takes it back", async ({ page }) => {
  const organisation = await ownOrganisation("people");
  const email = `${uniqueName("ada")}@example.org`;
  await page.goto(`/${organisation.slug}/access/members`);
  const add = page.getByRole("button", { name: "Add member" });
  await hydrated(add);
  await add.click();
  const dialog = page.getByRole("dialog", { name: "Add member" });
  await dialog.getByRole("button", { name: "Add member" }).click();
  await expect(dialog.getByText("Enter an e-mail address, such as ada@example.org.")).toBeVisible();
  await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByRole("textbox", { name: /^Name/ }).fill("Ada Quay");
  await dialog.getByRole("button", { name: "Add member" }).click();
  const shown = page.getByRole("alertdialog", { name: "A link for Ada Quay" });
  await expect(shown.getByText(/\/set-password#[0-9A-Za-z]{43}$/)).toBeVisible();
  await shown.getByRole("button", { name: "I have kept it" }).click();
  const row = page.getByRole("row").filter({ hasText: email });
  await expect(row.getByText("Member", { exact: true })).toBeVisible();

  await row.getByRole("button", { name: "Actions for Ada Quay" }).click();
  await page.getByRole("menuitem", { name: "Make owner" }).click();
  await expect(page.getByText("Ada Quay is an owner.")).toBeVisible();
  await expect(row.getByText("Owner", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row.getByText("Member", { exact: true })).toBeVisible();
  await expectNoSidewaysScroll(page);
});

test("a person who has an account joins with the link and the password of the account, and with one button where signed in", async ({
  browser,
}) => {
  test.slow();
  const [first, second, third] = [
    await ownOrganisation("joined-first"),
    await ownOrganisation("joined-second"),
    await ownOrganisation("joined-third"),
  ];
  const email = `${uniqueName("jo")}@example.org`;
  const { passwordLink: link } = await first.addMember(email, "Jo Quay");
  const page = await signedInThroughLink(browser, { link, email, password: PASSWORD, organisation: first.slug });
  const { passwordLink: ofThird } = await third.addMember(email, "Jo Third");
  await page.goto(`/${third.slug}`);
  await expect(page.getByText("There is nothing at this address")).toBeVisible();
  await page.goto(ofThird);
  await expect(page.getByRole("heading", { name: `Join ${third.name}` })).toBeVisible();
  await expectNoSidewaysScroll(page);
  const joinThird = page.getByRole("button", { name: `Join ${third.name}` });
  await hydrated(joinThird);
  await joinThird.click();
  await expect(page).toHaveURL(new RegExp(`/${third.slug}$`), { timeout: 20_000 });
  await page.context().close();

  const { passwordLink: ofSecond } = await second.addMember(email, "Jo Second");
  const elsewhere = await signedOutPage(browser);
  await elsewhere.goto(ofSecond);
  await hydrated(elsewhere.getByLabel("Password", { exact: true }));
  await expect(elsewhere.getByLabel("New password")).toHaveCount(0);
  await elsewhere.getByLabel("Password", { exact: true }).fill("not the one of the account");
  await elsewhere.getByRole("button", { name: `Join ${second.name}` }).click();
  await expect(elsewhere.getByText("E-mail and password do not match an account.")).toBeVisible();
  await elsewhere.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await elsewhere.getByRole("button", { name: `Join ${second.name}` }).click();
  await expect(elsewhere).toHaveURL(new RegExp(`/${second.slug}$`), { timeout: 20_000 });
  await elsewhere.goto(ofSecond);
  await expect(elsewhere.getByText(/This link cannot be used/)).toBeVisible();
  await elsewhere.context().close();
});

test("the last owner stays, and the console says why", async ({ page }) => {
  const organisation = await ownOrganisation("last-owner");
  await page.goto(`/${organisation.slug}/access/members`);
  const menu = page.getByRole("button", { name: /^Actions for/ });
  await hydrated(menu);
  await menu.click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  const question = page.getByRole("alertdialog");
  await question.getByRole("button", { name: "Leave" }).click();
  await expect(question.getByText("An organisation keeps one owner: make somebody else an owner first.")).toBeVisible();
  await expect(question.getByText("Request id")).toBeVisible();
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Owner" })).toHaveCount(1);
});

test("a team is made, gets a member and loses them again with Undo, and goes with its consequence", async ({
  page,
}) => {
  const organisation = await ownOrganisation("team");
  await organisation.addMember(`${uniqueName("ben")}@example.org`, "Ben Crane");
  await page.goto(`/${organisation.slug}/access/teams`);
  const first = page.getByRole("button", { name: "Create the first team" });
  await hydrated(first);
  await first.click();
  const form = page.getByRole("dialog", { name: "Create team" });
  await form.getByLabel("Name", { exact: true }).fill("Operators");
  await form.getByLabel("Description").fill("On call");
  await form.getByRole("button", { name: "Create team" }).click();
  await expect(page).toHaveURL(/\/access\/teams\/operators$/);
  await expect(page.getByRole("heading", { level: 1, name: "Operators" })).toBeVisible();

  await page.getByRole("button", { name: "Add member" }).click();
  const dialog = page.getByRole("dialog", { name: "Add somebody to Operators" });
  await dialog.getByRole("button", { name: /Person/ }).click();
  await page.getByRole("option", { name: /Ben Crane/ }).click();
  await dialog.getByRole("button", { name: "Add member" }).click();
  const table = page.getByRole("table", { name: "Members of Operators" });
  await expect(table.getByText("Ben Crane")).toBeVisible();
  await page.getByRole("button", { name: "Actions for Ben Crane" }).click();
  await page.getByRole("menuitem", { name: "Take out of the team" }).click();
  await expect(page.getByText("Nobody is in this team")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect(table.getByText("Ben Crane")).toBeVisible();

  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete team" }).click();
  const question = page.getByRole("alertdialog", { name: "Delete Operators" });
  await expect(question.getByText("One member loses what only this team gave, at once.")).toBeVisible();
  await question.getByLabel("Type Operators to confirm").fill("Operators");
  await question.getByRole("button", { name: "Delete team" }).click();
  await expect(page.getByText("No teams yet")).toBeVisible();
});

test("an auditor sees every page and is offered no change on any", async ({ browser }) => {
  test.slow();
  const organisation = await ownOrganisation("audited");
  const email = `${uniqueName("ingrid")}@example.org`;
  const { user, passwordLink } = await organisation.addMember(email, "Ingrid Auditor");
  await organisation.give("auditor", user.subject);
  await organisation.send("POST", "/teams", { name: "Operators" });
  await organisation.send("POST", "/projects", { name: "Production" });
  const page = await signedInThroughLink(browser, {
    link: passwordLink,
    email,
    password: PASSWORD,
    organisation: organisation.slug,
  });

  await page.goto(`/${organisation.slug}/access/members`);
  await expect(page.getByRole("row").filter({ hasText: email }).getByText("auditor", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Add member" })).toHaveCount(0);
  await page.getByRole("button", { name: "Actions for Ingrid Auditor" }).click();
  await expect(page.getByRole("menuitem")).toHaveText(["See rights"]);
  await page.goto(`/${organisation.slug}/access/teams/operators`);
  await expect(page.getByRole("heading", { level: 1, name: "Operators" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^(Edit|More|Add member)$/ })).toHaveCount(0);
  await page.goto(`/${organisation.slug}/settings/projects`);
  await expect(page.getByRole("link", { name: "Production" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Create project" })).toHaveCount(0);
  await page.goto(`/${organisation.slug}/settings`);
  await expect(page.getByText("Your rights cover reading only.")).toBeVisible();
  await expect(page.getByRole("switch")).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Save/ })).toHaveCount(0);
  await page.goto("/organisations");
  await expect(page.getByRole("heading", { name: "For platform administrators" })).toBeVisible();
  await page.context().close();
});
