import { expect, test } from "@playwright/test";
import { notedFetch } from "../noted-secrets";
import { call, expectOk, type Installation, uniqueName } from "./kms-client";
import { MOUNTS } from "./mounts";

test.describe.configure({ mode: "default" });

for (const [mount, start] of Object.entries(MOUNTS)) {
  test.describe(`roles and policies through ${mount}`, () => {
    let installation: Installation;
    let stop = async () => {};

    test.beforeAll(async () => {
      ({ installation, stop } = await start());
    });
    test.afterAll(() => stop());

    async function ask(method: string, path: string, body?: unknown): Promise<Response> {
      const headers = {
        authorization: `Bearer ${installation.token}`,
        "x-organisation-identity": installation.organisation,
        "content-type": "application/json",
      };
      const sent = body === undefined ? undefined : JSON.stringify(body);
      return notedFetch(`${installation.url}/v1${path}`, { method, headers, body: sent });
    }

    async function done(method: string, path: string, body?: unknown) {
      const answer = await ask(method, path, body);
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
      return answer.json();
    }

    /** Identity of whoever the tests call as: the owner whom the review names. */
    async function ownIdentity(): Promise<string> {
      const review = await (await ask("GET", "/iam/access-review")).text();
      return /,(u-[0-9a-v]{20}),user,allow,\*,/.exec(review)?.[1] ?? "";
    }

    test("built-in roles are found by name, also as clients encode it, and cannot be deleted", async () => {
      const roles: { slug: string; system: boolean }[] = await done("GET", "/iam/roles");
      expect(roles.map(({ slug }) => slug)).toEqual(
        expect.arrayContaining(["administrator", "auditor", "kms:Encrypt"]),
      );
      const plain = await done("GET", "/iam/roles/kms:Encrypt");
      expect(plain).toMatchObject({ name: "kms:Encrypt", system: true, isReadOnly: true });
      expect((await done("GET", "/iam/roles/kms%3AEncrypt")).identity).toBe(plain.identity);
      const refused = await ask("DELETE", "/iam/roles/kms:Encrypt");
      expect([refused.status, (await refused.json()).code]).toEqual([409, "state_conflict"]);
    });

    test("a denial bound to somebody hides the key at once, and is undone by unbinding", async () => {
      const key = await expectOk(installation, "POST", "/nl-01/keys", { name: uniqueName("denied") });
      const path = `/nl-01/keys/${key.slug}`;
      const use = async () =>
        (await call(installation, "POST", `${path}/encrypt`, { body: { plaintext: "aGVsbG8=" } })).status;
      const request = { name: uniqueName("role"), description: "", labels: null, annotations: null };
      const role = await done("POST", "/iam/roles", request);
      const rule = {
        effect: "deny",
        resources: ["kms_key"],
        permissions: ["encrypt"],
        resourceIdentities: [key.identity],
      };
      await done("POST", `/iam/roles/${role.slug}/rules`, rule);
      expect(await use()).toBe(200);
      const userIdentity = await ownIdentity();
      const binding = await done("POST", `/iam/roles/${role.slug}/bindings`, {
        name: "me",
        userIdentity,
        scopes: null,
      });
      expect(await use()).toBe(404);
      const simulated = await done("POST", "/iam/simulate", {
        subjectIdentity: userIdentity,
        permission: "kms_key:encrypt",
        region: "nl-01",
        key: key.slug,
      });
      expect(simulated).toMatchObject({
        allowed: false,
        reasons: [{ effect: "deny", bindingIdentity: binding.identity }],
      });
      await done("DELETE", `/iam/roles/${role.slug}/bindings/${binding.identity}`);
      expect(await use()).toBe(200);
      expect(await done("DELETE", `/iam/roles/${role.slug}`)).toEqual({ identity: role.identity, deleted: true });
      expect((await ask("GET", `/iam/roles/${role.identity}`)).status).toBe(404);
    });

    test("the access of a key and the review of all access name owners", async () => {
      const key = await expectOk(installation, "POST", "/nl-01/keys", { name: uniqueName("explained") });
      const access = await done("GET", `/kms/nl-01/keys/${key.slug}/access`);
      expect(access.key.identity).toBe(key.identity);
      expect(access.principals[0].permissions).toContainEqual(
        expect.objectContaining({ permission: "kms_key:encrypt", text: "Owners may do everything." }),
      );
      const review = await ask("GET", "/iam/access-review");
      expect(review.headers.get("content-type")).toBe("text/csv; charset=utf-8");
      expect(review.headers.get("cache-control")).toBe("no-store");
      expect(await review.text()).toMatch(/^who,identity,kind,effect,right,on,in,through,conditions,expires\r\n/);
      expect((await ask("GET", "/kms/nl-01/keys/nothing/access")).status).toBe(404);
    });

    test("policies of projects need a project", async () => {
      for (const path of ["/policies", "/policies/resources", "/policies/members", "/access-bindings"]) {
        const answer = await ask("GET", `/projects/iam${path}`);
        expect([answer.status, (await answer.json()).message]).toEqual([400, "X-Project-Identity: is required here."]);
      }
    });
  });
}
