import { expect, test } from "vitest";
import { fieldErrors } from "./field-errors";

test("a refusal stands beside the fields it names", () => {
  expect(fieldErrors("name: must be text; labels.te-am: must be short: 256.", ["name", "labels"])).toEqual({
    name: "must be text",
    labels: "must be short: 256.",
  });
});

test("a refusal that names no field of the form is for a place of its own", () => {
  expect(fieldErrors("features: must be an object.", ["name"])).toBeNull();
  expect(fieldErrors("The permission team:create is required.", ["name"])).toBeNull();
  expect(fieldErrors("name", ["name"])).toBeNull();
});
