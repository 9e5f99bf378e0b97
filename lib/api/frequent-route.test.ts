import fc from "fast-check";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { frequentRoute } from "./frequent-route";
import { ROUTES } from "./routes";

/** Tells which route the app would run, and with which parameters. */
const routes = new Hono();
for (const { method, path, alsoAt, operationId } of ROUTES) {
  const paths = alsoAt === undefined ? [path] : [alsoAt, path];
  routes.on(method, paths, (context) => context.json({ operationId, parameters: context.req.param() }));
}

async function throughApp(url: string): Promise<unknown> {
  const answer = await routes.request(`http://localhost${url}`, { method: "POST" });
  return answer.status === 404 ? null : answer.json();
}

function directly(url: string) {
  const found = frequentRoute(url);
  return found === null ? null : { operationId: found.route.operationId, parameters: found.parameters };
}

const PART = fc.constantFrom(
  "value",
  "versions",
  "secret",
  "a",
  "a.b",
  ".",
  "..",
  ".a",
  "%2e",
  "%20",
  "",
  "-",
  "é",
  "a b",
);
const SECRET = fc.array(PART, { maxLength: 5 }).map((parts) => `/v1/secrets/nl-01/secret/${parts.join("/")}/value`);
const WORD = fc.constantFrom(...ROUTES.map(({ path }) => path.split("/").at(-1) ?? ""), "none", "");
const KEY = fc.tuple(PART, PART, WORD).map(([region, key, word]) => `/v1/kms/${region}/keys/${key}/${word}`);

describe("the shortcut to frequent routes", () => {
  it("leads to uses of a key and to the value of a secret", () => {
    expect(directly("/v1/kms/nl-01/keys/k-1/encrypt?project=p")).toEqual({
      operationId: "encrypt",
      parameters: { region: "nl-01", key: "k-1" },
    });
    expect(directly("/v1/secrets/nl-01/secret/app/db.password/value?project=p")).toEqual({
      operationId: "getSecretValue",
      parameters: { region: "nl-01", path: "app/db.password" },
    });
    expect(frequentRoute("/v1/secrets/nl-01/secret/app/value?a=b")?.path).toBe("/v1/secrets/nl-01/secret/app/value");
  });

  it("leads where the app would, or nowhere", async () => {
    let taken = 0;
    const agree = fc.asyncProperty(fc.oneof(SECRET, KEY), async (url) => {
      const found = directly(url);
      if (found === null) return;
      taken += 1;
      expect(found).toEqual(await throughApp(url));
    });
    await fc.assert(agree, { numRuns: 2_000 });
    expect(taken).toBeGreaterThan(100);
  });

  it.each([
    "/v1/secrets/nl-01/secret/value",
    "/v1/secrets/nl-01/secret/a/../value",
    "/v1/secrets/nl-01/secret/./value",
    "/v1/secrets/nl-01/secret/a//value",
    "/v1/secrets/nl-01/secret/a%2Fb/value",
    "/v1/secrets/nl-01/secret/a/versions",
    "/v1/secrets/nl-01/secret/a/value#b",
    "http://localhost/v1/secrets/nl-01/secret/a/value",
  ])("leaves %s to the app", (url) => expect(frequentRoute(url)).toBeNull());
});
