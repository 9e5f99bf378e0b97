import { expect, test } from "@playwright/test";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { notedFetch } from "../noted-secrets";
import { expectOk, type Installation, uniqueName } from "./kms-client";
import { MOUNTS } from "./mounts";

const HELLO = Buffer.from("hello").toString("base64");

for (const [mount, start] of Object.entries(MOUNTS)) {
  test.describe(`tokens of service accounts through ${mount}`, () => {
    let installation: Installation;
    let stop = async () => {};
    test.beforeAll(async () => {
      ({ installation, stop } = await start());
    });
    test.afterAll(() => stop());

    async function ask(method: string, path: string, body?: unknown, token = installation.token) {
      const headers = new Headers({
        authorization: `Bearer ${token}`,
        "x-organisation-identity": installation.organisation,
      });
      if (body !== undefined) headers.set("content-type", "application/json");
      const answer = await notedFetch(`${installation.url}/v1${path}`, { method, headers, body: JSON.stringify(body) });
      return { status: answer.status, body: await answer.json() };
    }

    async function done(method: string, path: string, body?: unknown): Promise<Record<string, string>> {
      const { status, body: answer } = await ask(method, path, body);
      expect(status, JSON.stringify(answer)).toBeLessThan(300);
      return answer;
    }

    const form = (fields: Record<string, string>) => new URLSearchParams(fields);
    const tokenFor = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      notedFetch(`${installation.url}/oidc/token`, { method: "POST", headers, body: form(fields) });

    async function account() {
      const name = uniqueName("app");
      const { identity } = await done("POST", "/service-accounts", { name });
      const credential = await done("POST", `/service-accounts/${identity}/access-credentials`, { name: "only" });
      const { accessKey = "", accessSecret = "" } = credential;
      return { identity: identity ?? "", credential: credential.identity ?? "", accessKey, accessSecret };
    }

    const granted = async (answer: Response): Promise<string> => {
      const body = await answer.json();
      expect(answer.status, JSON.stringify(body)).toBe(200);
      expect(answer.headers.get("cache-control")).toContain("no-store");
      expect(body).toMatchObject({ token_type: "Bearer", expires_in: expect.any(Number) });
      return body.access_token;
    };

    test("by API alone: account, credential, token, binding, use, and the end of it within a second", async () => {
      const key = await expectOk(installation, "POST", "/nl-01/keys", { name: uniqueName("bound") });
      const { identity, credential, accessKey, accessSecret } = await account();
      const basic = Buffer.from(`${accessKey}:${accessSecret}`).toString("base64");
      const grant = { grant_type: "client_credentials" };
      const token = await granted(await tokenFor(grant, { authorization: `Basic ${basic}` }));
      const inForm = { ...grant, client_id: accessKey, client_secret: accessSecret, access_token_lifetime: "7200" };
      const other = await granted(await tokenFor(inForm));

      const path = `/kms/nl-01/keys/${key.slug}`;
      const encrypt = async (using: string) =>
        (await ask("POST", `${path}/encrypt`, { plaintext: HELLO }, using)).status;
      const soon = (using: string, status: number) =>
        expect.poll(() => encrypt(using), { timeout: 1_000, intervals: [50] }).toBe(status);
      expect(await encrypt(token)).toBe(404);
      const bindings = `/iam/roles/${encodeURIComponent("kms:Encrypt")}/bindings`;
      const binding = await done("POST", bindings, { name: "app", serviceAccountIdentity: identity });
      await soon(token, 200);
      await soon(other, 200);
      expect((await ask("POST", `${path}/decrypt`, { ciphertext: "thalassa:v1:AAAA" }, token)).status).toBe(404);
      await done("DELETE", `${bindings}/${binding.identity}`);
      await soon(token, 404);
      await done("DELETE", `/service-accounts/${identity}/access-credentials/${credential}`);
      await soon(token, 401);
      expect((await tokenFor(inForm)).status).toBe(401);
    });

    test("tokens verify with the published keys, and say whose they are", async () => {
      const { identity, accessKey, accessSecret } = await account();
      const fields = { grant_type: "client_credentials", client_id: accessKey, client_secret: accessSecret };
      const token = await granted(await tokenFor({ ...fields, scope: "api:read", access_token_lifetime: "39600s" }));
      const discovery = await (await fetch(`${installation.url}/.well-known/openid-configuration`)).json();
      const keys = createRemoteJWKSet(new URL(`${installation.url}/.well-known/jwks.json`));
      const { payload } = await jwtVerify(token, keys, { issuer: discovery.issuer, algorithms: ["ES256"] });
      expect(payload).toMatchObject({ sub: identity, scope: "api:read" });
      expect(Number(payload.exp) - Number(payload.iat)).toBe(39_600);
      expect((await ask("GET", "/me", undefined, token)).body).toMatchObject({ kind: "service_account", identity });
      expect((await ask("POST", "/projects", { name: "no" }, token)).status).toBe(403);
    });

    test("errors of the token endpoint are those of OAuth", async () => {
      const { accessKey, accessSecret } = await account();
      const fields = { grant_type: "client_credentials", client_id: accessKey, client_secret: accessSecret };
      const errorOf = async (given: Record<string, string>) => {
        const answer = await tokenFor(given);
        return `${answer.status} ${(await answer.json()).error}`;
      };
      expect(await errorOf({ ...fields, client_secret: "x".repeat(43) })).toBe("401 invalid_client");
      expect(await errorOf({ ...fields, client_id: "tcak_00000000000000000000" })).toBe("401 invalid_client");
      expect(await errorOf({ ...fields, grant_type: "password" })).toBe("400 unsupported_grant_type");
      expect(await errorOf({ ...fields, scope: "api:everything" })).toBe("400 invalid_scope");
      expect(await errorOf({ ...fields, access_token_lifetime: "59" })).toBe("400 invalid_request");
      expect(await errorOf({ ...fields, access_token_lifetime: "86401" })).toBe("400 invalid_request");
    });
  });
}
