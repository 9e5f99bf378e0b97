import { expect, test } from "vitest";
import { isPageView } from "./page-views";

const read = {
  client: "console",
  outcome: "allowed",
  event: "secret.read",
  context: { method: "GET", path: "/acme/secrets/nl-01/s/app/password" },
} as const;

test("what the console reads to draw a page is a page view", () => {
  expect(isPageView(read)).toBe(true);
  expect(isPageView({ ...read, client: "api" })).toBe(false);
});

test("what is done on a page, what is refused and what is saved as a file are none", () => {
  expect(isPageView({ ...read, context: { ...read.context, method: "POST" } })).toBe(false);
  expect(isPageView({ ...read, outcome: "refused" })).toBe(false);
  expect(isPageView({ ...read, event: "audit.export" })).toBe(false);
  expect(isPageView({ ...read, context: { method: "GET", path: "/console-api/acme/access-review.csv" } })).toBe(false);
});
