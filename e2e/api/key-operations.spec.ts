import { createHash, createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { expect, test } from "@playwright/test";
import { call, expectOk, type Installation, uniqueName } from "./kms-client";
import { MOUNTS } from "./mounts";

const INPUT = Buffer.from("what is to be signed").toString("base64");
const OTHER = Buffer.from("something else").toString("base64");

const SIGNING = [
  { keyType: "rsa-2048", node: "sha256", scheme: { padding: 6, saltLength: 32 } },
  { keyType: "ecdsa-p256", node: "sha256", scheme: {} },
  { keyType: "ecdsa-p521", node: "sha256", scheme: {} },
  { keyType: "ed25519", node: null, scheme: {} },
] as const;

test.describe.configure({ mode: "default" });

for (const [mount, start] of Object.entries(MOUNTS)) {
  test.describe(`key operations through ${mount}`, () => {
    let installation: Installation;
    let stop = async () => {};

    test.beforeAll(async () => {
      ({ installation, stop } = await start());
    });
    test.afterAll(() => stop());

    async function created(body: Record<string, unknown>): Promise<string> {
      const key = await expectOk(installation, "POST", "/nl-01/keys", { name: uniqueName("op"), ...body });
      return `/nl-01/keys/${key.slug}`;
    }

    async function refused(method: string, path: string, body?: unknown): Promise<string> {
      const answer = await call(installation, method, path, { body });
      const { code } = await answer.json();
      return `${answer.status} ${code}`;
    }

    for (const { keyType, node, scheme } of SIGNING) {
      test(`what a key of type ${keyType} signs, its public key verifies anywhere`, async () => {
        const path = await created({ keyType });
        const { signature, keyVersion } = await expectOk(installation, "POST", `${path}/sign`, { input: INPUT });
        expect(keyVersion).toBe(1);
        expect(await expectOk(installation, "POST", `${path}/verify`, { input: INPUT, signature })).toEqual({
          valid: true,
        });
        expect(await expectOk(installation, "POST", `${path}/verify`, { input: OTHER, signature })).toEqual({
          valid: false,
        });
        const jwks = await expectOk(installation, "GET", `${path}/public-key?format=jwk&version=1`);
        const key = createPublicKey({ key: (jwks.keys as Record<string, JsonWebKey>)["1"] ?? {}, format: "jwk" });
        const bytes = Buffer.from(String(signature).replace("thalassa:v1:", ""), "base64");
        expect(verify(node, Buffer.from(INPUT, "base64"), { key, ...scheme }, bytes)).toBe(true);
        const form = keyType === "ed25519" ? /^[A-Za-z0-9+/]{43}=$/ : /^-----BEGIN PUBLIC KEY-----/;
        expect(await expectOk(installation, "GET", `${path}/public-key`)).toEqual({
          keyType,
          keys: { "1": expect.stringMatching(form) },
        });
      });
    }

    test("RSA encrypts up to its limit and not a byte more", async () => {
      const path = await created({ keyType: "rsa-2048" });
      const plaintext = Buffer.alloc(190, 7).toString("base64");
      const { ciphertext } = await expectOk(installation, "POST", `${path}/encrypt`, { plaintext });
      expect((await expectOk(installation, "POST", `${path}/decrypt`, { ciphertext })).plaintext).toBe(plaintext);
      const tooLong = Buffer.alloc(191).toString("base64");
      expect(await refused("POST", `${path}/encrypt`, { plaintext: tooLong })).toBe("400 payload_size");
      expect(await refused("POST", `${path}/encrypt`, { plaintext, context: "YQ==" })).toBe("400 invalid_request");
      const flipped = `${String(ciphertext).slice(0, 20)}${String(ciphertext)[20] === "A" ? "B" : "A"}${String(ciphertext).slice(21)}`;
      expect(await refused("POST", `${path}/decrypt`, { ciphertext: flipped })).toBe("400 decryption_failed");
    });

    test("a digest signed ready-made is the signature of the message", async () => {
      const path = await created({ keyType: "ecdsa-p256" });
      const input = createHash("sha256").update(Buffer.from(INPUT, "base64")).digest("base64");
      const { signature } = await expectOk(installation, "POST", `${path}/sign`, { input, prehashed: true });
      expect(await expectOk(installation, "POST", `${path}/verify`, { input: INPUT, signature })).toEqual({
        valid: true,
      });
      expect(await refused("POST", `${path}/sign`, { input: INPUT, prehashed: true })).toBe("400 payload_size");
    });

    test("HMAC: either spelling of the hash, full length, wrong ones are invalid", async () => {
      const path = await created({ keyType: "hmac" });
      const { hmac } = await expectOk(installation, "POST", `${path}/hmac`, { input: INPUT, algorithm: "sha512" });
      const check = { input: INPUT, hmac, hashAlgorithm: "sha2-512" };
      expect(await expectOk(installation, "POST", `${path}/verify-hmac`, check)).toEqual({
        valid: true,
        keyVersion: 1,
      });
      const short = `thalassa:v1:${Buffer.from(String(hmac).slice(12), "base64").subarray(0, 32).toString("base64")}`;
      const answer = await expectOk(installation, "POST", `${path}/verify-hmac`, { ...check, hmac: short });
      expect(answer).toEqual({ valid: false, keyVersion: 1 });
      expect(await refused("POST", `${path}/verify-hmac`, { ...check, hmac: "nonsense" })).toBe(
        "400 invalid_signature",
      );
      expect(await refused("POST", `${path}/hmac`, { input: INPUT, algorithm: "sha1" })).toBe("400 invalid_request");
    });

    test("what a key's type, purpose or switches forbid is refused with its own code", async () => {
      const aes = await created({});
      expect(await refused("POST", `${aes}/sign`, { input: INPUT })).toBe("400 operation_not_supported");
      expect(await refused("GET", `${aes}/public-key`)).toBe("400 operation_not_supported");
      const signing = await created({ keyType: "rsa-2048", purpose: "sign", rsaPaddings: ["pss"] });
      expect(await refused("POST", `${signing}/encrypt`, { plaintext: INPUT })).toBe("400 purpose_forbids");
      const pkcs1 = { input: INPUT, signatureAlgorithm: "pkcs1v15" };
      expect(await refused("POST", `${signing}/sign`, pkcs1)).toBe("400 purpose_forbids");
      const misfit = { name: uniqueName("misfit"), keyType: "ed25519", purpose: "encrypt" };
      expect(await refused("POST", "/nl-01/keys", misfit)).toBe("400 invalid_request");
    });

    test("deletion is scheduled, refuses use, and is cancelled by DELETE or POST", async () => {
      const path = await created({});
      const before = await expectOk(installation, "GET", path);
      const pending = await expectOk(installation, "DELETE", path);
      expect(pending).toMatchObject({ status: "pending_deletion", dependents: [] });
      const days =
        (Date.parse(String(pending.deletionScheduledAt)) - Date.parse(String(pending.updatedAt))) / 86_400_000;
      expect(days).toBe(30);
      expect(await refused("POST", `${path}/encrypt`, { plaintext: INPUT })).toBe("400 key_not_usable");
      expect(await refused("POST", `${path}/rotate`)).toBe("400 key_state_conflict");
      expect(await expectOk(installation, "DELETE", `${path}/cancel-deletion`)).toMatchObject({ status: "active" });
      expect(await refused("DELETE", `${path}/cancel-deletion`)).toBe("400 key_state_conflict");
      await expectOk(installation, "POST", `${path}/disable`);
      await expectOk(installation, "DELETE", path);
      expect(await expectOk(installation, "POST", `${path}/cancel-deletion`)).toMatchObject({ status: "disabled" });
      const now = await expectOk(installation, "GET", path);
      expect(now.objectVersion).toBe(Number(before.objectVersion) + 5);
    });

    test("a version is disabled, enabled, sentenced and called back; the newest never", async () => {
      const path = await created({});
      const { ciphertext } = await expectOk(installation, "POST", `${path}/encrypt`, { plaintext: INPUT });
      await expectOk(installation, "POST", `${path}/rotate`);
      const change = (body: unknown) => expectOk(installation, "PATCH", `${path}/versions`, body);
      const changeFirst = async (status: string) => {
        const { versions } = await change({ version: 1, status });
        return Array.isArray(versions) ? versions[0] : undefined;
      };
      expect(await changeFirst("disabled")).toMatchObject({ status: "disabled" });
      expect(await refused("POST", `${path}/decrypt`, { ciphertext })).toBe("400 key_version_not_usable");
      const sentenced = { status: "pending_destruction", destructionScheduledAt: expect.any(String) };
      expect(await changeFirst("destroyed")).toMatchObject(sentenced);
      expect(await changeFirst("active")).toMatchObject({ status: "active" });
      expect(await expectOk(installation, "POST", `${path}/decrypt`, { ciphertext })).toMatchObject({
        plaintext: INPUT,
      });
      expect(await change({ minDecryptionVersion: 2 })).toMatchObject({ minDecryptionVersion: 2 });
      expect(await refused("POST", `${path}/decrypt`, { ciphertext })).toBe("400 key_version_not_usable");
      const newest = { version: 2, status: "disabled" };
      expect(await refused("PATCH", `${path}/versions`, newest)).toBe("400 version_state_conflict");
      expect(await refused("PATCH", `${path}/versions`, { minDecryptionVersion: 3 })).toBe("400 invalid_request");
      expect(await refused("PATCH", `${path}/versions`, { version: 1 })).toBe("400 invalid_request");
    });
  });
}
