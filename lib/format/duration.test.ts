import { expect, it } from "vitest";
import { durationWords } from "./duration";

it("gives every duration a unit and no false precision", () => {
  const lengths = [-1, 0, 0.84, 1.25, 9.94, 12.4, 999.4, 1_400, 61_000];
  const words = ["0.0 ms", "0.0 ms", "0.8 ms", "1.3 ms", "9.9 ms", "12 ms", "999 ms", "1.4 s", "61.0 s"];
  expect(lengths.map(durationWords)).toEqual(words);
});
