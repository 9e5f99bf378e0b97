import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { installationRoot } from "@/lib/platform/installation-root";
import { generatedDocuments } from "./write-docs";

const root = installationRoot();
const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => join("docs", name))
  .concat(readdirSync(root).filter((name) => name.endsWith(".md")));

test.each(Object.entries(generatedDocuments))("%s is current; npm run pelagos -- docs writes it", (path, content) => {
  expect(readFileSync(join(root, path), "utf8")).toBe(content());
});

test("links between documents lead to files that exist", () => {
  const broken = pages.flatMap((page) =>
    linksOf(page)
      .filter((link) => !existsSync(resolve(root, dirname(page), link)))
      .map((link) => `${page}: ${link}`),
  );
  expect(pages.length).toBeGreaterThan(5);
  expect(broken).toEqual([]);
});

test("every variable of the configuration is documented and in .env.example", () => {
  const source = readFileSync(join(root, "lib/platform/config.ts"), "utf8");
  const variables = [...source.matchAll(/^ {2}([A-Z][A-Z_]+): \{ must:/gm)].map(([, name]) => name ?? "");
  const withMust = [...source.matchAll(/^ {2}([A-Z][A-Z_]+): \{$/gm)].map(([, name]) => name ?? "");
  const all = [...variables, ...withMust].filter((name) => name !== "NODE_ENV");
  const documented = readFileSync(join(root, "docs/configuration.md"), "utf8");
  const example = readFileSync(join(root, ".env.example"), "utf8");
  expect(all.length).toBeGreaterThan(15);
  expect(all.filter((name) => !documented.includes(`\`${name}\``))).toEqual([]);
  expect(all.filter((name) => !new RegExp(`^#?${name}=`, "m").test(example))).toEqual([]);
});

/** Targets of relative links and pictures, without their anchors. */
function linksOf(page: string): string[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target.split("#")[0] ?? "")
    .filter((target) => target !== "" && !/^[a-z]+:/.test(target) && relative(root, resolve(root, target)) !== "");
}
