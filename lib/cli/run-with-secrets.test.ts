import { describe, expect, test } from "vitest";
import { readRunRequest, refusalReason, variablesOf, type WantedSecret } from "./run-with-secrets";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const found = { version: 1, kmsKeyIdentity: "kms-1", kmsKeyVersion: "1" };
const read = (wanted: WantedSecret, value: { secretString?: string; secretKeyValues?: Record<string, string> }) => ({
  wanted,
  value: { ...found, path: wanted.path, ...value },
});

describe("the command line of pelagos run", () => {
  test("names secrets, a region and everything of the command behind --", () => {
    expect(
      readRunRequest([
        "--secret",
        "/app/prod",
        "--secret",
        "TOKEN=/a+b",
        "--region",
        "nl-01",
        "--",
        "env",
        "--x",
        "--",
      ]),
    ).toMatchObject({
      region: "nl-01",
      command: ["env", "--x", "--"],
      secrets: [{ path: "/app/prod", variable: null }, {}],
    });
  });

  test.each([
    [["--secret", "/a"], "The command is missing"],
    [["--", "env"], "--secret is missing"],
    [["--secret", "app", "--", "env"], "a path must begin with a slash"],
    [["--secret", "1X=/app", "--", "env"], "begins with no digit"],
    [["--secret"], "--secret needs a value"],
    [["--file", "x", "--", "env"], "There is no option --file"],
  ])("%j is refused with a sentence", (parameters, sentence) => {
    expect(() => readRunRequest(parameters)).toThrow(sentence);
  });
});

describe("the variables of secrets", () => {
  const whole = { path: "/app", variable: null };
  const named = { path: "/token", variable: "TOKEN" };

  test("are the names of key-values, and the name given to a text", () => {
    const variables = variablesOf([
      read(whole, { secretKeyValues: { USER: base64("ü"), EMPTY: "" } }),
      read(named, { secretString: base64("s") }),
    ]);
    expect(Object.fromEntries(variables)).toEqual({ USER: "ü", EMPTY: "", TOKEN: "s" });
  });

  test.each([
    ["a text without a name", [read(whole, { secretString: base64("sesame") })], "holds one text"],
    ["key-values with one", [read(named, { secretKeyValues: { A: base64("sesame") } })], "holds key-values"],
    ["a name no variable can have", [read(whole, { secretKeyValues: { "a-b": base64("sesame") } })], "the name a-b"],
    ["bytes that are not text", [read(named, { secretString: "/w==" })], "not text"],
    [
      "a name that two secrets give",
      [read(whole, { secretKeyValues: { TOKEN: base64("sesame") } }), read(named, { secretString: base64("sesame") })],
      "TOKEN is given by more than one secret",
    ],
  ])("are refused for %s, without repeating a value", (_, secrets, sentence) => {
    expect(() => variablesOf(secrets)).toThrow(sentence);
    expect(() => variablesOf(secrets)).not.toThrow("sesame");
  });
});

test.each([
  ["organisation_required", "set PELAGOS_ORGANISATION"],
  ["organisation_not_found", "PELAGOS_ORGANISATION"],
  ["project_not_found", "PELAGOS_PROJECT"],
  ["secret_not_found", "as the server says"],
])("a refusal with %s names what can be set here", (code, words) => {
  const reason = refusalReason(400, { message: "X-Some-Header, as the server says", code, requestId: "req-1" });
  expect(reason).toContain(words);
  expect(reason).toContain("(req-1)");
  expect(reason.includes("X-Some-Header")).toBe(code === "secret_not_found");
});
