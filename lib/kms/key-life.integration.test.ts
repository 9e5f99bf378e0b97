import { createHash, createPublicKey, verify as nodeVerify } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writersOf } from "@/lib/audit/writers";
import { KEY_TYPE_NAMES, type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import { isKmsError } from "@/lib/contract/kms-error";
import type { JsonWebKey } from "@/lib/contract/kms-operations";
import { publicKeyText } from "@/lib/crypto/public-key";
import { CALL_DEADLINE_MS, type Call } from "@/lib/door/call";
import { principalOfAccessToken } from "@/lib/iam/principal";
import { callerInScope } from "@/lib/iam/scope";
import { createTestPerson, forgetEverything, TEST_ORIGIN } from "@/lib/iam/test-home";
import { clock } from "@/lib/platform/clock";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import { cancelDeletion, deleteKey, disableKey, enableKey } from "./change-status";
import { createKey } from "./create-key";
import { decrypt } from "./decrypt";
import { bindDependent, unbindDependent } from "./dependents";
import { encrypt } from "./encrypt";
import { getKey } from "./get-key";
import { getPublicKey } from "./get-public-key";
import { hmac, verifyHmac } from "./hmac";
import { listKeys } from "./list-keys";
import { purgeDueKeys } from "./purge-due-keys";
import { rotateKey } from "./rotate-key";
import { closeRuntime, openRuntime } from "./runtime";
import { sign } from "./sign";
import { updateVersions } from "./update-versions";
import { verify } from "./verify";

const DAY_MS = 86_400_000;
const INPUT = Buffer.from("the text to sign").toString("base64");
let database: TestDatabase;
let folder: string;
let token: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "pelagos-life-"));
  setConfig({ ...loadConfig({}), databaseUrl: database.url, dataDirectory: folder });
  forgetEverything();
  await openRuntime();
  ({ token } = await createTestPerson("ada"));
});
afterAll(async () => {
  await closeRuntime();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function call(body?: unknown): Call {
  const startedAtMs = clock.monotonicMs();
  return {
    requestId: newId("req"),
    edge: "api",
    method: "POST",
    path: "/test",
    clientAddress: "192.0.2.7",
    userAgent: "test",
    startedAtMs,
    deadlineMs: startedAtMs + CALL_DEADLINE_MS,
    authenticate: async (options) =>
      callerInScope(await principalOfAccessToken(token, options), null, null, TEST_ORIGIN),
    body: async () => body,
  };
}

const at = (key: string) => ({ region: "nl-01", key });
const create = (body: Record<string, unknown>) => createKey(call(body), { region: "nl-01" });
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "no refusal",
    (error: unknown) => (isKmsError(error) ? error.code : error),
  );
const purge = (atMs: number) => purgeDueKeys(homeDatabase(), new Date(atMs));

describe.each(KEY_TYPE_NAMES)("a key of type %s", (keyType: KeyType) => {
  const { capabilities, family } = keyTypeFacts(keyType);
  const slug = `type-${keyType}`;

  it("does what its type supports, over a rotation, and refuses everything else", { timeout: 60_000 }, async () => {
    await create({ name: slug, keyType });
    const before = await runAll();
    await rotateKey(call(), at(slug));
    const after = await runAll();
    expect(before.version).toBe(capabilities.length > 0 ? 1 : null);
    expect(after.version).toBe(2);
    for (const made of [before, after]) await checkAll(made);
  });

  /** Encrypts, signs or authenticates, whichever the key can, and checks that it cannot do the others. */
  async function runAll() {
    const operations = {
      encrypt: () => encrypt(call({ plaintext: INPUT }), at(slug)),
      sign: () => sign(call({ input: INPUT }), at(slug)),
      hmac: () => hmac(call({ input: INPUT }), at(slug)),
    };
    const made: { version: unknown; ciphertext?: string; signature?: string; hmac?: string } = { version: null };
    for (const [name, run] of Object.entries(operations)) {
      if (capabilities.some((one) => one === name)) {
        const result: Record<string, unknown> = await run();
        made.version = result.keyVersion;
        Object.assign(made, result);
      } else expect(await refusal(run())).toBe("operation_not_supported");
    }
    return made;
  }

  async function checkAll({
    ciphertext,
    signature,
    hmac: mac,
  }: {
    ciphertext?: string;
    signature?: string;
    hmac?: string;
  }) {
    if (ciphertext !== undefined) {
      expect((await decrypt(call({ ciphertext }), at(slug))).plaintext).toBe(INPUT);
    }
    if (signature !== undefined) {
      expect(await verify(call({ input: INPUT, signature }), at(slug))).toEqual({ valid: true });
      expect(await verify(call({ input: "b3RoZXI=", signature }), at(slug))).toEqual({ valid: false });
    }
    if (mac !== undefined) {
      expect((await verifyHmac(call({ input: INPUT, hmac: mac }), at(slug))).valid).toBe(true);
      expect((await verifyHmac(call({ input: "b3RoZXI=", hmac: mac }), at(slug))).valid).toBe(false);
    }
  }

  it("shows its public keys where it has any, and only those", async () => {
    const asked = getPublicKey(call(), at(slug), {});
    if (!capabilities.includes("public_key")) return expect(await refusal(asked)).toBe("operation_not_supported");
    const { keys } = await asked;
    expect(Object.keys(keys)).toEqual(["1", "2"]);
    const jwk = (await getPublicKey(call(), at(slug), { version: "2", format: "jwk" })).keys["2"];
    const key = createPublicKey({ key: { ...(jwk as JsonWebKey) }, format: "jwk" });
    expect(keys["2"]).toBe(publicKeyText(key));
    const { signature } = await sign(call({ input: INPUT }), at(slug));
    const bytes = Buffer.from(signature.slice("thalassa:v2:".length), "base64");
    const scheme = family === "rsa" ? { key, padding: 6, saltLength: 32 } : key;
    expect(nodeVerify(family === "ed25519" ? null : "sha256", Buffer.from(INPUT, "base64"), scheme, bytes)).toBe(true);
  });
});

describe("signature options", () => {
  it("a digest signed ready-made verifies as the message, for RSA and ECDSA", async () => {
    const digest = createHash("sha384").update(Buffer.from(INPUT, "base64")).digest("base64");
    for (const slug of ["type-rsa-2048", "type-ecdsa-p256"]) {
      const options = { hashAlgorithm: "SHA384" };
      const { signature } = await sign(call({ input: digest, prehashed: true, ...options }), at(slug));
      expect(await verify(call({ input: INPUT, signature, ...options }), at(slug))).toEqual({ valid: true });
      expect(await verify(call({ input: digest, prehashed: true, signature, ...options }), at(slug))).toEqual({
        valid: true,
      });
      expect(await verify(call({ input: INPUT, signature }), at(slug))).toEqual({ valid: false });
    }
  });

  it("jws signatures have fixed width and base64url, and verify only as such", async () => {
    const jws = { marshalingAlgorithm: "jws" };
    const { signature } = await sign(call({ input: INPUT, ...jws }), at("type-ecdsa-p521"));
    expect(Buffer.from(signature.slice("thalassa:v2:".length), "base64url")).toHaveLength(132);
    expect(await verify(call({ input: INPUT, signature, ...jws }), at("type-ecdsa-p521"))).toEqual({ valid: true });
    expect(await refusal(verify(call({ input: INPUT, signature }), at("type-ecdsa-p521")))).toBe("invalid_signature");
  });

  it.each([
    ["type-ed25519", { prehashed: true }],
    ["type-ed25519", { hashAlgorithm: "sha2-256" }],
    ["type-ecdsa-p256", { saltLength: "hash" }],
    ["type-ecdsa-p256", { signatureAlgorithm: "pss" }],
    ["type-rsa-2048", { marshalingAlgorithm: "jws" }],
    ["type-rsa-2048", { signatureAlgorithm: "pkcs1v15", saltLength: 20 }],
    ["type-ecdsa-p256", { context: "YQ==" }],
    ["type-ecdsa-p256", { hashAlgorithm: "sha1" }],
    ["type-ecdsa-p256", { hashAlgorithm: "none" }],
  ])("%s refuses %o, which would have no effect or do harm", async (slug, options) => {
    expect(await refusal(sign(call({ input: INPUT, ...options }), at(slug)))).toBe("invalid_request");
  });

  it("a hash that the type contradicts is refused, either name of the field is read", async () => {
    expect(await refusal(hmac(call({ input: INPUT, algorithm: "sha2-512" }), at("type-hmac-sha256")))).toBe(
      "invalid_request",
    );
    const { hmac: mac } = await hmac(call({ input: INPUT, algorithm: "sha512" }), at("type-hmac"));
    expect(Buffer.from(mac.slice("thalassa:v2:".length), "base64")).toHaveLength(64);
    expect(
      (await verifyHmac(call({ input: INPUT, hmac: mac, hashAlgorithm: "sha2-512" }), at("type-hmac"))).valid,
    ).toBe(true);
    expect((await verifyHmac(call({ input: INPUT, hmac: mac }), at("type-hmac"))).valid).toBe(false);
  });
});

describe("purposes and switches", () => {
  it("a key does only what its purpose allows", async () => {
    await create({ name: "only sign", keyType: "rsa-2048", purpose: "sign" });
    expect(await refusal(encrypt(call({ plaintext: INPUT }), at("only-sign")))).toBe("purpose_forbids");
    expect(await refusal(create({ name: "misfit", keyType: "aes256-gcm96", purpose: "sign" }))).toBe("invalid_request");
    await create({ name: "dnssec key", keyType: "ecdsa-p256", purpose: "dnssec" });
    expect(await refusal(sign(call({ input: INPUT }), at("dnssec-key")))).toBe("purpose_forbids");
  });

  it("paddings and context that were switched off are refused", async () => {
    await create({ name: "pss only", keyType: "rsa-2048", rsaPaddings: ["pss"] });
    expect(await refusal(encrypt(call({ plaintext: INPUT }), at("pss-only")))).toBe("purpose_forbids");
    const pkcs1 = { input: INPUT, signatureAlgorithm: "pkcs1v15" };
    expect(await refusal(sign(call(pkcs1), at("pss-only")))).toBe("purpose_forbids");
    await create({ name: "no context", contextAllowed: false });
    expect(await refusal(encrypt(call({ plaintext: INPUT, context: "YQ==" }), at("no-context")))).toBe(
      "purpose_forbids",
    );
  });

  it("a switch flipped in the database keeps the key from opening", async () => {
    const { identity } = await create({ name: "flipped", contextAllowed: false });
    await homeDatabase().pool.query("UPDATE kms_key SET context_allowed = true, revision = '9.x' WHERE id = $1", [
      identity,
    ]);
    expect(await refusal(encrypt(call({ plaintext: INPUT, context: "YQ==" }), at("flipped")))).toBe("internal");
  });
});

describe("deletion", () => {
  it("is scheduled in 30 days, refuses use, is cancelled back to the state before", async () => {
    await create({ name: "to delete" });
    await disableKey(call(), at("to-delete"));
    const pending = await deleteKey(call(), at("to-delete"));
    expect(pending.status).toBe("pending_deletion");
    const days = (Date.parse(pending.deletionScheduledAt ?? "") - Date.parse(pending.updatedAt)) / DAY_MS;
    expect(days).toBe(30);
    expect((await deleteKey(call(), at("to-delete"))).deletionScheduledAt).toBe(pending.deletionScheduledAt);
    expect((await getKey(call(), at("to-delete"))).status).toBe("pending_deletion");
    expect(await refusal(encrypt(call({ plaintext: INPUT }), at("to-delete")))).toBe("key_not_usable");
    expect(await refusal(rotateKey(call(), at("to-delete")))).toBe("key_state_conflict");
    expect(await refusal(enableKey(call(), at("to-delete")))).toBe("key_state_conflict");
    expect((await cancelDeletion(call(), at("to-delete"))).status).toBe("disabled");
    expect((await enableKey(call(), at("to-delete"))).status).toBe("active");
    expect(await refusal(cancelDeletion(call(), at("to-delete")))).toBe("key_state_conflict");
  });

  it("ends after the 30 days, not before, with nothing left but a tombstone", async () => {
    const { identity } = await create({ name: "to purge" });
    const { deletionScheduledAt } = await deleteKey(call(), at("to-purge"));
    const dueAtMs = Date.parse(deletionScheduledAt ?? "");
    expect((await purge(dueAtMs - 1)).purged).toBe(0);
    expect((await purge(dueAtMs)).purged).toBe(1);
    expect((await purge(dueAtMs)).purged).toBe(0);
    expect(await refusal(getKey(call(), at("to-purge")))).toBe("key_not_found");
    const { keys } = await listKeys(call(), { region: "nl-01" }, {});
    expect(keys.some((key) => key.identity === identity)).toBe(false);
    expect(await refusal(create({ name: "to purge" }))).toBe("slug_taken");
    const { rows } = await homeDatabase().pool.query(
      "SELECT status, length(sealed) AS sealed, length(salt) AS salt FROM kms_key_version WHERE key_id = $1",
      [identity],
    );
    expect(rows).toEqual([{ status: "destroyed", sealed: 0, salt: 0 }]);
    const events = await homeDatabase().pool.query(
      "SELECT event FROM audit_record WHERE resource_id = $1 ORDER BY created_at",
      [identity],
    );
    expect(events.rows.map(({ event }) => event)).toContain("kms.key.purge");
  });

  it("waits for what depends on the key, says so once, and names it in the answers", async () => {
    const { identity } = await create({ name: "needed" });
    const dependent = { kind: "secret", identity: "sec-1", name: "/app/password" };
    const { changes } = writersOf(homeDatabase());
    await inChange((tx) => bindDependent(tx, identity, dependent, clock.now()));
    expect((await disableKey(call(), at("needed"))).dependents).toEqual([dependent]);
    const { deletionScheduledAt, dependents } = await deleteKey(call(), at("needed"));
    expect(dependents).toEqual([dependent]);
    const dueAtMs = Date.parse(deletionScheduledAt ?? "");
    expect(await purge(dueAtMs)).toMatchObject({ purged: 0, waiting: 1 });
    expect(await purge(dueAtMs + DAY_MS)).toMatchObject({ purged: 0, waiting: 1 });
    const { rows } = await homeDatabase().pool.query(
      "SELECT count(*)::integer AS count FROM audit_record WHERE resource_id = $1 AND event = 'kms.key.purge_waiting'",
      [identity],
    );
    expect(rows).toEqual([{ count: 1 }]);
    await inChange((tx) => unbindDependent(tx, identity, dependent));
    expect(await purge(dueAtMs + DAY_MS)).toMatchObject({ purged: 1, waiting: 0 });

    function inChange(work: Parameters<typeof changes.transact>[1]) {
      return homeDatabase().prisma.$transaction((tx) => work(tx, async () => undefined));
    }
  });
});

describe("versions", () => {
  it("below minDecryptionVersion nothing is decrypted; lowered again, it is", async () => {
    await create({ name: "old data" });
    const { ciphertext } = await encrypt(call({ plaintext: INPUT }), at("old-data"));
    await rotateKey(call(), at("old-data"));
    expect(await refusal(updateVersions(call({ minDecryptionVersion: 3 }), at("old-data")))).toBe("invalid_request");
    expect((await updateVersions(call({ minDecryptionVersion: 2 }), at("old-data"))).minDecryptionVersion).toBe(2);
    expect(await refusal(decrypt(call({ ciphertext }), at("old-data")))).toBe("key_version_not_usable");
    await updateVersions(call({ minDecryptionVersion: "1" }), at("old-data"));
    expect((await decrypt(call({ ciphertext }), at("old-data"))).plaintext).toBe(INPUT);
  });

  it("one version is disabled, destroyed after 30 days or called back, never the newest", async () => {
    await create({ name: "versions" });
    const { ciphertext } = await encrypt(call({ plaintext: INPUT }), at("versions"));
    expect(await refusal(updateVersions(call({ version: 1, status: "disabled" }), at("versions")))).toBe(
      "version_state_conflict",
    );
    await rotateKey(call(), at("versions"));
    await updateVersions(call({ version: 1, status: "disabled" }), at("versions"));
    expect(await refusal(decrypt(call({ ciphertext }), at("versions")))).toBe("key_version_not_usable");
    await updateVersions(call({ version: 1, status: "active" }), at("versions"));
    expect((await decrypt(call({ ciphertext }), at("versions"))).plaintext).toBe(INPUT);
    const pending = (await updateVersions(call({ version: 1, status: "destroyed" }), at("versions"))).versions[0];
    expect(pending?.status).toBe("pending_destruction");
    await updateVersions(call({ version: 1, status: "active" }), at("versions"));
    const again = (await updateVersions(call({ version: 1, status: "destroyed" }), at("versions"))).versions[0];
    const dueAtMs = Date.parse(again?.destructionScheduledAt ?? "");
    expect((await purge(dueAtMs - 1)).destroyedVersions).toBe(0);
    expect((await purge(dueAtMs)).destroyedVersions).toBe(1);
    expect((await getKey(call(), at("versions"))).versions[0]?.status).toBe("destroyed");
    expect(await refusal(updateVersions(call({ version: 1, status: "active" }), at("versions")))).toBe(
      "version_state_conflict",
    );
    expect(await refusal(decrypt(call({ ciphertext }), at("versions")))).toBe("key_version_not_usable");
  });

  it("a request that names half of a change, or an unknown version, is refused", async () => {
    expect(await refusal(updateVersions(call({ version: 1 }), at("versions")))).toBe("invalid_request");
    expect(await refusal(updateVersions(call({ version: 9, status: "disabled" }), at("versions")))).toBe(
      "key_version_not_found",
    );
  });
});
