import { uniqueName } from "../api/kms-client";
import { expect, test } from "../fixtures";

// Cards at 390 px have no heads.
test("heads sort, ascending first", async ({ page, keyList, makeKey }) => {
  const group = uniqueName("sort");
  for (const end of ["b", "a", "c"]) await makeKey({ name: `${group}-${end}` });
  await keyList.open(`?q=${group}`);
  await expect.poll(() => keyList.names()).toEqual([`${group}-a`, `${group}-b`, `${group}-c`]);
  await page.getByRole("button", { name: "Name, sorted ascending" }).click();
  await expect(page).toHaveURL(/sort=-name/);
  await expect.poll(() => keyList.names()).toEqual([`${group}-c`, `${group}-b`, `${group}-a`]);
  await page.getByRole("button", { name: "Created" }).click();
  await expect.poll(() => keyList.names()).toEqual([`${group}-b`, `${group}-a`, `${group}-c`]);
});
