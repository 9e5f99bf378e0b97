import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import { expect, test } from "@playwright/test";
import { call, expectOk, type Installation, uniqueName } from "./kms-client";
import { MOUNTS } from "./mounts";
import { sendThenRead } from "./raw-connection";
import { REFUSALS } from "./refusals";

/** What somebody outside would do by the documentation: RSA-OAEP over a new AES key, then AES-KWP. */
function wrapFor(key: KeyObject, bytes: Buffer): Buffer {
  const once = randomBytes(32);
  const kwp = createCipheriv("id-aes256-wrap-pad", once, Buffer.from("A65959A6", "hex"));
  return Buffer.concat([publicEncrypt({ key, oaepHash: "sha256" }, once), kwp.update(bytes), kwp.final()]);
}

test.describe.configure({ mode: "default" });

for (const [mount, start] of Object.entries(MOUNTS)) {
  test.describe(`the API through ${mount}`, () => {
    let installation: Installation;
    let stop = async () => {};
    let key = "";
    let disabled = "";

    test.beforeAll(async () => {
      ({ installation, stop } = await start());
      key = String((await expectOk(installation, "POST", "/nl-01/keys", { name: uniqueName("refusals") })).slug);
      disabled = String((await expectOk(installation, "POST", "/nl-01/keys", { name: uniqueName("disabled") })).slug);
      await expectOk(installation, "POST", `/nl-01/keys/${disabled}/disable`);
    });
    test.afterAll(() => stop());

    const named = (text: string) => text.replaceAll("{key}", key).replaceAll("{disabled}", disabled);

    for (const refusal of REFUSALS) {
      test(`refuses ${refusal.name}: ${refusal.status} ${refusal.code}`, async () => {
        const sent = refusal.rawBody ?? (refusal.body === undefined ? undefined : named(JSON.stringify(refusal.body)));
        const answer = await call(installation, refusal.method, named(refusal.path), {
          rawBody: sent,
          headers: refusal.headers,
        });
        const body = await answer.json();
        expect({ status: answer.status, code: body.code }).toEqual({ status: refusal.status, code: refusal.code });
        expect(answer.headers.get("content-type")).toBe("application/json");
        expect(body.requestId).toMatch(/^req-[0-9a-v]{20}$/);
        expect(answer.headers.get("x-request-id")).toBe(body.requestId);
        expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
        expect(body.message).toMatch(refusal.says ?? /\S/);
        if (sent && sent.length < 1_000) expect(body.message).not.toContain("aGVsbG8=");
      });
    }

    for (const keyType of ["aes128-gcm96", "aes256-gcm96", "chacha20-poly1305"]) {
      test(`a key of type ${keyType} is created, used, rotated and used again`, async () => {
        const name = uniqueName("Life of");
        const created = await expectOk(installation, "POST", "/nl-01/keys", {
          name,
          keyType,
          labels: { team: "tests" },
        });
        expect(created).toMatchObject({ name, keyType, status: "active", latestVersion: 1, minDecryptionVersion: 1 });
        const path = `/nl-01/keys/${created.slug}`;
        const binding = { associatedData: "YWQ=", context: "Y3R4" };
        const first = await expectOk(installation, "POST", `${path}/encrypt`, { plaintext: "aGVsbG8=", ...binding });
        expect(first).toMatchObject({
          keyVersion: 1,
          ciphertext: expect.stringMatching(/^thalassa:v1:[A-Za-z0-9+/]+=*$/),
        });
        expect(await expectOk(installation, "POST", `${path}/rotate`)).toMatchObject({ latestVersion: 2 });
        const second = await expectOk(installation, "POST", `${path}/encrypt`, { plaintext: "aGVsbG8=" });
        expect(second).toMatchObject({ keyVersion: 2 });
        const old = await expectOk(installation, "POST", `${path}/decrypt`, {
          ciphertext: first.ciphertext,
          ...binding,
        });
        expect(old).toEqual({ plaintext: "aGVsbG8=", keyVersion: 1 });
        const olderVersion = await expectOk(installation, "POST", `${path}/encrypt`, {
          plaintext: "aGVsbG8=",
          keyVersion: "1",
        });
        expect(olderVersion).toMatchObject({ keyVersion: 1 });
        for (const changed of [{}, { ...binding, context: "eHh4" }, { ...binding, associatedData: "eHh4" }]) {
          const answer = await call(installation, "POST", `${path}/decrypt`, {
            body: { ciphertext: first.ciphertext, ...changed },
          });
          expect([answer.status, (await answer.json()).code]).toEqual([400, "decryption_failed"]);
        }
        const read = await expectOk(installation, "GET", `/nl-01/keys/${created.identity}`);
        expect(read).toMatchObject({ slug: created.slug, versions: [{ version: 1 }, { version: 2 }] });
      });
    }

    test("equal plaintext under equal context is equal ciphertext, and without a context never", async () => {
      const encrypt = (body: object) =>
        expectOk(installation, "POST", `/nl-01/keys/${key}/encrypt`, { plaintext: "aGVsbG8=", ...body });
      const [one, two] = [await encrypt({ context: "YQ==" }), await encrypt({ context: "YQ==" })];
      expect(one.ciphertext).toBe(two.ciphertext);
      expect((await encrypt({})).ciphertext).not.toBe((await encrypt({})).ciphertext);
    });

    test("65,535 bytes go in and come out", async () => {
      const plaintext = Buffer.alloc(65_535, 7).toString("base64");
      const { ciphertext } = await expectOk(installation, "POST", `/nl-01/keys/${key}/encrypt`, { plaintext });
      expect(await expectOk(installation, "POST", `/nl-01/keys/${key}/decrypt`, { ciphertext })).toMatchObject({
        plaintext,
      });
    });

    test("lists filter by label and status, sort, and page through without loss or repetition", async () => {
      const batch = uniqueName("page");
      const made: string[] = [];
      for (let index = 0; index < 7; index += 1) {
        const { identity } = await expectOk(installation, "POST", "/nl-02/keys", {
          name: `${batch} ${index}`,
          labels: { batch },
        });
        made.push(String(identity));
      }
      const found: string[] = [];
      let path: string | undefined = `/nl-02/keys?matchLabels%5Bbatch%5D=${batch}&limit=3&sort=-name`;
      while (path !== undefined) {
        const answer = await call(installation, "GET", path);
        const page: { identity: string }[] = await answer.json();
        expect(page.length).toBeLessThanOrEqual(3);
        found.push(...page.map(({ identity }) => identity));
        path = /<\/v1\/kms([^>]+)>; rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
      }
      expect(found).toEqual(made.toReversed());
      const disabledOnes = await call(
        installation,
        "GET",
        `/nl-02/keys?status=disabled&matchLabels%5Bbatch%5D=${batch}`,
      );
      expect(await disabledOnes.json()).toEqual([]);
    });

    test("a key that was wrapped outside is imported, used, and exported wrapped and plain", async () => {
      const { publicKey: pem } = await expectOk(installation, "GET", "/nl-01/wrapping-key");
      const bytes = randomBytes(32);
      const wrapped = wrapFor(createPublicKey(String(pem)), bytes);
      const imported = await expectOk(installation, "POST", "/nl-01/keys", {
        ...{ name: uniqueName("imported"), importKeyMaterial: wrapped.toString("base64"), exportAllowed: true },
      });
      expect(imported).toMatchObject({ imported: true, allowRotation: false, keyType: "aes256-gcm96" });
      const path = `/nl-01/keys/${imported.slug}`;
      const { ciphertext } = await expectOk(installation, "POST", `${path}/encrypt`, { plaintext: "aGVsbG8=" });
      const token = Buffer.from(String(ciphertext).split(":")[2] ?? "", "base64");
      const opening = createDecipheriv("aes-256-gcm", bytes, token.subarray(0, 12)).setAuthTag(token.subarray(-16));
      expect(Buffer.concat([opening.update(token.subarray(12, -16)), opening.final()]).toString()).toBe("hello");

      const exported = await expectOk(installation, "POST", `${path}/export`);
      expect(exported).toEqual({ keyMaterial: bytes.toString("base64"), keyVersion: 1 });
      const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
      const { keyMaterial } = await expectOk(installation, "POST", `${path}/export`, {
        wrappingPublicKey: publicKey.export({ format: "pem", type: "spki" }),
        hashFunction: "sha-512",
      });
      const blob = Buffer.from(String(keyMaterial), "base64");
      const once = privateDecrypt({ key: privateKey, oaepHash: "sha512" }, blob.subarray(0, 256));
      const kwp = createDecipheriv("id-aes256-wrap-pad", once, Buffer.from("A65959A6", "hex"));
      expect(Buffer.concat([kwp.update(blob.subarray(256)), kwp.final()]).equals(bytes)).toBe(true);
      const refused = await call(installation, "POST", `${path}/rotate`);
      expect([refused.status, (await refused.json()).code]).toEqual([400, "rotation_not_allowed"]);
    });

    test("the rotation schedule is set, kept while off, and unchanged by an empty object", async () => {
      const { slug } = await expectOk(installation, "POST", "/nl-01/keys", { name: uniqueName("schedule") });
      const patch = (body: object) => expectOk(installation, "PATCH", `/nl-01/keys/${slug}/rotation`, body);
      const on = await patch({ keyRotationEnabled: true, rotationPeriodInDays: 3650 });
      expect(on).toMatchObject({ keyRotationEnabled: true, rotationPeriodInDays: 3650, objectVersion: 2 });
      expect(new Date(String(on.nextRotationAt)).getTime() - new Date(String(on.createdAt)).getTime()).toBe(
        3650 * 86_400_000,
      );
      expect(await patch({})).toMatchObject({ keyRotationEnabled: true, objectVersion: 2 });
      expect(await patch({ keyRotationEnabled: false })).toMatchObject({
        keyRotationEnabled: false,
        rotationPeriodInDays: 3650,
      });
      expect(await patch({ keyRotationEnabled: true })).toMatchObject({
        keyRotationEnabled: true,
        rotationPeriodInDays: 3650,
      });
    });

    test("the vendor's clients get keyVersion as text, everybody else as a number", async () => {
      const versionFor = async (agent: string) => {
        const body = { plaintext: "aGVsbG8=" };
        const answer = await call(installation, "POST", `/nl-01/keys/${key}/encrypt`, {
          body,
          headers: { "user-agent": agent },
        });
        return (await answer.json()).keyVersion;
      };
      expect(await versionFor("thalassa-cloud/terraform-provider-thalassa")).toBe("1");
      expect(await versionFor("tcloud/1.0")).toBe("1");
      expect(await versionFor("curl/8")).toBe(1);
    });

    test("both authorisation schemes, the organisation by slug and by identity", async () => {
      for (const scheme of ["Bearer", "Token", "bearer"]) {
        for (const organisation of [installation.organisation, null]) {
          const headers = { authorization: `${scheme} ${installation.token}`, "x-organisation-identity": organisation };
          expect((await call(installation, "GET", "/summary", { headers })).status).toBe(200);
        }
      }
    });

    test("UTF-8 named in the content type, and no encoding named as identity, are accepted", async () => {
      for (const type of ["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"']) {
        const headers = { "content-type": type, "content-encoding": "identity" };
        const body = { plaintext: "aGVsbG8=" };
        expect((await call(installation, "POST", `/nl-01/keys/${key}/encrypt`, { body, headers })).status).toBe(200);
      }
    });

    test("an empty organisation or project header counts as none", async () => {
      const headers = { "x-organisation-identity": "", "x-project-identity": "" };
      expect((await call(installation, "GET", `/nl-01/keys/${key}`, { headers })).status).toBe(200);
      const asked = await call(installation, "GET", `/nl-01/keys/${key}?project=nothing`, { headers });
      expect([asked.status, (await asked.json()).code]).toEqual([404, "project_not_found"]);
    });

    test("headers that name the caller or the scope are refused when they come twice", async () => {
      const credential = `Authorization: Bearer ${installation.token}`;
      const send = (...headers: string[]) => sendThenRead(installation, "GET /v1/kms/summary", headers);
      for (const name of ["X-Organisation-Identity", "X-Project-Identity"]) {
        const line = `${name}: ${installation.organisation}`;
        const { status, body } = await send(credential, line, line.toLowerCase());
        expect([status, body]).toEqual([400, expect.stringContaining('"code":"invalid_request"')]);
        expect(body).toContain(`${name}: must be sent only once`);
      }
      const { status, body } = await send(credential, "authorization: Bearer tc_pat_other");
      // Next passes on the first one only, and so does not know of others.
      expect([status, mount]).toEqual([mount === "our own server" ? 400 : 200, mount]);
      if (status === 400) expect(body).toContain("Authorization: must be sent only once");
      expect((await send(credential)).status).toBe(200);
    });

    for (const [form, bytes] of [
      ["of declared length", 10_000_000],
      ["in chunks", 10_000_000],
    ] as const) {
      test(`a client that sends ${bytes / 1e6} MB ${form} before it reads gets the 413`, async () => {
        const content = Buffer.alloc(bytes, "A");
        const chunked = form === "in chunks";
        const chunks = [`${bytes.toString(16)}\r\n`, content, "\r\n0\r\n\r\n"].map((part) => Buffer.from(part));
        const answer = await sendThenRead(
          installation,
          `POST /v1/kms/nl-01/keys/${key}/encrypt`,
          [
            `Authorization: Bearer ${installation.token}`,
            "Content-Type: application/json",
            chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${bytes}`,
          ],
          chunked ? Buffer.concat(chunks) : content,
        );
        expect(answer.status).toBe(413);
        expect(answer.body).toContain('"code":"payload_too_large"');
      });
    }

    test("an address that names no key is no endpoint", async () => {
      // Next itself leads a trailing slash to the address without; our own server answers it.
      const answer = await fetch(`${installation.url}/v1/kms/nl-01/keys/`, {
        headers: { authorization: `Bearer ${installation.token}` },
        redirect: "manual",
      });
      expect([404, 308]).toContain(answer.status);
    });

    test("the summary tells availability and counts per region", async () => {
      const { featureEnabled, regions } = await expectOk(installation, "GET", "/summary");
      expect(featureEnabled).toBe(true);
      expect(regions).toEqual(
        ["nl-01", "nl-02", "de-01"].map((slug) =>
          expect.objectContaining({ slug, kmsAvailable: true, identity: expect.stringMatching(/^reg-/) }),
        ),
      );
    });

    test("cookies open nothing", async () => {
      const headers = { authorization: null, cookie: "pelagos.session=abc; __Host-pelagos.session=abc" };
      expect((await call(installation, "GET", "/summary", { headers })).status).toBe(401);
    });

    test("health, readiness and the OpenAPI document are served without a credential; metrics are not", async () => {
      const get = async (path: string) => {
        const answer = await fetch(`${installation.url}${path}`);
        expect(answer.headers.get("x-request-id")).toMatch(/^req-[0-9a-v]{20}$/);
        expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
        expect(answer.headers.get("cache-control")).toBe(path === "/openapi.json" ? "public, max-age=300" : "no-store");
        return answer;
      };
      expect((await get("/healthz")).status).toBe(200);
      expect(await (await get("/readyz")).json()).toMatchObject({ ready: true, home: "available" });
      expect((await get("/metrics")).status).toBe(401);
      const document = await (await get("/openapi.json")).json();
      expect(document.openapi).toBe("3.1.0");
      expect(Object.keys(document.paths)).toContain("/v1/kms/{region}/keys/{key}/encrypt");
    });
  });
}
