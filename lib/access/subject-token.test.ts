import { generateKeyPairSync } from "node:crypto";
import { exportJWK, SignJWT } from "jose";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeClock, useFakeClock } from "@/lib/platform/clock";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { forgetIssuerKeys } from "./issuer-keys";
import { claimedBy, isAcceptedBy, type SubjectRules, subjectProblem } from "./subject-token";

const pair = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const foreign = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const nowInSeconds = Date.parse("2026-03-01T12:00:00Z") / 1_000;
let clock: FakeClock;
let rules: SubjectRules;

beforeEach(async () => {
  forgetIssuerKeys();
  // Nothing of this may be called: every address is private.
  setConfig(loadConfig({}));
  clock = useFakeClock("2026-03-01T12:00:00Z");
  rules = {
    credentialId: "fid-00000000000000000000",
    issuer: claims.iss,
    jwksUri: null,
    localJwks: { keys: [{ ...(await exportJWK(pair.publicKey)), kid: "one" }] },
    algorithms: ["RS256"],
    trustedAudiences: ["pelagos"],
    audienceMatchMode: "any",
    conditions: {},
  };
});
afterEach(() => clock.restore());

interface Options {
  readonly claims?: Record<string, unknown>;
  readonly header?: { alg: string; kid?: string };
  readonly key?: Parameters<SignJWT["sign"]>[0];
}

const claims = { iss: "https://127.0.0.1", sub: "repo:one", aud: "pelagos", exp: nowInSeconds + 60 };
const made = ({ claims: more = {}, header = { alg: "RS256", kid: "one" }, key = pair.privateKey }: Options = {}) =>
  new SignJWT({ ...claims, ...more }).setProtectedHeader(header).sign(key);
const accepts = async (options?: Options, changed: Partial<SubjectRules> = {}) =>
  isAcceptedBy({ ...rules, ...changed }, await made(options));

test("a token signed under a stored key, in time and for a trusted audience is accepted", async () => {
  expect(await accepts()).toBe(true);
});

test("a foreign key, an unknown key id and an algorithm off the list are refused", async () => {
  expect(await accepts({ key: foreign.privateKey })).toBe(false);
  expect(await accepts({ header: { alg: "RS256", kid: "two" } })).toBe(false);
  expect(await accepts({ header: { alg: "RS512", kid: "one" } })).toBe(false);
});

test("a public key never serves as the secret of a symmetric algorithm, even where the list names it", async () => {
  const pem = pair.publicKey.export({ type: "spki", format: "pem" });
  const hs256 = { header: { alg: "HS256", kid: "one" }, key: Buffer.from(pem) };
  expect(await accepts(hs256, { algorithms: ["HS256", "RS256"] })).toBe(false);
  const symmetric = { keys: [{ kty: "oct", kid: "one", k: Buffer.from(pem).toString("base64url") }] };
  expect(await accepts(hs256, { algorithms: ["HS256"], localJwks: symmetric })).toBe(false);
});

test("a token without a signature is refused", async () => {
  const [, payload = "", signature = ""] = (await made()).split(".");
  const head = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
  expect(await isAcceptedBy({ ...rules, algorithms: ["none", "RS256"] }, `${head}.${payload}.${signature}`)).toBe(
    false,
  );
});

test("time counts to 30 seconds of tolerance, and a token without an end is refused", async () => {
  expect(await accepts({ claims: { exp: nowInSeconds - 29 } })).toBe(true);
  expect(await accepts({ claims: { exp: nowInSeconds - 30 } })).toBe(false);
  expect(await accepts({ claims: { nbf: nowInSeconds + 30 } })).toBe(true);
  expect(await accepts({ claims: { nbf: nowInSeconds + 31 } })).toBe(false);
  expect(await accepts({ claims: { exp: undefined } })).toBe(false);
  expect(await accepts({ claims: { iat: nowInSeconds + 30 } })).toBe(true);
  expect(await accepts({ claims: { iat: nowInSeconds + 31 } })).toBe(false);
});

test("the first check that fails is named, so that people who manage the identity can tell what to change", async () => {
  const failing = async (options: Options, changed: Partial<SubjectRules> = {}) =>
    (await subjectProblem({ ...rules, ...changed }, await made(options)))?.check ?? null;
  expect(await failing({})).toBeNull();
  expect(await failing({ header: { alg: "RS512", kid: "one" } })).toBe("algorithm");
  expect(await failing({ header: { alg: "RS256", kid: "two" } })).toBe("signature");
  expect(await failing({ key: foreign.privateKey })).toBe("signature");
  expect(await failing({ claims: { exp: nowInSeconds - 60 } })).toBe("time");
  expect(await failing({ claims: { nbf: nowInSeconds + 60 } })).toBe("time");
  expect(await failing({ claims: { aud: "other" } })).toBe("audience");
  expect(await failing({ claims: { aud: undefined } })).toBe("audience");
  expect(await failing({}, { conditions: { ref: "main" } })).toBe("conditions");
  expect(await failing({}, { localJwks: null })).toBe("keys");
});

test("while the keys cannot be had a token is neither accepted nor refused", async () => {
  await expect(accepts({}, { localJwks: null })).rejects.toThrow(expect.objectContaining({ code: "unavailable" }));
});

test.each([
  ["any", ["a", "b"], ["b", "x"], true],
  ["any", ["a", "b"], ["x"], false],
  ["any", ["a"], "a", true],
  ["any", ["a"], [], false],
  ["any", ["a"], undefined, false],
  ["all", ["a", "b"], ["a", "b", "x"], true],
  ["all", ["a", "b"], ["a"], false],
  ["all", [], ["a"], false],
  ["exact", ["a", "b"], ["b", "a"], true],
  ["exact", ["a", "b"], ["a", "b", "x"], false],
  ["exact", ["a", "b"], ["a"], false],
  ["exact", [], [], false],
  ["some", ["a"], ["a"], false],
] as const)("audiences: %s of %j against %j is %s", async (audienceMatchMode, trustedAudiences, aud, expected) => {
  expect(await accepts({ claims: { aud } }, { audienceMatchMode, trustedAudiences })).toBe(expected);
});

test("every condition must be met by a claim of the token's own, compared as text", async () => {
  const conditions = { ref: "refs/heads/main", run: "7", protected: true };
  const right = { ref: "refs/heads/main", run: 7, protected: true };
  expect(await accepts({ claims: right }, { conditions })).toBe(true);
  expect(await accepts({ claims: { ...right, ref: "refs/heads/mainly" } }, { conditions })).toBe(false);
  expect(await accepts({ claims: { ...right, ref: ["refs/heads/main"] } }, { conditions })).toBe(false);
  expect(await accepts({ claims: { ...right, run: undefined } }, { conditions })).toBe(false);
  expect(await accepts({}, { conditions: { constructor: "x" } })).toBe(false);
});

test.each([{}, { keys: [] }, { keys: "one" }, "https://ci.example/keys"])(
  "a provider whose stored keys are %j accepts nothing",
  async (localJwks) => expect(await accepts({}, { localJwks })).toBe(false),
);

test("what a token claims is read only from texts that can be one", async () => {
  const token = await made();
  expect(claimedBy(token)).toEqual({ issuer: claims.iss, subject: claims.sub });
  expect(claimedBy(`${token}${"A".repeat(16_384)}`)).toBeNull();
  expect(claimedBy("a.b.c")).toBeNull();
  expect(claimedBy("")).toBeNull();
  expect(claimedBy(await made({ claims: { sub: "\u0000" } }))).toBeNull();
  expect(claimedBy(await made({ claims: { iss: 7 } }))).toBeNull();
});
