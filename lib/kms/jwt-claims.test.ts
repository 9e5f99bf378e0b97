import { beforeAll, expect, test } from "vitest";
import { isKmsError } from "@/lib/contract/kms-error";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { claimsText, isOwnIssuer } from "./jwt-claims";

const NOW = new Date("2031-03-04T05:06:07.890Z");
const NOW_SECONDS = 1_930_367_167;

beforeAll(() => setConfig(loadConfig({ PELAGOS_PUBLIC_URL: "https://kms.example.org" })));

const textOf = (claims: Record<string, unknown>, lifetimeInSeconds?: number) =>
  claimsText({ claims, lifetimeInSeconds }, NOW);

function problemOf(claims: Record<string, unknown>, lifetimeInSeconds?: number): string {
  try {
    return textOf(claims, lifetimeInSeconds);
  } catch (error) {
    return isKmsError(error) ? `${error.code} ${error.message}` : String(error);
  }
}

test("claims are signed as they were sent, with iat where it is missing and exp from the lifetime", () => {
  expect(JSON.parse(textOf({ sub: "ada", n: [1.5, { x: null }] }))).toEqual({
    sub: "ada",
    n: [1.5, { x: null }],
    iat: NOW_SECONDS,
  });
  expect(JSON.parse(textOf({ iat: 5 }, 300))).toEqual({ iat: 5, exp: NOW_SECONDS + 300 });
  expect(JSON.parse(textOf({ exp: 7, aud: ["a", "b"] }))).toEqual({ exp: 7, aud: ["a", "b"], iat: NOW_SECONDS });
});

test.each<[string, Record<string, unknown>, RegExp]>([
  [
    "exp in milliseconds",
    { exp: 1_930_367_167_890 },
    /^invalid_request claims\.exp: must be a whole number of seconds/,
  ],
  ["half a second", { nbf: 1.5 }, /claims\.nbf/],
  ["a date as text", { iat: "2031-03-04" }, /claims\.iat/],
  ["no date", { exp: null }, /claims\.exp/],
  ["an issuer that is no text", { iss: 5 }, /claims\.iss: must be text/],
  ["a subject that is no text", { sub: ["a"] }, /claims\.sub/],
  ["an audience that is no text", { aud: { a: 1 } }, /claims\.aud/],
  ["an empty audience", { aud: [] }, /claims\.aud/],
  ["an audience of numbers", { aud: ["a", 1] }, /claims\.aud/],
  ["a number JSON cannot write", { n: Number.POSITIVE_INFINITY }, /claims\.n: must be a finite number/],
  ["a number that lost digits", JSON.parse('{"n":12345678901234567890}'), /claims\.n/],
  ["a lone surrogate", { deep: [{ text: "a\ud800" }] }, /claims\.deep: must be text without lone surrogates/],
  ["a name with a lone surrogate", { "\ud800": 1 }, /names without lone surrogates/],
  ["a name that objects swallow", JSON.parse('{"a":{"__proto__":{"admin":true}}}'), /__proto__/],
])("refuses %s", (_, claims, problem) => {
  expect(problemOf(claims)).toMatch(problem);
});

test("refuses exp together with a lifetime", () => {
  expect(problemOf({ exp: NOW_SECONDS }, 5)).toMatch(/^invalid_request lifetimeInSeconds: sets the claim exp/);
});

test("claims may have 16 KiB as JSON and not one byte more", () => {
  const base = Buffer.byteLength(textOf({ iat: 1, text: "" }));
  expect(problemOf({ iat: 1, text: "x".repeat(16_384 - base) })).toMatch(/^\{/);
  expect(problemOf({ iat: 1, text: "x".repeat(16_385 - base) })).toMatch(/^payload_size claims: .* these have 16385/);
  expect(problemOf({ iat: 1, text: "é".repeat(8_192) })).toMatch(/^payload_size/);
});

test("claims nested without end are refused, not followed", () => {
  const nested = (depth: number) => JSON.parse(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`);
  expect(problemOf(nested(32))).toMatch(/^\{/);
  expect(problemOf(nested(33))).toMatch(/nested deeper than 32/);
  expect(problemOf(nested(200_000))).toMatch(/nested deeper than 32/);
});

test.each([
  ["https://kms.example.org", true],
  ["https://kms.example.org/", true],
  ["https://kms.example.org/oidc/anything?x#y", true],
  ["HTTPS://KMS.EXAMPLE.ORG/oidc", true],
  ["http://kms.example.org", true],
  ["https://kms.example.org:443", true],
  ["https://kms.example.org./oidc", true],
  ["https://user@kms.example.org", true],
  [" https://kms.example.org", true],
  ["https://kms.exa\nmple.org", true],
  ["kms.example.org", true],
  ["kms.example.org/oidc", true],
  ["kms.example.org:443", true],
  ["//kms.example.org", true],
  ["https:kms.example.org", true],
  ["https://kms.example.org:8443", false],
  ["https://kms.example.org.evil.example", false],
  ["https://other.example/kms.example.org", false],
  ["https://xkms.example.org", false],
  ["accounts", false],
  ["urn:example:kms.example.org", false],
  ["", false],
])("an issuer %j is this installation's own: %s", (issuer, own) => {
  expect(isOwnIssuer(issuer, "https://kms.example.org")).toBe(own);
  expect(problemOf({ iss: issuer }).startsWith("invalid_request claims.iss")).toBe(own);
});

test("another port of the same machine is another issuer", () => {
  expect(isOwnIssuer("http://localhost:3000/x", "http://localhost:3000")).toBe(true);
  expect(isOwnIssuer("http://localhost:3001", "http://localhost:3000")).toBe(false);
  expect(isOwnIssuer("http://localhost", "http://localhost:3000")).toBe(false);
});
