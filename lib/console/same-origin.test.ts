import { beforeEach, expect, test } from "vitest";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { isSameOrigin, requireSameOrigin, sameOriginTarget } from "./same-origin";
import { cookieName, hasSecureCookies } from "./session-cookie";

beforeEach(() => setConfig(loadConfig({})));

const origin = "http://localhost:3000";
const allowed = (method: string, headers: Record<string, string>) => isSameOrigin(new Headers(headers), method);

test("the console's own pages may read and change", () => {
  expect(allowed("GET", { "sec-fetch-site": "same-origin" })).toBe(true);
  expect(allowed("POST", { "sec-fetch-site": "same-origin", origin })).toBe(true);
  expect(allowed("POST", { origin })).toBe(true);
});

test.each(["same-site", "cross-site", "anything"])("a %s page may neither read nor change", (site) => {
  expect(allowed("GET", { "sec-fetch-site": site })).toBe(false);
  expect(allowed("POST", { "sec-fetch-site": site, origin })).toBe(false);
});

test.each([
  "http://localhost:3001",
  "https://localhost:3000",
  "http://127.0.0.1:3000",
  "null",
  "http://localhost:3000.evil",
])("the origin %s is another one", (other) => {
  expect(allowed("POST", { origin: other, "sec-fetch-site": "same-origin" })).toBe(false);
  expect(allowed("GET", { origin: other })).toBe(false);
});

test("an address typed in may navigate but change nothing", () => {
  expect(allowed("GET", { "sec-fetch-site": "none" })).toBe(true);
  expect(allowed("POST", { "sec-fetch-site": "none" })).toBe(false);
});

test("a change that says nothing about where it comes from is refused", () => {
  expect(allowed("POST", {})).toBe(false);
  expect(allowed("GET", {})).toBe(true);
});

test("a refusal names the console's address", () => {
  expect(() => requireSameOrigin(new Headers({ origin: "http://127.0.0.1:3000" }), "POST")).toThrow(
    expect.objectContaining({ code: "permission_denied", message: expect.stringContaining(origin) }),
  );
});

test.each([
  ["/pelagos/keys?q=a#b", `${origin}/pelagos/keys?q=a#b`],
  [`${origin}/pelagos`, `${origin}/pelagos`],
  ["pelagos", `${origin}/pelagos`],
])("%s leads to %s", (wish, target) => expect(sameOriginTarget(wish)).toBe(target));

test.each([
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "http://localhost:3001/",
  "http://localhost:3000@evil.example/",
  "http://[",
])("%s leads to the front page", (wish) => expect(sameOriginTarget(wish)).toBe(origin));

test("cookies carry the __Host- prefix under TLS and a plain name without", () => {
  expect(cookieName("session")).toBe("pelagos.session");
  expect(hasSecureCookies()).toBe(false);
  setConfig(loadConfig({ PELAGOS_PUBLIC_URL: "https://kms.example.org" }));
  expect(cookieName("session")).toBe("__Host-pelagos.session");
  expect(hasSecureCookies()).toBe(true);
});
