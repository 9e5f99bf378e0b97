import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KEY_VERSION_LABEL, type KeyBindingFacts, keyBinding } from "./key-binding";
import { open, SealError, type SealFields, seal } from "./seal";
import { REVEAL_SECRET, SecretBytes } from "./secret-bytes";

const LABEL = "pelagos/1/test";
const FIELDS: SealFields = ["key", 3, true, ""];
const wrappingKey = SecretBytes.random(32);
const secret = Buffer.from("thirty-two bytes of key material");

describe("seal", () => {
  test("opens to what was sealed", () => {
    const opened = open(wrappingKey, LABEL, FIELDS, seal(wrappingKey, LABEL, FIELDS, secret));
    expect(opened.reveal(REVEAL_SECRET)).toEqual(secret);
  });

  test("any secret and fields survive the round trip", () => {
    const field = fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean());
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.string(), fc.array(field), (plaintext, label, fields) => {
        const opened = open(wrappingKey, label, fields, seal(wrappingKey, label, fields, plaintext));
        expect(opened.reveal(REVEAL_SECRET)).toEqual(Buffer.from(plaintext));
      }),
    );
  });

  test("draws a salt of 32 bytes each time, so no two sealings share a key", () => {
    const sealings = Array.from({ length: 200 }, () => seal(wrappingKey, LABEL, FIELDS, secret));
    for (const { salt } of sealings) expect(salt).toHaveLength(32);
    expect(new Set(sealings.map(({ salt }) => salt.toString("hex"))).size).toBe(200);
    expect(new Set(sealings.map(({ sealed }) => sealed.toString("hex"))).size).toBe(200);
  });

  test("does not open with any bit of salt or sealed bytes flipped", () => {
    const genuine = seal(wrappingKey, LABEL, FIELDS, secret);
    for (const part of ["salt", "sealed"] as const) {
      for (let bit = 0; bit < genuine[part].length * 8; bit += 1) {
        const changed = Buffer.from(genuine[part]);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(() => open(wrappingKey, LABEL, FIELDS, { ...genuine, [part]: changed })).toThrow(SealError);
      }
    }
  });

  test("does not open truncated, extended or swapped", () => {
    const one = seal(wrappingKey, LABEL, FIELDS, secret);
    const two = seal(wrappingKey, LABEL, FIELDS, secret);
    const parts = [
      { salt: one.salt, sealed: two.sealed },
      { salt: two.salt, sealed: one.sealed },
      { salt: one.salt.subarray(1), sealed: one.sealed },
      { salt: Buffer.alloc(0), sealed: one.sealed },
      { salt: one.salt, sealed: Buffer.alloc(0) },
      { salt: one.salt, sealed: one.sealed.subarray(1) },
      { salt: one.salt, sealed: one.sealed.subarray(0, -1) },
      { salt: one.salt, sealed: Buffer.concat([one.sealed, Buffer.alloc(1)]) },
    ];
    for (const part of parts) expect(() => open(wrappingKey, LABEL, FIELDS, part)).toThrow(SealError);
  });

  test.each<[string, string, SealFields]>([
    ["label", "pelagos/1/other", FIELDS],
    ["first field", LABEL, ["kez", 3, true, ""]],
    ["number", LABEL, ["key", 4, true, ""]],
    ["boolean", LABEL, ["key", 3, false, ""]],
    ["type of a field", LABEL, ["key", "3", true, ""]],
    ["count of fields", LABEL, ["key", 3, true]],
    ["order of fields", LABEL, ["key", true, 3, ""]],
  ])("does not open with another %s", (_, label, fields) => {
    const genuine = seal(wrappingKey, LABEL, FIELDS, secret);
    expect(() => open(wrappingKey, label, fields, genuine)).toThrow(SealError);
  });

  test("does not open with another wrapping key", () => {
    const genuine = seal(wrappingKey, LABEL, FIELDS, secret);
    expect(() => open(SecretBytes.random(32), LABEL, FIELDS, genuine)).toThrow(SealError);
  });

  test("takes wrapping keys of 32 bytes only", () => {
    expect(() => seal(SecretBytes.random(16), LABEL, FIELDS, secret)).toThrow(RangeError);
  });

  test("fails without a word about why", () => {
    const genuine = seal(wrappingKey, LABEL, FIELDS, secret);
    expect(() => open(wrappingKey, LABEL, ["other"], genuine)).toThrow("A sealed secret could not be opened.");
    expect(() => open(wrappingKey, LABEL, FIELDS, { ...genuine, sealed: Buffer.alloc(2) })).toThrow(
      "A sealed secret could not be opened.",
    );
  });
});

describe("key binding", () => {
  const FACTS: KeyBindingFacts = {
    regionKeyId: "rk-1",
    region: "home-1",
    organisation: "o-1",
    project: "",
    keyId: "kms-1",
    version: 1,
    keyType: "aes256-gcm96",
    purpose: "general",
    exportAllowed: false,
    imported: false,
    allowRotation: true,
    publicOnly: false,
    contextAllowed: true,
    rsaPaddings: [],
    cipherModes: ["gcm"],
    callerNonceAllowed: false,
    format: 3,
  };
  const OTHER: KeyBindingFacts = {
    regionKeyId: "rk-2",
    region: "home-2",
    organisation: "o-2",
    project: "prj-1",
    keyId: "kms-2",
    version: 2,
    keyType: "chacha20-poly1305",
    purpose: "encrypt",
    exportAllowed: true,
    imported: true,
    allowRotation: false,
    publicOnly: true,
    contextAllowed: false,
    rsaPaddings: ["oaep"],
    cipherModes: ["gcm", "ecb"],
    callerNonceAllowed: true,
    format: 2,
  };

  test("has a fixed order and names kind and format", () => {
    expect(KEY_VERSION_LABEL).toBe("pelagos/1/key-version");
    expect(keyBinding(FACTS)).toEqual([
      "key-version",
      3,
      "rk-1",
      "home-1",
      "o-1",
      "",
      "kms-1",
      1,
      "aes256-gcm96",
      "general",
      false,
      false,
      true,
      false,
      true,
      "",
      "gcm",
      false,
    ]);
  });

  test("versions of format 1 are bound to what that format knew", () => {
    const first = keyBinding({ ...FACTS, format: 1 });
    expect(first).toEqual([...keyBinding(FACTS).slice(0, 13)].with(1, 1));
    const sealed = seal(wrappingKey, KEY_VERSION_LABEL, first, secret);
    expect(() => open(wrappingKey, KEY_VERSION_LABEL, keyBinding(FACTS), sealed)).toThrow(SealError);
    expect(keyBinding({ ...FACTS, format: 2 })).toEqual([...keyBinding(FACTS).slice(0, 16)].with(1, 2));
  });

  test("sealed material opens with the facts it was sealed with", () => {
    const sealed = seal(wrappingKey, KEY_VERSION_LABEL, keyBinding(FACTS), secret);
    const opened = open(wrappingKey, KEY_VERSION_LABEL, keyBinding({ ...FACTS }), sealed);
    expect(opened.reveal(REVEAL_SECRET)).toEqual(secret);
  });

  test.each(Object.keys(FACTS))("does not open when %s was changed in the database", (name) => {
    const sealed = seal(wrappingKey, KEY_VERSION_LABEL, keyBinding(FACTS), secret);
    const changed = { ...FACTS, [name]: Reflect.get(OTHER, name) };
    expect(() => open(wrappingKey, KEY_VERSION_LABEL, keyBinding(changed), sealed)).toThrow(SealError);
  });
});
