import { expect, test } from "../fixtures";
import { ownOrganisation } from "../organisation";
import { hydrated } from "../pages/hydrated";

test("projects form a tree, are moved with Undo, and go only when they hold nothing", async ({ page }) => {
  test.slow();
  const organisation = await ownOrganisation("tree");
  await page.goto(`/${organisation.slug}/settings/projects`);
  const first = page.getByRole("button", { name: "Create the first project" });
  await hydrated(first);
  await first.click();
  const form = page.getByRole("dialog", { name: "Create project" });
  await form.getByLabel("Name", { exact: true }).fill("Production");
  await form.getByRole("button", { name: "Create project" }).click();
  const production = page.getByRole("button", { name: "Actions for Production" });
  await production.click();
  await page.getByRole("menuitem", { name: "Create a project below" }).click();
  await form.getByLabel("Name", { exact: true }).fill("Payments");
  await form.getByRole("button", { name: "Create project" }).click();
  const payments = page.getByRole("row").filter({ has: page.getByRole("link", { name: "Payments" }) });
  await expect(payments.getByText("Production")).toBeVisible();

  await production.click();
  await page.getByRole("menuitem", { name: "Delete project" }).click();
  const question = page.getByRole("alertdialog", { name: "Delete Production" });
  await question.getByLabel("Type Production to confirm").fill("Production");
  await question.getByRole("button", { name: "Delete project" }).click();
  await expect(question.getByText("There are projects below it: delete or move them first.")).toBeVisible();
  await question.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("button", { name: "Actions for Payments" }).click();
  await page.getByRole("menuitem", { name: "Edit or move" }).click();
  const edit = page.getByRole("dialog", { name: "Edit Payments" });
  await edit.getByRole("button", { name: /Lies in/ }).click();
  await page.getByRole("option", { name: "the organisation" }).click();
  await edit.getByRole("button", { name: "Save changes" }).click();
  await expect(payments.getByText("the organisation")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(payments.getByText("Production")).toBeVisible();
});

test("the project of the address stays in every link, and its keys are its own", { tag: "@phone" }, async ({
  page,
  isMobile,
}) => {
  const organisation = await ownOrganisation("scope");
  await organisation.send("POST", "/projects", { name: "Production" });
  await organisation.send("POST", "/kms/nl-01/keys", { name: "outside" });
  const lists: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith(`/console-api/${organisation.slug}/projects`)) lists.push(request.url());
  });
  await page.goto(`/${organisation.slug}/keys`);
  await expect(page.getByRole("link", { name: "outside" })).toBeVisible();
  if (isMobile) {
    const open = page.getByRole("button", { name: "Open menu" });
    await hydrated(open);
    await open.click();
  }
  const switcher = page.getByRole("button", { name: /: switch$/ });
  await hydrated(switcher);
  expect(lists, "nobody has looked at the projects yet").toEqual([]);
  await switcher.click();
  await page.getByRole("menuitem", { name: /^Production/ }).click();
  await expect(page).toHaveURL(new RegExp(`/${organisation.slug}\\?project=production$`));
  if (isMobile) return;
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Keys" }).click();
  await expect(page).toHaveURL(/\/keys\?project=production$/);
  await expect(page.getByText("No keys yet")).toBeVisible();
  await page.getByRole("link", { name: "Create the first key" }).click();
  await expect(page).toHaveURL(/\/keys\/new\?project=production$/);
  await page.getByRole("navigation", { name: "Path" }).getByRole("link", { name: "Keys" }).click();
  await expect(page).toHaveURL(/\/keys\?project=production$/);
  await page.reload();
  await expect(page.getByRole("button", { name: /, Production: switch$/ })).toBeVisible();
});
