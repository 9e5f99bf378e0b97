import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bindConfig, knotConfig, nsdConfig } from "./secondary-config";

const FACTS = {
  zone: "example.org",
  primary: { host: "192.0.2.10", port: 53 },
  key: { name: "KEY", secret: "SECRET" },
};

test.each([nsdConfig, knotConfig, bindConfig])("docs/dnssec.md has what the console shows: %o", (configuration) => {
  expect(readFileSync("docs/dnssec.md", "utf8")).toContain(`\n${configuration(FACTS)}\`\`\`\n`);
});
