import { parseOptions } from "@node-rs/argon2";
import { expect, test } from "vitest";
import { shared } from "@/lib/platform/shared";
import { hashPassword, newReadablePassword, verifyPassword } from "./password";

const turns = () => shared("iam.passwords", () => ({ running: -1, waiting: [], dummyHash: Promise.resolve("") }));

test("a password opens its own hash only", async () => {
  const hash = await hashPassword("correct horse battery");
  expect(await verifyPassword(hash, "correct horse battery")).toBe(true);
  expect(await verifyPassword(hash, "correct horse batterY")).toBe(false);
  expect(await verifyPassword(hash, "")).toBe(false);
});

test("hashes are Argon2id with 19 MiB, 2 passes and 1 lane, each with its own salt", async () => {
  const [first, second] = await Promise.all([
    hashPassword("correct horse battery"),
    hashPassword("correct horse battery"),
  ]);
  expect(first).toMatch(/^\$argon2id\$v=19\$/);
  expect(parseOptions(first ?? "")).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1, saltLen: 16 });
  expect(first).not.toBe(second);
});

test("where there is no hash a dummy with the same parameters is verified, and nothing matches", async () => {
  expect(await verifyPassword(null, "correct horse battery")).toBe(false);
  expect(parseOptions(await turns().dummyHash)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });
});

test.each([11, 257])("a password of %i characters is refused", async (length) => {
  await expect(hashPassword("x".repeat(length))).rejects.toMatchObject({ code: "invalid_request" });
});

test("length counts characters, not code units, and 256 of them work", async () => {
  const password = "\u{1F511}".repeat(256);
  expect(await verifyPassword(await hashPassword(password), password)).toBe(true);
  await expect(hashPassword("\u{1F511}".repeat(11))).rejects.toMatchObject({ code: "invalid_request" });
});

test("the same characters composed differently are the same password", async () => {
  const hash = await hashPassword("caf\u00e9 au lait please");
  expect(await verifyPassword(hash, "cafe\u0301 au lait please")).toBe(true);
});

test("a megabyte of password is refused without hashing it", async () => {
  const hash = await hashPassword("correct horse battery");
  expect(await verifyPassword(hash, "x".repeat(1_000_000))).toBe(false);
});

test("a flood runs two computations at once, lets 64 wait and refuses the others", async () => {
  const hash = await hashPassword("correct horse battery");
  const flood = Array.from({ length: 80 }, () => verifyPassword(hash, "wrong password"));
  expect(turns().running).toBe(2);
  expect(turns().waiting).toHaveLength(64);
  const settled = await Promise.allSettled(flood);
  const refused = settled.filter((result) => result.status === "rejected");
  expect(refused).toHaveLength(14);
  for (const { reason } of refused) expect(reason).toMatchObject({ code: "unavailable", retryAfterInSeconds: 5 });
  expect(turns()).toMatchObject({ running: 0, waiting: [] });
  expect(await verifyPassword(hash, "correct horse battery")).toBe(true);
});

test("readable passwords have 125 random bits", () => {
  const passwords = Array.from({ length: 200 }, newReadablePassword);
  expect(new Set(passwords).size).toBe(200);
  for (const password of passwords) expect(password).toMatch(/^([0-9a-hjkmnp-tv-z]{5}-){4}[0-9a-hjkmnp-tv-z]{5}$/);
});
