import { expect, it } from "vitest";
import { filterParameters, filtersIn, isFiltering } from "./key-filters";

it("an address gives the filters that wrote it", () => {
  const filters = {
    q: "orders db",
    regions: ["nl-01", "de-01"],
    keyTypes: ["aes256-gcm96"],
    statuses: ["disabled"],
    labels: ["team=platform", "env=prod=eu"],
    reviews: ["unused"],
    sort: "-createdAt",
  };
  expect(filtersIn(new URLSearchParams(filterParameters(filters)))).toEqual(filters);
});

it("an empty address filters nothing, and the order alone hides nothing", () => {
  expect(filterParameters(filtersIn(new URLSearchParams()))).toEqual({});
  expect(isFiltering(filtersIn(new URLSearchParams("sort=-name&region=&q=%20")))).toBe(false);
  expect(isFiltering(filtersIn(new URLSearchParams("region=nl-01")))).toBe(true);
});
