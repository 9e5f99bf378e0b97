import { expect, test } from "@playwright/test";
import { startTestIssuer, type TestIssuer } from "@/lib/access/test-issuer";
import { notedFetch } from "../noted-secrets";
import { expectOk, type Installation, uniqueName } from "./kms-client";
import { MOUNTS } from "./mounts";

for (const [mount, start] of Object.entries(MOUNTS)) {
  test.describe(`federation through ${mount}`, () => {
    let installation: Installation;
    let issuer: TestIssuer;
    let stop = async () => {};
    test.beforeAll(async () => {
      ({ installation, stop } = await start());
      issuer = await startTestIssuer();
    });
    test.afterAll(async () => {
      await stop();
      await issuer.close();
    });

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

    const exchange = (subjectToken: string, account: string) =>
      notedFetch(`${installation.url}/oidc/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
          subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
          subject_token: subjectToken,
          organisation_id: installation.organisation,
          service_account_id: account,
          access_token_lifetime: "7200",
        }),
      });

    test("from trust to use and to its end: provider, identity, exchange, key, revocation within a second", async () => {
      const key = await expectOk(installation, "POST", "/nl-01/keys", { name: uniqueName("federated") });
      const account = await done("POST", "/service-accounts", { name: uniqueName("deploy") });
      const role = `/iam/roles/${encodeURIComponent("kms:Encrypt")}/bindings`;
      await done("POST", role, { name: "ci", serviceAccountIdentity: account.identity });
      const provider = await done("POST", "/federated-identity-providers", {
        ...{ name: uniqueName("ci"), providerIssuer: issuer.issuer },
        status: "active",
      });
      expect(
        (await ask("POST", "/federated-identity-providers", { name: "b", providerIssuer: issuer.issuer })).status,
      ).toBe(409);
      const identity = await done("POST", "/federated-identities", {
        ...{ name: uniqueName("main"), serviceAccountIdentity: account.identity },
        ...{ providerIdentity: provider.identity, providerSubject: "repo:acme/shop" },
        ...{ trustedAudiences: [installation.url], audienceMatchMode: "exact", allowedScopes: ["api:write"] },
      });
      const subjectToken = await issuer.sign({ sub: "repo:acme/shop", aud: installation.url });
      const refused = await exchange(
        await issuer.sign({ sub: "repo:acme/shop", aud: "other" }),
        account.identity ?? "",
      );
      expect(refused.status).toBe(400);
      const verdict = await done("POST", "/federated-identities/check", { subjectToken });
      expect(verdict).toMatchObject({ failedCheck: null });
      const answer = await exchange(subjectToken, account.identity ?? "");
      const issued = await answer.json();
      expect(answer.status, JSON.stringify(issued)).toBe(200);
      expect(issued).toMatchObject({ token_type: "Bearer", expires_in: 7_200, scope: "api:write" });
      const plaintext = Buffer.from("hello").toString("base64");
      const encrypt = async () =>
        (await ask("POST", `/kms/nl-01/keys/${key.slug}/encrypt`, { plaintext }, issued.access_token)).status;
      expect(await encrypt()).toBe(200);
      await done("DELETE", `/federated-identities/${identity.identity}`);
      await expect.poll(encrypt, { timeout: 1_000, intervals: [50] }).toBe(401);
      expect((await exchange(subjectToken, account.identity ?? "")).status).toBe(400);
      await done("DELETE", `/federated-identity-providers/${provider.identity}`);
      expect((await ask("GET", `/federated-identity-providers/${provider.identity}`)).status).toBe(404);
    });
  });
}
