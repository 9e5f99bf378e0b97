import { expect, test } from "vitest";
import { organisationSlug } from "./organisation-slug";

test.each([
  ["Pelagos", "pelagos"],
  ["  Harbour & Sons, Ltd. ", "harbour-sons-ltd"],
  ["Ærø Smørrebrød", "aero-smorrebrod"],
  ["Café Zoë", "cafe-zoe"],
  ["x".repeat(80), "x".repeat(63)],
  [`${"x".repeat(62)} y`, "x".repeat(62)],
])("%s is reached as %s", (name, slug) => expect(organisationSlug(name)).toBe(slug));

test("a name without Latin letters gets a random slug", () => {
  expect(organisationSlug("港")).toMatch(/^organisation-[0-9a-f]{10}$/);
  expect(organisationSlug("港")).not.toBe(organisationSlug("港"));
});

test.each(["o-0123456789abcdefghij", "Sign in", "console-api", "V1", "_next"])("%s is refused as a name", (name) => {
  expect(() => organisationSlug(name)).toThrow(expect.objectContaining({ code: "invalid_request" }));
});
