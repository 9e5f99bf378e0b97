import { expect, test } from "vitest";
import { homeOrganisation } from "./home-organisation";

const [oldest, newest] = [{ slug: "zebra" }, { slug: "acme" }];

test("the front page leads to the organisation looked at last, else to the one belonged to longest", () => {
  expect(homeOrganisation([oldest, newest], "acme")).toBe(newest);
  expect(homeOrganisation([oldest, newest], undefined)).toBe(oldest);
});

test("an organisation that somebody else looked at in this browser leads nowhere", () => {
  expect(homeOrganisation([oldest, newest], "theirs")).toBe(oldest);
  expect(homeOrganisation([], "theirs")).toBeUndefined();
});
