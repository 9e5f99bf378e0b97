import { expect, test } from "vitest";
import { latinLetters } from "./latin-letters";

test("letters with and without a decomposition become plain Latin ones, in either case", () => {
  const cases = {
    "Größe STRAẞE": "grosse strasse",
    "Ærø ØRE": "aero ore",
    "Łódź Đorđe": "lodz dorde",
    "Þór ÐIÐ": "thor did",
    "œuvre Œ": "oeuvre oe",
    "İstanbul ılık": "istanbul ilik",
    "Ħal Ŧ ŋ ĸ ə": "hal t n k e",
    "naïve ﬁle Ⅻ": "naive file xii",
    "密钥 ключ": "密钥 ключ",
  };
  for (const [given, plain] of Object.entries(cases)) expect(latinLetters(given)).toBe(plain);
});
