import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { HASH_ALGORITHM_DEFAULT, HASH_ALGORITHM_NAMES, hashAlgorithmNamed, hashFacts } from "./hash-algorithms";

test.each(HASH_ALGORITHM_NAMES)("%s has the length of its digests and a name that Node knows", (name) => {
  const { nodeName, digestBytes } = hashFacts(name);
  expect(createHash(nodeName).digest()).toHaveLength(digestBytes);
  expect(name.slice(-3)).toBe(String(digestBytes * 8));
});

// SHA-2 and SHA-3 of no bytes. Source: NIST, examples for FIPS 180-4 and FIPS 202.
test.each([
  ["sha2-224", "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"],
  ["sha2-256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["sha3-224", "6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7"],
  ["sha3-256", "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a"],
] as const)("%s is the function of that name", (name, digest) => {
  expect(createHash(hashFacts(name).nodeName).digest("hex")).toBe(digest);
});

test("both spellings of each are understood, in any case, and no two mean the same", () => {
  for (const name of HASH_ALGORITHM_NAMES) {
    const { alias } = hashFacts(name);
    for (const spelling of [name, alias, name.toUpperCase(), alias.toUpperCase()]) {
      expect(hashAlgorithmNamed(spelling)).toBe(name);
    }
  }
  const spellings = HASH_ALGORITHM_NAMES.flatMap((name) => [name, hashFacts(name).alias]);
  expect(new Set(spellings).size).toBe(2 * HASH_ALGORITHM_NAMES.length);
});

test.each([
  "sha1",
  "sha-1",
  "sha2-160",
  "none",
  "md5",
  "",
  " sha256",
  "sha256 ",
  "sha-256",
  "sha2_256",
  "sha512-256",
  "sha2-512/256",
  "shake128",
  "toString",
  "__proto__",
])("%s is no hash algorithm", (spelling) => {
  expect(hashAlgorithmNamed(spelling)).toBeNull();
});

test("who names none gets SHA-256", () => {
  expect(HASH_ALGORITHM_DEFAULT).toBe("sha2-256");
});
