import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeClock, useFakeClock } from "@/lib/platform/clock";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { forgetIssuerKeys, issuerKeys } from "./issuer-keys";
import { DISCOVERY_PATH, KEYS_PATH, startTestIssuer, type TestIssuer } from "./test-issuer";

let issuer: TestIssuer;
let clock: FakeClock;
beforeEach(async () => {
  setConfig(loadConfig({ PELAGOS_OUTBOUND_ALLOW: "127.0.0.1" }));
  forgetIssuerKeys();
  issuer = await startTestIssuer();
  clock = useFakeClock("2026-03-01T12:00:00Z");
});
afterEach(async () => {
  clock.restore();
  await issuer.close();
});

const source = (more: { jwksUri?: string; issuer?: string } = {}) => ({
  issuer: issuer.issuer,
  jwksUri: null,
  localJwks: null,
  ...more,
});
const kids = async (wanted?: "newer") => (await issuerKeys(source(), wanted)).map(({ kid }) => kid);
const published = async () => (await issuer.jwks()).keys.map(({ kid }) => kid);

test("keys are found through discovery, fetched once for all who wait, and kept for ten minutes", async () => {
  const [first, second] = await Promise.all([kids(), kids()]);
  expect(first).toEqual(await published());
  expect(second).toEqual(first);
  clock.advance(599_999);
  await kids();
  expect(issuer.asked).toEqual([DISCOVERY_PATH, KEYS_PATH]);
  clock.advance(1);
  await kids();
  expect(issuer.asked).toHaveLength(4);
});

test("a replaced key is there as soon as a token names it, but nobody causes more than a fetch in five seconds", async () => {
  const old = await kids();
  issuer.rotate();
  expect(await kids("newer")).toEqual(old);
  clock.advance(5_000);
  expect(await kids("newer")).toEqual(await published());
  expect(await kids("newer")).not.toEqual(old);
  expect(issuer.asked.filter((path) => path === KEYS_PATH)).toHaveLength(2);
});

test("while the issuer cannot be reached, known keys serve for an hour and no longer", async () => {
  const known = await kids();
  issuer.answer(KEYS_PATH, (response) => response.writeHead(500).end());
  clock.advance(3_599_999);
  expect(await kids()).toEqual(known);
  clock.advance(5_001);
  await expect(kids()).rejects.toThrow(/answered 500/);
});

test("after a failure the issuer is left alone for five seconds, then asked again", async () => {
  issuer.answer(DISCOVERY_PATH, (response) => response.writeHead(503).end());
  await expect(kids()).rejects.toThrow(/answered 503, not 200/);
  issuer.answer(DISCOVERY_PATH, null);
  await expect(kids()).rejects.toThrow(/answered 503, not 200/);
  expect(issuer.asked).toHaveLength(1);
  clock.advance(5_000);
  expect(await kids()).toEqual(await published());
});

const json = (value: unknown) => JSON.stringify(value);
test.each([
  [
    "another issuer",
    json({ issuer: "https://evil.example", jwks_uri: "https://evil.example" }),
    /names another issuer/,
  ],
  ["no document", "<html>", /not JSON/],
  ["no key set address", json({}), /not a discovery document/],
  ["a huge document", " ".repeat(262_145), /more than 262144 bytes/],
] as const)("a discovery document that is %s is refused", async (_, document, says) => {
  issuer.answer(DISCOVERY_PATH, (response) => response.end(document.replace("{}", json({ issuer: issuer.issuer }))));
  await expect(kids()).rejects.toThrow(says);
});

test.each([
  ["http://10.0.0.1/keys", /private network/],
  ["http://169.254.169.254/latest/meta-data", /private network/],
  ["file:///etc/passwd", /Only http and https/],
  ["http://localhost:3000/v1/keys", /leads to this installation/],
])("a discovery document that leads to %s is not followed", async (address, says) => {
  issuer.answer(DISCOVERY_PATH, (response) => response.end(json({ issuer: issuer.issuer, jwks_uri: address })));
  await expect(kids()).rejects.toThrow(says);
});

test.each([DISCOVERY_PATH, KEYS_PATH])("a redirect of %s to a private address is not followed", async (path) => {
  issuer.answer(path, (response) => response.writeHead(302, { location: "http://10.0.0.1/" }).end());
  await expect(kids()).rejects.toThrow(/answered 302, not 200/);
});

test.each([
  [json({ keys: [] }), /no key for signatures/],
  [json({ keys: [{ kty: "oct", k: "c2VjcmV0" }] }), /no key for signatures/],
  [json([]), /not a key set/],
] as const)("a key set %s gives no keys", async (set, says) => {
  issuer.answer(KEYS_PATH, (response) => response.end(set));
  await expect(kids()).rejects.toThrow(says);
});

test("a key set's own address is used instead of discovery", async () => {
  const keys = await issuerKeys(source({ issuer: "https://ci.example", jwksUri: `${issuer.issuer}${KEYS_PATH}` }));
  expect(keys.map(({ kid }) => kid)).toEqual(await published());
  expect(issuer.asked).toEqual([KEYS_PATH]);
});
