import { expect, test } from "vitest";
import { isDatabaseLost } from "./database-lost";

const withCode = (code: string) => Object.assign(new Error("text"), { code });

test("errors of a database that does not answer are told from errors of a statement", () => {
  for (const code of ["ECONNREFUSED", "57P03", "57P01", "08006", "53300", "P1001", "25006"]) {
    expect(isDatabaseLost(withCode(code)), code).toBe(true);
  }
  for (const code of ["23505", "22P02", "42P01", "57014", "ENOENT", "P2002"]) {
    expect(isDatabaseLost(withCode(code)), code).toBe(false);
  }
});

test("a lost connection is recognised by pg's sentence and behind a cause", () => {
  expect(isDatabaseLost(new Error("Connection terminated unexpectedly"))).toBe(true);
  expect(isDatabaseLost(new Error("wrapped", { cause: withCode("ECONNRESET") }))).toBe(true);
  expect(isDatabaseLost(new Error("a defect"))).toBe(false);
  expect(isDatabaseLost("Connection terminated")).toBe(false);
});
