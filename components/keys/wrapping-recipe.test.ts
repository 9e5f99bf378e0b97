import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { WRAPPING_RECIPE } from "./wrapping-recipe";

test("the recipe of the page is the one that the documentation prints and a test runs", () => {
  const page = readFileSync("docs/importing-keys.md", "utf8");
  expect(page).toContain(`<!-- step: wrap -->\n\`\`\`sh\n${WRAPPING_RECIPE}\`\`\``);
});
