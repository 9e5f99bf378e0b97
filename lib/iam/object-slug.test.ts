import { expect, test } from "vitest";
import { objectSlug } from "./object-slug";

test.each([
  ["Payments", "payments"],
  ["  Café & Zoë ", "cafe-zoe"],
  ["x".repeat(80), "x".repeat(63)],
])("%s is reached as %s", (name, slug) => expect(objectSlug(name, "project")).toBe(slug));

test("a name without Latin letters gets a random slug of its noun", () => {
  expect(objectSlug("港", "team")).toMatch(/^team-[0-9a-f]{10}$/);
  expect(objectSlug("港", "team")).not.toBe(objectSlug("港", "team"));
});

test.each(["prj-0123456789abcdefghij", "SA 0123456789abcdefghij", "New", "IAM"])("%s is refused as a name", (name) => {
  expect(() => objectSlug(name, "project")).toThrow(expect.objectContaining({ code: "invalid_request" }));
});
