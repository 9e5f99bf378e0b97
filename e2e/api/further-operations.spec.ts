import { createHmac } from "node:crypto";
import { expect, test } from "@playwright/test";
import { createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { call, expectOk, type Installation, uniqueName } from "./kms-client";
import { MOUNTS } from "./mounts";

const HELLO = Buffer.from("hello").toString("base64");
const MIB = 1_048_576;

test.describe.configure({ mode: "default" });

for (const [mount, start] of Object.entries(MOUNTS)) {
  test.describe(`further operations through ${mount}`, () => {
    let installation: Installation;
    let stop = async () => {};

    test.beforeAll(async () => {
      ({ installation, stop } = await start());
    });
    test.afterAll(() => stop());

    async function created(body: Record<string, unknown> = {}): Promise<{ path: string; identity: string }> {
      const key = await expectOk(installation, "POST", "/nl-01/keys", { name: uniqueName("further"), ...body });
      return { path: `/nl-01/keys/${key.slug}`, identity: String(key.identity) };
    }

    const post = (path: string, body?: unknown) => expectOk(installation, "POST", path, body);

    async function refused(method: string, path: string, body?: unknown, headers?: Record<string, string | null>) {
      const answer = await call(installation, method, path, { body, headers });
      const { code } = await answer.json();
      return `${answer.status} ${code}`;
    }

    test("a data key is opened by decrypt; its plaintext stays inside where it is not wanted", async () => {
      const { path } = await created();
      const made = await post(`${path}/data-key`, { keyBytes: 64, associatedData: "YWQ=" });
      expect(Buffer.from(String(made.plaintext), "base64")).toHaveLength(64);
      const opened = await post(`${path}/decrypt`, { ciphertext: made.ciphertext, associatedData: "YWQ=" });
      expect(opened.plaintext).toBe(made.plaintext);
      expect(Object.keys(await post(`${path}/data-key`, { withPlaintext: false })).sort()).toEqual([
        "ciphertext",
        "keyVersion",
      ]);
      expect(await post(`${path}/data-key`)).toMatchObject({ plaintext: expect.stringMatching(/^.{44}$/) });
      expect(await refused("POST", `${path}/data-key`, { keyBytes: 8 })).toBe("400 invalid_request");
      const rsa = await created({ keyType: "rsa-2048" });
      expect(await refused("POST", `${rsa.path}/data-key`, {})).toBe("400 operation_not_supported");
      expect(await refused("POST", "/nl-01/keys/nothing/data-key", {})).toBe("404 key_not_found");
    });

    test("rewrap moves a ciphertext to the newest version and shows no plaintext", async () => {
      const { path } = await created();
      const { ciphertext } = await post(`${path}/encrypt`, { plaintext: HELLO, context: "Y3R4" });
      await post(`${path}/rotate`);
      const moved = await post(`${path}/rewrap`, { ciphertext, context: "Y3R4" });
      expect(moved).toEqual({ ciphertext: expect.stringMatching(/^thalassa:v2:/), keyVersion: 2 });
      expect(await post(`${path}/decrypt`, { ciphertext: moved.ciphertext, context: "Y3R4" })).toMatchObject({
        plaintext: HELLO,
      });
      expect(await refused("POST", `${path}/rewrap`, { ciphertext })).toBe("400 decryption_failed");
      expect(await refused("POST", `${path}/rewrap`, { ciphertext: "thalassa:v1" })).toBe("400 invalid_ciphertext");
      expect(await refused("POST", `${path}/rewrap`, { ciphertext: "thalassa:v9:AAAA" })).toBe(
        "400 key_version_not_found",
      );
    });

    test("random bytes come in the length asked for", async () => {
      const { random } = await post("/nl-01/random", { bytes: 65_536 });
      expect(Buffer.from(String(random), "base64")).toHaveLength(65_536);
      expect((await post("/nl-01/random")).random).not.toBe((await post("/nl-01/random")).random);
      expect(await refused("POST", "/nl-01/random", { bytes: 65_537 })).toBe("400 invalid_request");
      expect(await refused("POST", "/xx-99/random", {})).toBe("404 region_not_found");
      expect(await refused("GET", "/nl-01/random")).toBe("405 method_not_allowed");
      expect(await refused("POST", "/nl-01/random", {}, { authorization: null })).toBe("401 unauthenticated");
    });

    test("a batch answers each item by itself", async () => {
      const { path } = await created();
      const { ciphertext } = await post(`${path}/encrypt`, { plaintext: HELLO });
      const { results } = await post(`${path}/batch`, {
        items: [
          { operation: "decrypt", ciphertext },
          { operation: "encrypt", plaintext: HELLO },
          { operation: "encrypt", plaintext: "" },
          { operation: "sign", input: HELLO },
          { operation: "encrypt", plaintext: HELLO, keyVersion: 2 },
        ],
      });
      expect(results).toEqual([
        { plaintext: HELLO, keyVersion: 1 },
        { ciphertext: expect.stringMatching(/^thalassa:v1:/), keyVersion: 1 },
        { error: { code: "payload_size", message: expect.stringMatching(/^plaintext: /) } },
        { error: { code: "operation_not_supported", message: expect.stringMatching(/sign/) } },
        { error: { code: "key_version_not_found", message: expect.stringMatching(/version 2/) } },
      ]);
    });

    test("a client that reads versions as text gets them as text in a batch too", async () => {
      const { path } = await created();
      const answer = await call(installation, "POST", `${path}/batch`, {
        body: { items: [{ operation: "encrypt", plaintext: HELLO }] },
        headers: { "user-agent": "thalassa-cloud/client-go" },
      });
      expect((await answer.json()).results[0].keyVersion).toBe("1");
    });

    test("a batch may have 8 MiB, other bodies 1 MiB; each refusal names its bound", async () => {
      const { path } = await created();
      const plaintext = Buffer.alloc(65_535, 7).toString("base64");
      const items = Array.from({ length: 90 }, () => ({ operation: "encrypt", plaintext }));
      const { results } = await post(`${path}/batch`, { items });
      expect(Array.isArray(results) && results.filter((one) => "ciphertext" in one)).toHaveLength(90);
      const padded = (bytes: number) => JSON.stringify({ items: [{ operation: "x".repeat(bytes) }] });
      const tooLarge = await call(installation, "POST", `${path}/batch`, { rawBody: padded(8 * MIB) });
      expect([tooLarge.status, await tooLarge.json()]).toEqual([
        413,
        expect.objectContaining({ code: "payload_too_large", message: "The request body is larger than 8 MiB." }),
      ]);
      const single = await call(installation, "POST", `${path}/encrypt`, { rawBody: padded(MIB) });
      expect([single.status, (await single.json()).message]).toEqual([413, "The request body is larger than 1 MiB."]);
    });

    test("a batch is refused as a whole for its key, its form and too many slow items", async () => {
      const { path } = await created({ keyType: "rsa-2048" });
      const signing = (length: number) => ({
        items: Array.from({ length }, () => ({ operation: "sign", input: HELLO })),
      });
      expect(await refused("POST", `${path}/batch`, signing(101))).toBe("400 invalid_request");
      expect(await refused("POST", `${path}/batch`, { items: [] })).toBe("400 invalid_request");
      expect(await refused("POST", `${path}/batch`, { items: Array(1_001).fill({}) })).toBe("400 invalid_request");
      expect(await refused("POST", "/nl-01/keys/nothing/batch", signing(1))).toBe("404 key_not_found");
      await post(`${path}/disable`);
      expect(await refused("POST", `${path}/batch`, signing(1))).toBe("400 key_not_usable");
    });

    test("a token is verified by others with the public key set, without a credential", async () => {
      const { path, identity } = await created({ keyType: "ecdsa-p256", purpose: "jwt", jwksPublic: true });
      const claims = { iss: "https://issuer.example", sub: "ada", aud: "tests" };
      const { token } = await post(`${path}/jwt/sign`, { claims, lifetimeInSeconds: 60, typ: "at+jwt" });
      expect(decodeProtectedHeader(String(token))).toEqual({ alg: "ES256", kid: `${identity}.1`, typ: "at+jwt" });
      const address = new URL(`${installation.url}/v1/kms/nl-01/keys/${identity}/jwks`);
      const keys = createRemoteJWKSet(address, { timeoutDuration: 20_000 });
      const expected = { issuer: claims.iss, audience: "tests", typ: "at+jwt", algorithms: ["ES256"] };
      expect((await jwtVerify(String(token), keys, expected)).payload).toMatchObject(claims);
      const open = await fetch(address);
      expect([open.status, open.headers.get("cache-control")]).toEqual([200, "public, max-age=300"]);
      const known = await call(installation, "GET", `${path}/jwks`);
      expect(known.headers.get("cache-control")).toBe("no-store");
      expect(await known.json()).toEqual(await open.json());
      expect(await post(`${path}/jwt/verify`, { token, audience: "tests" })).toMatchObject({ valid: true, claims });
      expect(await post(`${path}/jwt/verify`, { token, audience: "others" })).toEqual({
        valid: false,
        reason: "claims",
        keyVersion: 1,
      });
      await post(`${path}/disable`);
      expect(await (await fetch(address)).json()).toEqual({ keys: [] });
    });

    test("without a credential a key set that is not public looks like none at all", async () => {
      const { path, identity } = await created({ keyType: "ed25519" });
      const bodies = await Promise.all(
        [identity, "kms-00000000000000000000", path.split("/").at(-1)].map(async (named) => {
          const answer = await fetch(`${installation.url}/v1/kms/nl-01/keys/${named}/jwks`);
          const { requestId: _, ...body } = await answer.json();
          return { status: answer.status, challenge: answer.headers.get("www-authenticate"), body };
        }),
      );
      expect(bodies[0]).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
      expect(bodies).toEqual([bodies[0], bodies[0], bodies[0]]);
      const symmetric = await created();
      expect(await refused("GET", `${symmetric.path}/jwks`)).toBe("400 operation_not_supported");
    });

    test("forged tokens: another algorithm, another key, the public key as secret, none, crit", async () => {
      const { path, identity } = await created({ keyType: "rsa-2048", purpose: "jwt" });
      const { token } = await post(`${path}/jwt/sign`, { claims: { sub: "ada" } });
      const jwks = await expectOk(installation, "GET", `${path}/jwks`);
      await jwtVerify(String(token), createLocalJWKSet(jwks as unknown as JSONWebKeySet), { algorithms: ["RS256"] });
      const [header = "", claims = "", signature = ""] = String(token).split(".");
      const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const kid = `${identity}.1`;
      const check = async (forged: string) => {
        const answer = await call(installation, "POST", `${path}/jwt/verify`, { body: { token: forged } });
        const { code, valid, reason } = await answer.json();
        return code ?? `${valid} ${reason}`;
      };
      const { keys } = await expectOk(installation, "GET", `${path}/public-key`);
      const hmacInput = `${encode({ alg: "HS256", kid })}.${claims}`;
      const mac = createHmac("sha256", String(Object(keys)["1"]))
        .update(hmacInput)
        .digest("base64url");
      expect(await check(`${hmacInput}.${mac}`)).toBe("invalid_token");
      expect(await check(`${encode({ alg: "none", kid })}.${claims}.`)).toBe("invalid_token");
      expect(await check(`${encode({ alg: "PS256", kid })}.${claims}.${signature}`)).toBe("invalid_token");
      expect(await check(`${encode({ alg: "RS256", kid, crit: ["exp"] })}.${claims}.${signature}`)).toBe(
        "invalid_token",
      );
      expect(await check(`${encode({ alg: "RS256", kid: `${identity}.2` })}.${claims}.${signature}`)).toBe(
        "invalid_token",
      );
      expect(await check(`${header}.${encode({ sub: "eve" })}.${signature}`)).toBe("false signature");
      const other = await created({ keyType: "rsa-2048", purpose: "jwt" });
      expect(await refused("POST", `${other.path}/jwt/verify`, { token })).toBe("400 invalid_token");
    });

    test("claims are checked before they are signed", async () => {
      const { path } = await created({ keyType: "hmac", purpose: "jwt" });
      const sign = (claims: unknown, more = {}) => refused("POST", `${path}/jwt/sign`, { claims, ...more });
      expect(await sign({ exp: 1_930_367_167_890 })).toBe("400 invalid_request");
      expect(await sign({ exp: 5 }, { lifetimeInSeconds: 5 })).toBe("400 invalid_request");
      expect(await sign({ text: "x".repeat(16_384) })).toBe("400 payload_size");
      expect(await sign({}, { typ: "something" })).toBe("400 invalid_request");
      const answer = await call(installation, "POST", `${path}/jwt/sign`, {
        rawBody: '{"claims":{"a":{"__proto__":{"admin":true}}}}',
      });
      expect([answer.status, (await answer.json()).code]).toEqual([400, "invalid_request"]);
      expect(await refused("POST", `${path}/sign`, { input: HELLO })).toBe("400 operation_not_supported");
    });

    test("an Idempotency-Key makes create and rotate happen once", async () => {
      const body = { name: uniqueName("repeated") };
      const headers = { "idempotency-key": uniqueName("key") };
      const create = () => call(installation, "POST", "/nl-01/keys", { body, headers });
      const [first, second] = [await create(), await create()];
      expect([first.status, second.status]).toEqual([201, 201]);
      expect([first, second].map((answer) => answer.headers.get("idempotency-replayed"))).toEqual([null, "true"]);
      const key = await first.json();
      expect(await second.json()).toEqual(key);
      const path = `/nl-01/keys/${key.slug}/rotate`;
      const rotations = await Promise.all(
        Array.from({ length: 5 }, () =>
          call(installation, "POST", path, { headers: { "idempotency-key": `${key.slug}-1` } }),
        ),
      );
      expect(await Promise.all(rotations.map(async (answer) => (await answer.json()).latestVersion))).toEqual(
        rotations.map(() => 2),
      );
      expect(await refused("POST", "/nl-01/keys", { name: "other" }, headers)).toBe("422 idempotency_key_reused");
      for (const malformed of ["with space", "é", "x".repeat(256), ""]) {
        expect(await refused("POST", path, undefined, { "idempotency-key": malformed }), malformed).toBe(
          "400 invalid_request",
        );
      }
      const plain = `/nl-01/keys/${key.slug}/encrypt`;
      expect((await call(installation, "POST", plain, { body: { plaintext: HELLO }, headers })).status).toBe(200);
    });
  });
}
