import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeBlob, parseBlob } from "./ciphertext-blob";
import { instanceKeyId, instanceVersionId, keyNameOf, parseVersionId } from "./key-ids";

const KEY = "kms-0123456789abcdefghij";

test("identities have the protocol's lengths and lead back", () => {
  expect(instanceKeyId(KEY)).toBe("key-00123456789abcdefghij");
  expect(instanceKeyId(KEY)).toHaveLength(25);
  expect(keyNameOf(instanceKeyId(KEY))).toBe(KEY);
  expect(keyNameOf("alias/orders")).toBe("alias/orders");
  for (const version of [1, 7, 2_147_483_647]) {
    const id = instanceVersionId(KEY, version);
    expect(id).toHaveLength(36);
    expect(parseVersionId(id)).toEqual({ keyId: KEY, version });
  }
  for (const wrong of ["", instanceKeyId(KEY), `${instanceKeyId(KEY)}-0000000000`, `${instanceKeyId(KEY)}-9999999999`])
    expect(parseVersionId(wrong)).toBeNull();
});

test("a blob of GCM has the protocol's bytes", () => {
  const iv = Buffer.alloc(12, 7);
  const blob = encodeBlob({ keyId: KEY, version: 3, mode: "gcm", padded: false, iv, ciphertext: Buffer.alloc(20, 9) });
  const header = Buffer.from("$\u0000\u0002key-00123456789abcdefghij-0000000003", "latin1");
  expect(blob).toEqual(Buffer.concat([header, iv, Buffer.alloc(20, 9)]));
});

test("blobs lead back to what they hold; nothing else is one", () => {
  const modes = [
    { mode: "gcm", padded: false, iv: 12 },
    { mode: "cbc", padded: true, iv: 16 },
    { mode: "cbc", padded: false, iv: 16 },
    { mode: "ecb", padded: true, iv: 0 },
    { mode: "ecb", padded: false, iv: 0 },
  ] as const;
  for (const { mode, padded, iv } of modes) {
    const held = { keyId: KEY, version: 1, mode, padded, iv: Buffer.alloc(iv, 1), ciphertext: Buffer.alloc(32, 2) };
    expect(parseBlob(encodeBlob(held))).toEqual(held);
    const blob = encodeBlob(held);
    for (const length of [0, 3, 38, 39, 39 + iv]) expect(parseBlob(blob.subarray(0, length))).toBeNull();
    expect(parseBlob(blob.with(1, 0x10 | (blob[1] ?? 0)))).toBeNull();
    expect(parseBlob(blob.with(0, 0))).toBeNull();
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => parseBlob(bytes) === null));
});
