import { expect, test } from "vitest";
import { zoneTitle } from "./zone-title";

test("a name that mixes scripts is called as it is on the wire", () => {
  const title = (unicodeName: string) => zoneTitle({ name: "xn--a.example", unicodeName });
  // Cyrillic, and an l of Latin.
  expect(title("раураl.example")).toBe("xn--a.example");
  expect(title("αpple.example")).toBe("xn--a.example");
  for (const name of ["bücher.example", "пример.example", "παράδειγμα.example", "例え.example", "a1.example"])
    expect(title(name)).toBe(name);
});
