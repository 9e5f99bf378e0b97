import { expect, test } from "@playwright/test";
import { notedFetch } from "../noted-secrets";
import { type Installation, uniqueName } from "./kms-client";
import { MOUNTS } from "./mounts";

interface Answer {
  readonly status: number;
  readonly body: Record<string, never>;
}

async function send(installation: Installation, method: string, path: string, body?: unknown, token?: string) {
  const headers = new Headers({
    authorization: `Bearer ${token ?? installation.token}`,
    "x-organisation-identity": installation.organisation,
  });
  if (body !== undefined) headers.set("content-type", "application/json");
  const sent = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
  const answer = await notedFetch(`${installation.url}/v1${path}`, sent);
  return { status: answer.status, body: await answer.json() } as Answer;
}

for (const [mount, start] of Object.entries(MOUNTS)) {
  test.describe(`organisations through ${mount}`, () => {
    let installation: Installation;
    let stop = async () => {};
    test.beforeAll(async () => {
      ({ installation, stop } = await start());
    });
    test.afterAll(() => stop());

    test("a service account gets a credential by API alone, and loses it again", async () => {
      const name = uniqueName("account");
      const account = await send(installation, "POST", "/service-accounts", { name });
      expect(account).toMatchObject({ status: 201, body: { slug: name } });
      const path = `/service-accounts/${name}/access-credentials`;
      const made = await send(installation, "POST", path, { name: "first", scopes: ["api:write"] });
      expect(made).toMatchObject({ status: 201, body: { scopes: ["api:write"] } });
      expect(String(made.body.accessKey)).toMatch(/^tcak_[0-9A-Za-z]{20}$/);
      expect(String(made.body.accessSecret)).toMatch(/^[0-9A-Za-z]{43}$/);
      const listed = await send(installation, "GET", path);
      expect(JSON.stringify(listed.body)).toContain(made.body.accessKey);
      expect(JSON.stringify(listed.body)).not.toContain(made.body.accessSecret);
      expect((await send(installation, "DELETE", `${path}/${made.body.identity}`)).status).toBe(200);
      expect((await send(installation, "DELETE", `/service-accounts/${name}`)).status).toBe(200);
      expect((await send(installation, "GET", `/service-accounts/${name}`)).body).toMatchObject({
        code: "object_not_found",
      });
    });

    test("a token that may only read reads who it is, and changes nothing", async () => {
      const made = await send(installation, "POST", "/me/access-tokens", { name: "reader", scopes: ["api:read"] });
      expect(made.status).toBe(201);
      const token = String(made.body.token);
      expect(await send(installation, "GET", "/me", undefined, token)).toMatchObject({
        status: 200,
        body: { kind: "user", credential: { identity: made.body.identity, scopes: ["api:read"] } },
      });
      expect((await send(installation, "POST", "/projects", { name: "no" }, token)).status).toBe(403);
      expect((await send(installation, "DELETE", `/me/access-tokens/${made.body.identity}`)).status).toBe(200);
      expect((await send(installation, "GET", "/me", undefined, token)).status).toBe(401);
    });

    test("keys of a project are seen in the project only, and keep it from being deleted", async () => {
      const name = uniqueName("project");
      expect((await send(installation, "POST", "/projects", { name })).status).toBe(201);
      const inProject = `?project=${name}`;
      expect((await send(installation, "POST", `/kms/nl-01/keys${inProject}`, { name: "inside" })).status).toBe(201);
      expect((await send(installation, "GET", `/kms/nl-01/keys/inside${inProject}`)).status).toBe(200);
      expect(await send(installation, "DELETE", `/projects/${name}`)).toMatchObject({
        status: 409,
        body: { code: "state_conflict" },
      });
    });

    test("regions and memberships are listed in the documented shape", async () => {
      const regions = await send(installation, "GET", "/regions");
      expect(regions.body[0]).toMatchObject({ slug: "nl-01", zones: [], labels: {}, objectVersion: 1 });
      const memberships = await send(installation, "GET", "/me/organisation-memberships");
      expect(memberships.body[0]).toMatchObject({
        role: "OWNER",
        organisation: { slug: installation.organisation },
        user: { subject: expect.stringMatching(/^u-/) },
      });
    });
  });
}
