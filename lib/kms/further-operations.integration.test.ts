import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataKey } from "./data-key";
import { decrypt } from "./decrypt";
import { encrypt } from "./encrypt";
import { random } from "./random";
import { rewrap } from "./rewrap";
import { rotateKey } from "./rotate-key";
import { callAs, codeOf, openTestKms, type TestKms } from "./test-calls";
import { updateVersions } from "./update-versions";

let kms: TestKms;

beforeAll(async () => {
  kms = await openTestKms();
});
afterAll(() => kms.close());

const HELLO = Buffer.from("hello").toString("base64");
const target = (key: { slug: string }) => ({ region: "nl-01", key: key.slug });
const bytesOf = (text: string | undefined) => Buffer.from(text ?? "", "base64").length;

describe("data keys", () => {
  it.each(["aes128-gcm96", "aes256-gcm96", "chacha20-poly1305"])("of %s are opened by decrypt", async (keyType) => {
    const key = await kms.makeKey({ keyType });
    for (const keyBytes of [16, 32, 1_024]) {
      const binding = { context: "Y3R4", associatedData: "YWQ=" };
      const made = await dataKey(callAs(kms.ada, { keyBytes, ...binding }), target(key));
      expect(bytesOf(made.plaintext)).toBe(keyBytes);
      const { ciphertext } = made;
      expect(await decrypt(callAs(kms.ada, { ciphertext, ...binding }), target(key))).toEqual({
        plaintext: made.plaintext,
        keyVersion: 1,
      });
      expect(await codeOf(decrypt(callAs(kms.ada, { ciphertext }), target(key)))).toBe("decryption_failed");
    }
  });

  it("have 32 bytes by default, differ each time, and stay inside where only the ciphertext is wanted", async () => {
    const key = await kms.makeKey({});
    const one = await dataKey(callAs(kms.ada), target(key));
    const two = await dataKey(callAs(kms.ada, {}), target(key));
    expect(bytesOf(one.plaintext)).toBe(32);
    expect(one.plaintext).not.toBe(two.plaintext);
    const call = callAs(kms.ada, { withPlaintext: false });
    const wrapped = JSON.parse(JSON.stringify(await dataKey(call, target(key))));
    expect(Object.keys(wrapped).sort()).toEqual(["ciphertext", "keyVersion"]);
    expect(await kms.recordsOf(call)).toMatchObject([
      { event: "kms.data_key", outcome: "allowed", body: { keyVersion: 1, payloadBytes: 32 } },
    ]);
  });

  it("are refused by types, purposes and options that do not allow them", async () => {
    const key = await kms.makeKey({ contextAllowed: false });
    const refused = async (body: unknown, of = key) => codeOf(dataKey(callAs(kms.ada, body), target(of)));
    expect(await refused({ keyBytes: 15 })).toBe("invalid_request");
    expect(await refused({ keyBytes: 1_025 })).toBe("invalid_request");
    expect(await refused({ keyBytes: 16.5 })).toBe("invalid_request");
    expect(await refused({ context: "Y3R4" })).toBe("purpose_forbids");
    expect(await refused({ keyVersion: 2 })).toBe("key_version_not_found");
    expect(await refused({ associatedData: "*" })).toBe("invalid_base64");
    expect(await refused({}, await kms.makeKey({ keyType: "rsa-2048" }))).toBe("operation_not_supported");
    expect(await codeOf(dataKey(callAs(kms.eve, {}), target(key)))).toBe("key_not_found");
  });
});

describe("rewrap", () => {
  it("moves a ciphertext to the newest version with its context and associated data", async () => {
    const key = await kms.makeKey({});
    const binding = { context: "Y3R4", associatedData: "YWQ=" };
    const { ciphertext } = await encrypt(callAs(kms.ada, { plaintext: HELLO, ...binding }), target(key));
    await rotateKey(callAs(kms.ada), target(key));
    const call = callAs(kms.ada, { ciphertext, ...binding });
    const moved = await rewrap(call, target(key));
    expect(moved).toEqual({ ciphertext: expect.stringMatching(/^thalassa:v2:/), keyVersion: 2 });
    expect(JSON.stringify(moved)).not.toContain(HELLO);
    expect(await decrypt(callAs(kms.ada, { ciphertext: moved.ciphertext, ...binding }), target(key))).toMatchObject({
      plaintext: HELLO,
    });
    for (const wrong of [{}, { ...binding, context: "eA==" }, { ...binding, associatedData: "eA==" }]) {
      expect(await codeOf(rewrap(callAs(kms.ada, { ciphertext, ...wrong }), target(key)))).toBe("decryption_failed");
    }
    expect(await kms.recordsOf(call)).toMatchObject([{ event: "kms.rewrap", body: { keyVersion: 2 } }]);
  });

  it("works for RSA, whose decryption runs on a thread", async () => {
    const key = await kms.makeKey({ keyType: "rsa-2048" });
    const { ciphertext } = await encrypt(callAs(kms.ada, { plaintext: HELLO }), target(key));
    await rotateKey(callAs(kms.ada), target(key));
    const moved = await rewrap(callAs(kms.ada, { ciphertext }), target(key));
    expect(moved.keyVersion).toBe(2);
    expect(await decrypt(callAs(kms.ada, { ciphertext: moved.ciphertext }), target(key))).toEqual({
      plaintext: HELLO,
      keyVersion: 2,
    });
    const broken = `thalassa:v1:${Buffer.alloc(256, 1).toString("base64")}`;
    expect(await codeOf(rewrap(callAs(kms.ada, { ciphertext: broken }), target(key)))).toBe("decryption_failed");
    expect(await codeOf(rewrap(callAs(kms.ada, { ciphertext, context: "eA==" }), target(key)))).toBe("invalid_request");
  });

  it("does not open versions that may not be used, and takes no version to move to", async () => {
    const key = await kms.makeKey({});
    const { ciphertext } = await encrypt(callAs(kms.ada, { plaintext: HELLO }), target(key));
    await rotateKey(callAs(kms.ada), target(key));
    expect(await codeOf(rewrap(callAs(kms.ada, { ciphertext, keyVersion: 1 }), target(key)))).toBe("invalid_request");
    await updateVersions(callAs(kms.ada, { version: 1, status: "disabled" }), target(key));
    expect(await codeOf(rewrap(callAs(kms.ada, { ciphertext }), target(key)))).toBe("key_version_not_usable");
    expect(await codeOf(rewrap(callAs(kms.ada, { ciphertext: "x" }), target(key)))).toBe("invalid_ciphertext");
    const ed25519 = await kms.makeKey({ keyType: "ed25519" });
    expect(await codeOf(rewrap(callAs(kms.ada, { ciphertext }), target(ed25519)))).toBe("operation_not_supported");
  });
});

describe("random bytes", () => {
  it("come in the length asked for, differ, and are on record with their number alone", async () => {
    const call = callAs(kms.ada, { bytes: 65_536 });
    const { random: many } = await random(call, { region: "nl-01" });
    expect(bytesOf(many)).toBe(65_536);
    const { random: few } = await random(callAs(kms.ada), { region: "nl-01" });
    expect(bytesOf(few)).toBe(32);
    expect((await random(callAs(kms.ada), { region: "nl-01" })).random).not.toBe(few);
    const [record] = await kms.recordsOf(call);
    expect(record).toMatchObject({
      event: "kms.random",
      outcome: "allowed",
      body: { payloadBytes: 65_536, resourceId: "" },
    });
    expect(JSON.stringify(record)).not.toContain(many.slice(0, 16));
  });

  it("are refused outside their bounds and in regions that are not there", async () => {
    for (const bytes of [0, 65_537, 1.5, "32", -1]) {
      expect(await codeOf(random(callAs(kms.ada, { bytes }), { region: "nl-01" })), String(bytes)).toBe(
        "invalid_request",
      );
    }
    expect(await codeOf(random(callAs(kms.ada), { region: "xx-99" }))).toBe("region_not_found");
    expect(await codeOf(random(callAs(null), { region: "nl-01" }))).toBe("unauthenticated");
  });
});
