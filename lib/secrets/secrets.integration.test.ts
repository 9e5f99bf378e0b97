import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KmsKey } from "@/lib/contract/kms";
import { deleteKey, disableKey, enableKey } from "@/lib/kms/change-status";
import { getKey } from "@/lib/kms/get-key";
import { rotateKey } from "@/lib/kms/rotate-key";
import { callAs, codeOf, openTestKms, type ReadRecord, type TestKms } from "@/lib/kms/test-calls";
import { deleteSecret, destroySecretVersion, updateSecret, updateSecretPolicy } from "./change-secret";
import { compareVersions } from "./compare-versions";
import { createSecret } from "./create-secret";
import { getSecret } from "./get-secret";
import { getSecretValue } from "./get-secret-value";
import { writeAccesses } from "./last-access";
import { listSecrets } from "./list-secrets";
import { putSecretValue } from "./put-secret-value";

let kms: TestKms;
let key: KmsKey;

beforeAll(async () => {
  kms = await openTestKms();
  key = await kms.makeKey({});
});
afterAll(() => kms.close());

const REGION = { region: "nl-01" };
const at = (path: string) => ({ ...REGION, path });
const base64 = (text: string) => Buffer.from(text).toString("base64");
/** Two records of one second have no order of their own. */
const recordsByEvent = (records: readonly ReadRecord[]) =>
  [...records].sort((one, other) => (one.event < other.event ? -1 : 1));
const create = (path: string, more: Record<string, unknown> = {}, by = kms.ada) =>
  createSecret(callAs(by, { path, kmsKeyIdentity: key.identity, secretString: base64("one"), ...more }), REGION);
const put = (path: string, more: Record<string, unknown>, call: Parameters<typeof callAs>[2] = {}) =>
  putSecretValue(callAs(kms.ada, more, call), at(path));
const read = (path: string, more: unknown = undefined, by = kms.ada) =>
  getSecretValue(callAs(by, more, { clientAddress: "192.0.2.7" }), at(path));

describe("a secret", () => {
  it("keeps its value encrypted under its key, with a record of both verbs under one request id", async () => {
    const made = await create("/app/prod/password", { labels: { team: "platform" } });
    expect(made).toMatchObject({
      path: "/app/prod/password",
      currentVersion: 1,
      kmsKey: { identity: key.identity, keyType: "aes256-gcm96" },
      region: { slug: "nl-01" },
      objectVersion: 1,
    });
    const call = callAs(kms.ada);
    expect(await getSecretValue(call, at("/app/prod/password"))).toEqual({
      path: "/app/prod/password",
      version: 1,
      secretString: base64("one"),
      kmsKeyIdentity: key.identity,
      kmsKeyVersion: "1",
      createdAt: expect.any(String),
    });
    expect(recordsByEvent(await kms.recordsOf(call))).toMatchObject([
      { event: "kms.decrypt", outcome: "allowed", body: { resourceId: key.identity } },
      {
        event: "secret.get_value",
        outcome: "allowed",
        body: { resourceType: "secret", resourceSlug: "/app/prod/password" },
      },
    ]);
    const [row] = await kms.query(
      "SELECT ciphertext FROM secret_version v JOIN secret s ON s.id = v.secret_id WHERE path = $1",
      ["/app/prod/password"],
    );
    expect(row).toEqual({ ciphertext: expect.stringMatching(/^thalassa:v1:/) });
  });

  it("is not answered from memory once it has changed, and what was decided on the old state leaves no record", async () => {
    await create("/app/changed");
    await read("/app/changed");
    await kms.query("UPDATE secret SET description = 'by SQL', object_version = object_version + 1 WHERE path = $1", [
      "/app/changed",
    ]);
    await kms.query(
      "UPDATE secret_version v SET status = 'destroyed', ciphertext = '' FROM secret s WHERE s.id = v.secret_id AND s.path = $1",
      ["/app/changed"],
    );
    const call = callAs(kms.ada);
    expect(await codeOf(getSecretValue(call, at("/app/changed")))).toBe("secret_version_not_found");
    expect(await kms.recordsOf(call)).toMatchObject([{ event: "secret.get_value", outcome: "refused" }]);
  });

  it("has both records or none where the state of its key is old", async () => {
    const own = await kms.makeKey({});
    await create("/app/rotated", { kmsKeyIdentity: own.identity });
    await read("/app/rotated");
    await kms.query("UPDATE kms_key SET revision = '9.by-sql' WHERE id = $1", [own.identity]);
    const call = callAs(kms.ada);
    await getSecretValue(call, at("/app/rotated"));
    expect(recordsByEvent(await kms.recordsOf(call)).map(({ event, body }) => [event, body.revision])).toEqual([
      ["kms.decrypt", "9.by-sql"],
      ["secret.get_value", ""],
    ]);
  });

  it("whose key changes without end is read all the same, under a lock", async () => {
    const own = await kms.makeKey({});
    await create("/app/restless", { kmsKeyIdentity: own.identity });
    let goesOn = true;
    const changes = (async () => {
      while (goesOn) await kms.query("UPDATE kms_key SET revision = gen_random_uuid() WHERE id = $1", [own.identity]);
    })();
    for (let round = 0; round < 5; round += 1) {
      expect((await read("/app/restless")).secretString).toBe(base64("one"));
    }
    goesOn = false;
    await changes;
  });

  it("holds names and values, generated bytes, and up to 64 KiB", async () => {
    await create("/kinds/map", {
      secretString: undefined,
      secretKeyValues: { USER: base64("u"), PASSWORD: base64("p") },
    });
    expect(await read("/kinds/map")).toMatchObject({ secretKeyValues: { USER: base64("u"), PASSWORD: base64("p") } });
    await create("/kinds/made", { secretString: undefined, generateSecret: { byteLength: 48 } });
    const { secretString = "" } = await read("/kinds/made");
    expect(Buffer.from(secretString, "base64")).toHaveLength(48);
    const large = Buffer.alloc(65_536, 7).toString("base64");
    await create("/kinds/large", { secretString: large });
    expect((await read("/kinds/large")).secretString).toBe(large);
    expect(await codeOf(create("/kinds/larger", { secretString: Buffer.alloc(65_537).toString("base64") }))).toBe(
      "payload_size",
    );
  });

  it.each([
    ["no slash in front", { path: "app" }],
    ["a slash at the end", { path: "/app/" }],
    ["two slashes", { path: "/a//b" }],
    ["dots that clients resolve", { path: "/a/../b" }],
    ["the name of a part", { path: "/app/value" }],
    ["another name of a part", { path: "/versions" }],
    ["a character outside the grammar", { path: "/app/pass word" }],
    ["513 characters", { path: `/${"a".repeat(512)}` }],
    ["no value", { secretString: undefined }],
    ["two values", { generateSecret: { byteLength: 32 } }],
    ["15 generated bytes", { secretString: undefined, generateSecret: { byteLength: 15 } }],
    ["an unknown field", { secret: "x" }],
  ])("is refused with %s", async (_, more) => {
    expect(await codeOf(create("/refused/one", more))).toBe("invalid_request");
  });

  it("is refused with a key that is not symmetric, not active, of another region or unknown", async () => {
    const refused = async (kmsKeyIdentity: string) => codeOf(create("/refused/key", { kmsKeyIdentity }));
    expect(await refused((await kms.makeKey({ keyType: "ecdsa-p256" })).identity)).toBe("operation_not_supported");
    const disabled = await kms.makeKey({});
    await disableKey(callAs(kms.ada), { region: "nl-01", key: disabled.identity });
    expect(await refused(disabled.identity)).toBe("key_not_usable");
    expect(await refused("kms-00000000000000000000")).toBe("key_not_found");
    const elsewhere = { path: "/refused/region", kmsKeyIdentity: key.identity, secretString: base64("x") };
    expect(await codeOf(createSecret(callAs(kms.ada, elsewhere), { region: "de-01" }))).toBe("key_not_found");
  });

  it("has its path to itself, also when two create it at once", async () => {
    const codes = await Promise.all([1, 2, 3].map(() => codeOf(create("/once"))));
    expect(codes.sort()).toEqual(["answered", "secret_path_taken", "secret_path_taken"]);
  });

  it("looks absent to another organisation", async () => {
    await create("/private");
    for (const verb of [getSecret, getSecretValue, deleteSecret] as const) {
      expect(await codeOf(verb(callAs(kms.eve, {}), at("/private"), {}))).toBe("secret_not_found");
    }
    expect((await listSecrets(callAs(kms.eve), REGION, { pathPrefix: "/" })).answer).toEqual([]);
  });
});

describe("versions", () => {
  it("follow each other, older ones stay readable, and the newest that is left is current", async () => {
    await create("/versions-of/a");
    expect(await put("/versions-of/a", { secretString: base64("two") })).toEqual({
      path: "/versions-of/a",
      version: 2,
    });
    await put("/versions-of/a", { secretString: base64("three") });
    expect(await read("/versions-of/a")).toMatchObject({ version: 3, secretString: base64("three") });
    expect(await read("/versions-of/a", { version: "1" })).toMatchObject({ version: 1, secretString: base64("one") });
    const destroyed = await destroySecretVersion(callAs(kms.ada), at("/versions-of/a"), { version: "3" });
    expect(destroyed).toMatchObject({ currentVersion: 2, latestVersion: 3 });
    expect(await read("/versions-of/a")).toMatchObject({ version: 2 });
    expect(await codeOf(read("/versions-of/a", { version: 3 }))).toBe("secret_version_not_found");
    expect(await codeOf(destroySecretVersion(callAs(kms.ada), at("/versions-of/a"), { version: "3" }))).toBe(
      "state_conflict",
    );
    await destroySecretVersion(callAs(kms.ada), at("/versions-of/a"), { version: "2" });
    await destroySecretVersion(callAs(kms.ada), at("/versions-of/a"), { version: "1" });
    expect(await codeOf(read("/versions-of/a"))).toBe("secret_version_not_found");
    expect(await put("/versions-of/a", { secretString: base64("four") })).toMatchObject({ version: 4 });
    const { versions = [] } = await getSecret(callAs(kms.ada), at("/versions-of/a"), { includeVersions: "true" });
    expect(versions.map(({ version, status, stages }) => [version, status, stages])).toEqual([
      [1, "destroyed", []],
      [2, "destroyed", []],
      [3, "destroyed", []],
      [4, "active", ["current"]],
    ]);
  });

  it("of two writers at once get numbers of their own, and each opens", async () => {
    await create("/race");
    const written = await Promise.all(["a", "b", "c", "d"].map((text) => put("/race", { secretString: base64(text) })));
    expect(written.map(({ version }) => version).sort()).toEqual([2, 3, 4, 5]);
    const values = await Promise.all(written.map(({ version }) => read("/race", { version })));
    expect(values.map(({ secretString }) => secretString)).toEqual(["a", "b", "c", "d"].map(base64));
  });

  it("are not written over a change that the writer has not seen", async () => {
    await create("/match");
    await put("/match", { secretString: base64("two") }, { ifMatch: () => 1 });
    expect(await codeOf(put("/match", { secretString: base64("three") }, { ifMatch: () => 1 }))).toBe(
      "version_mismatch",
    );
    expect(
      await codeOf(updateSecretPolicy(callAs(kms.ada, { accessPolicy: null }, { ifMatch: () => 1 }), at("/match"))),
    ).toBe("version_mismatch");
    expect(await read("/match")).toMatchObject({ version: 2 });
  });

  it("open with the version of the key that encrypted them", async () => {
    const own = await kms.makeKey({});
    await create("/rotated", { kmsKeyIdentity: own.slug });
    await rotateKey(callAs(kms.ada), { region: "nl-01", key: own.slug });
    await put("/rotated", { secretString: base64("two") });
    expect(await read("/rotated")).toMatchObject({ kmsKeyVersion: "2", secretString: base64("two") });
    expect(await read("/rotated", { version: 1 })).toMatchObject({ kmsKeyVersion: "1", secretString: base64("one") });
  });

  it("carry stage labels, which move and go with what they name", async () => {
    await create("/staged");
    await put("/staged", { secretString: base64("two") });
    const label = (stages: Record<string, number | null>) => updateSecret(callAs(kms.ada, { stages }), at("/staged"));
    await label({ blue: 1, green: 2 });
    expect(await read("/staged", { stage: "blue" })).toMatchObject({ version: 1 });
    expect(await read("/staged", { stage: "current" })).toMatchObject({ version: 2 });
    expect(await codeOf(read("/staged", { stage: "red" }))).toBe("secret_version_not_found");
    expect(await codeOf(label({ red: 9 }))).toBe("secret_version_not_found");
    expect(await codeOf(label({ current: 1 }))).toBe("invalid_request");
    await destroySecretVersion(callAs(kms.ada), at("/staged"), { version: 1 });
    expect(await codeOf(read("/staged", { stage: "blue" }))).toBe("secret_version_not_found");
  });

  it("are compared by names, never by values", async () => {
    const first = { A: base64("1"), B: base64("2") };
    await create("/compared", { secretString: undefined, secretKeyValues: first });
    await put("/compared", { secretKeyValues: { B: base64("3"), C: base64("4") } });
    const call = callAs(kms.ada, { from: 1, to: 2 });
    const difference = await compareVersions(call, at("/compared"));
    expect(difference).toEqual({
      path: "/compared",
      from: 1,
      to: 2,
      same: false,
      added: ["C"],
      removed: ["A"],
      changed: ["B"],
    });
    expect(recordsByEvent(await kms.recordsOf(call)).map(({ event }) => event)).toEqual([
      "kms.decrypt",
      "kms.decrypt",
      "secret.compare_versions",
    ]);
  });
});

describe("a secret and its key", () => {
  it("share their state: a disabled key reads and writes nothing, and nothing is lost", async () => {
    const own = await kms.makeKey({});
    const named = { region: "nl-01", key: own.slug };
    await create("/bound", { kmsKeyIdentity: own.identity });
    await disableKey(callAs(kms.ada), named);
    await expect(read("/bound")).rejects.toThrow("The key is disabled.");
    expect(await codeOf(put("/bound", { secretString: base64("two") }))).toBe("key_not_usable");
    await enableKey(callAs(kms.ada), named);
    expect(await read("/bound")).toMatchObject({ version: 1, secretString: base64("one") });
  });

  it("name each other, until the secret is deleted", async () => {
    const own = await kms.makeKey({});
    const named = { region: "nl-01", key: own.slug };
    const { identity } = await create("/dependent", { kmsKeyIdentity: own.identity });
    const dependents = [{ kind: "secret", identity, name: "/dependent" }];
    expect(await deleteKey(callAs(kms.ada), named)).toMatchObject({ dependents });
    expect(await codeOf(read("/dependent"))).toBe("key_not_usable");
    await deleteSecret(callAs(kms.ada), at("/dependent"));
    expect(await getKey(callAs(kms.ada), named)).toMatchObject({ dependents: [] });
    expect(await codeOf(read("/dependent"))).toBe("secret_not_found");
  });

  it.each([
    [
      "another version",
      "UPDATE secret_version v SET ciphertext = (SELECT ciphertext FROM secret_version o WHERE o.secret_id = v.secret_id AND o.version = 1) FROM secret s WHERE s.id = v.secret_id AND s.path = $1 AND v.version = 2",
    ],
    [
      "another secret",
      "UPDATE secret_version v SET ciphertext = (SELECT o.ciphertext FROM secret_version o JOIN secret s2 ON s2.id = o.secret_id WHERE s2.path = '/swap/other') FROM secret s WHERE s.id = v.secret_id AND s.path = $1",
    ],
    ["another path", "UPDATE secret SET path = $1 || '-moved' WHERE path = $1"],
  ])("do not open a value that SQL moved to %s", async (what, statement) => {
    const path = `/swap/${what.replace(" ", "-")}`;
    await create(path);
    await put(path, { secretString: base64("two") });
    if (what === "another secret") await create("/swap/other");
    await kms.query(statement, [path]);
    expect(await codeOf(read(what === "another path" ? `${path}-moved` : path))).toBe("decryption_failed");
  });
});

describe("the access policy", () => {
  it("refuses values from where and when it does not allow, and lets everything else of the secret be", async () => {
    await create("/policed");
    const setPolicy = (accessPolicy: unknown) => updateSecretPolicy(callAs(kms.ada, { accessPolicy }), at("/policed"));
    await setPolicy({ conditions: [{ type: "ip", effect: "allow", cidrs: ["10.0.0.0/8"] }] });
    expect(await codeOf(read("/policed"))).toBe("access_policy_denied");
    expect(await codeOf(put("/policed", { secretString: base64("two") }))).toBe("access_policy_denied");
    expect(await getSecret(callAs(kms.ada), at("/policed"), {})).toMatchObject({ path: "/policed" });
    await setPolicy({ conditions: [{ type: "ip", effect: "allow", cidrs: ["192.0.2.0/24"] }] });
    expect(await read("/policed")).toMatchObject({ version: 1 });
    await setPolicy({
      statements: [{ effect: "Deny", actions: ["secrets:GetSecretValue"], principals: [kms.ada.userId] }],
    });
    expect(await codeOf(read("/policed"))).toBe("access_policy_denied");
    expect(await setPolicy({})).not.toHaveProperty("accessPolicy.statements");
    expect(await read("/policed")).toMatchObject({ version: 1 });
  });

  it.each([
    ["actions", "bogus", "must be getSecretValue, putSecretValue or *"],
    ["principals", "u-bogus", "must be * or the identity of a user (u-…), service account (sa-…) or client key (ck-…)"],
    ["principals", "ada@example.com", "must be * or the identity"],
    ["principals", "sa-*", "must be * or the identity"],
    ["principals", "KAAP.00000000-0000-4000-8000-000000000000", "must be * or the identity"],
  ])("refuses %s %s, which name nothing", async (field, word, sentence) => {
    const statement = { effect: "Allow", actions: ["*"], principals: ["*"], [field]: ["*", word] };
    const accessPolicy = { statements: [statement] };
    const refusal = `accessPolicy.statements.0.${field}.1: ${sentence}`;
    await expect(updateSecretPolicy(callAs(kms.ada, { accessPolicy }), at("/policed"))).rejects.toThrow(refusal);
    await expect(create("/refused/policy", { accessPolicy })).rejects.toThrow(refusal);
  });

  it("takes every spelling of an action, and identities that need not exist", async () => {
    await create("/policed-by-word");
    const accessPolicy = {
      statements: [
        {
          effect: "Allow",
          actions: ["getSecretValue", "secret:PutSecretValue", "SECRETS:*"],
          principals: ["u", "sa", "ck"].map((kind) => `${kind}-0123456789abcdefghij`),
        },
      ],
    };
    const changed = await updateSecretPolicy(callAs(kms.ada, { accessPolicy }), at("/policed-by-word"));
    expect(changed).toMatchObject({ accessPolicy });
    expect(await codeOf(read("/policed-by-word"))).toBe("access_policy_denied");
  });

  it("of an earlier version still counts, with words that name nothing", async () => {
    await create("/policed-before");
    const set = (statements: unknown) =>
      kms.query(
        "UPDATE secret SET access_policy = $1, object_version = object_version + 1 WHERE path = '/policed-before'",
        [JSON.stringify({ statements })],
      );
    const before = [{ effect: "Deny", actions: ["bogus", "getSecretValue"], principals: ["u-bogus", kms.ada.userId] }];
    await set(before);
    expect(await codeOf(read("/policed-before"))).toBe("access_policy_denied");
    expect(await getSecret(callAs(kms.ada), at("/policed-before"), {})).toHaveProperty(
      "accessPolicy.statements",
      before,
    );
    await set([{ effect: "Allow", actions: ["bogus"], principals: ["u-bogus"] }]);
    expect(await read("/policed-before")).toMatchObject({ version: 1 });
  });
});

describe("browsing", () => {
  it("shows one level or everything below, in pages", async () => {
    for (const path of ["/tree/a", "/tree/b", "/tree/sub/c", "/tree/sub/deep/d", "/treehouse/e"]) await create(path);
    const list = (query: unknown) => listSecrets(callAs(kms.ada), REGION, query);
    const level = (await list({ path: "/tree" })).answer;
    expect(level).toMatchObject({
      path: "/tree/",
      prefixes: ["/tree/sub/"],
      secrets: [{ path: "/tree/a" }, { path: "/tree/b" }],
    });
    const all = (await list({ pathPrefix: "/tree/" })).answer;
    expect(all).toMatchObject(["/tree/a", "/tree/b", "/tree/sub/c", "/tree/sub/deep/d"].map((path) => ({ path })));
    const first = await list({ pathPrefix: "/tree/", limit: "3" });
    expect(first.answer).toHaveLength(3);
    const second = await list({ pathPrefix: "/tree/", limit: "3", cursor: first.nextCursor });
    expect(second).toMatchObject({ answer: [{ path: "/tree/sub/deep/d" }], nextCursor: null });
    expect(await codeOf(list({ path: "/tree", pathPrefix: "/tree" }))).toBe("invalid_request");
  });

  it("tells when a value was last read", async () => {
    await create("/read-at");
    expect(await getSecret(callAs(kms.ada), at("/read-at"), {})).not.toHaveProperty(
      "lastAccessedAt",
      expect.any(String),
    );
    await read("/read-at");
    expect(await getSecret(callAs(kms.ada), at("/read-at"), {})).toHaveProperty("lastAccessedAt", expect.any(String));
    await writeAccesses();
    expect(await getSecret(callAs(kms.ada), at("/read-at"), {})).toHaveProperty("lastAccessedAt", expect.any(String));
  });
});
