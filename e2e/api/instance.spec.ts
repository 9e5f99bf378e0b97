import { expect, test } from "@playwright/test";
import { openClientKey, refusalOf, send, TestInstanceClient } from "@/lib/alibaba/test-client";
import { notedFetch } from "../noted-secrets";
import { expectOk, type Installation, uniqueName } from "./kms-client";
import { MOUNTS } from "./mounts";

const PASSWORD = "correct-horse-1";

test.describe.configure({ mode: "default" });

for (const [mount, start] of Object.entries(MOUNTS)) {
  test.describe(`the KMS instance protocol through ${mount}`, () => {
    let installation: Installation;
    let stop = async () => {};
    let client: TestInstanceClient;
    let url = "";
    let key = "";

    test.beforeAll(async () => {
      ({ installation, stop } = await start());
      url = installation.url.replace("localhost", "127.0.0.1");
      key = String((await expectOk(installation, "POST", "/nl-01/keys", { name: uniqueName("instance") })).slug);
      const answer = await notedFetch(`${installation.url}/v1/client-keys`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${installation.token}`,
          "x-organisation-identity": installation.organisation,
          "content-type": "application/json",
        },
        body: JSON.stringify({ name: "e2e", region: "nl-01", password: PASSWORD, policies: ["kms:FullAccess"] }),
      });
      const { clientKeyContent } = await answer.json();
      client = new TestInstanceClient(url, openClientKey(clientKeyContent, PASSWORD));
    });
    test.afterAll(() => stop());

    test("encrypts and decrypts", async () => {
      const made = await client.call("AdvanceEncrypt", { keyId: key, plaintext: Buffer.from("hello") });
      expect(made.versionHeader).toBe(made.keyVersionId);
      const opened = await client.call("AdvanceDecrypt", { ciphertextBlob: made.ciphertextBlob });
      expect(Buffer.from(opened.plaintext).toString()).toBe("hello");
    });

    test("refuses in protobuf, and never with a page, JSON or a redirect", async () => {
      expect(await client.refusal("AdvanceEncrypt", { keyId: "none", plaintext: Buffer.of(1) })).toBe(
        "404 Forbidden.KeyNotFound",
      );
      const bad = { headers: { "x-kms-apiversion": "1" } };
      expect(await client.refusal("GenerateRandom", { length: 8 }, bad)).toBe("400 InvalidApiVersion");
      expect(await client.refusal("GenerateRandom", { length: 8 }, { path: "/?x=1" })).toBe("400 InvalidParameter");
      expect(await client.refusal("GenerateRandom", { length: 8 }, { method: "PUT" })).toBe("400 InvalidParameter");
      const headers = { "content-type": "application/x-protobuf" };
      const bare = await send(url, { method: "POST", path: "/", headers, body: Buffer.of(1) });
      expect(refusalOf(bare)).toMatch(/^400 InvalidApiVersion/);
    });

    test("answers 413 without a body to what is too large", async () => {
      const body = Buffer.alloc(12_000_000);
      const answer = await client.raw("AdvanceEncrypt", body).catch((error: Error) => error.message);
      // Who is told before it has sent everything may find the connection closed.
      expect(typeof answer === "string" ? answer : [answer.status, answer.body.length]).toEqual(
        typeof answer === "string" ? expect.stringMatching(/EPIPE|ECONNRESET/) : [413, 0],
      );
    });

    test("leaves the root to the console otherwise", async () => {
      const answer = await fetch(url, { redirect: "manual" });
      expect(answer.status).toBeLessThan(400);
    });
  });
}
