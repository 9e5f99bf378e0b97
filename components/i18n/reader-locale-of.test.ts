import { describe, expect, test } from "vitest";
import { readerLocaleOf } from "./reader-locale-of";

describe("the reader's locale", () => {
  test.each([
    ["nl-NL,nl;q=0.9,en;q=0.8", "nl-NL"],
    ["*, de;q=0.5", "de"],
    ["x_y!, en-GB", "en-GB"],
    ["", "en"],
    [null, "en"],
  ])("of %j is %s", (header, locale) => {
    expect(readerLocaleOf(header)).toBe(locale);
  });
});
