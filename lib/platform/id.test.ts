import { afterEach, expect, test } from "vitest";
import { type FakeClock, useFakeClock } from "./clock";
import { looksLikeId, newId, randomHex } from "./id";

let clock: FakeClock | null = null;
afterEach(() => clock?.restore());

/** Written the plain way, bit by bit. */
function bitsOf(text: string): string {
  const alphabet = "0123456789abcdefghijklmnopqrstuv";
  return [...text].map((character) => alphabet.indexOf(character).toString(2).padStart(5, "0")).join("");
}

test("an identity is its prefix, the time in seconds, 64 random bits and 4 zero bits", () => {
  clock = useFakeClock("2026-11-24T01:02:03.999Z");
  const seconds = Date.parse("2026-11-24T01:02:03Z") / 1_000;
  for (let count = 0; count < 2_000; count += 1) {
    const id = newId("kms");
    expect(looksLikeId(id)).toBe(true);
    const bits = bitsOf(id.slice(4));
    expect(Number.parseInt(bits.slice(0, 32), 2)).toBe(seconds);
    expect(bits.slice(96)).toBe("0000");
  }
});

test("every random bit of an identity takes both values, and none repeats", () => {
  const made = Array.from({ length: 3_000 }, () => newId("evt"));
  expect(new Set(made).size).toBe(made.length);
  for (let bit = 32; bit < 96; bit += 1) {
    const ones = made.filter((id) => bitsOf(id.slice(4))[bit] === "1").length;
    expect(ones, `bit ${bit}`).toBeGreaterThan(1_200);
    expect(ones, `bit ${bit}`).toBeLessThan(1_800);
  }
});

test("random hex has twice as many characters as bytes and does not repeat", () => {
  const made = Array.from({ length: 3_000 }, () => randomHex(16));
  expect(new Set(made).size).toBe(made.length);
  for (const text of made) expect(text).toMatch(/^[0-9a-f]{32}$/);
});
