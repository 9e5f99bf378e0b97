import { expect, test } from "vitest";
import { EXPORT_HASH_NAMES, IMPORT_HASH_NAMES, WRAPPING_HASH_DEFAULT, wrappingHashNamed } from "./wrapping-hashes";

test.each([
  ["SHA256", "SHA256"],
  ["sha256", "SHA256"],
  ["Sha-256", "SHA256"],
  ["sha-1", "SHA1"],
  ["SHA-384", "SHA384"],
])("%s means %s", (spelling, name) => {
  expect(wrappingHashNamed(spelling)).toBe(name);
});

test.each(["", "MD5", "SHA3-256", "sha--256", "sha256 ", "SHA", "sha2-256"])("%j is no wrapping hash", (spelling) => {
  expect(wrappingHashNamed(spelling)).toBeNull();
});

test("SHA-1 opens what others wrapped and wraps nothing itself; the default comes first", () => {
  expect(IMPORT_HASH_NAMES).toContain("SHA1");
  expect(EXPORT_HASH_NAMES).toEqual(["SHA256", "SHA384", "SHA512", "SHA224"]);
  expect([IMPORT_HASH_NAMES[0], EXPORT_HASH_NAMES[0]]).toEqual([WRAPPING_HASH_DEFAULT, WRAPPING_HASH_DEFAULT]);
});
