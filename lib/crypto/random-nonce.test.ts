import { expect, test } from "vitest";
import { randomNonce } from "./random-nonce";

test("no nonce is handed out twice, across refills of the pool", () => {
  const nonces = Array.from({ length: 5_000 }, () => randomNonce(12).toString("hex"));
  expect(new Set(nonces).size).toBe(nonces.length);
});

test("no 4-byte window of one nonce turns up in another, as it would if pool bytes served twice", () => {
  const seen = new Set<string>();
  let repeated = 0;
  for (let i = 0; i < 700; i += 1) {
    const nonce = randomNonce(12);
    for (let at = 0; at < 12; at += 4) {
      const window = nonce.toString("hex", at, at + 4);
      if (seen.has(window)) repeated += 1;
      seen.add(window);
    }
  }
  expect(repeated).toBeLessThan(3);
});

test("every bit of a nonce takes both values", () => {
  const ones = Buffer.alloc(12);
  const zeros = Buffer.alloc(12);
  for (let i = 0; i < 200; i += 1) {
    for (const [at, byte] of randomNonce(12).entries()) {
      ones.writeUInt8(ones.readUInt8(at) | byte, at);
      zeros.writeUInt8(zeros.readUInt8(at) | (~byte & 0xff), at);
    }
  }
  expect(ones).toEqual(Buffer.alloc(12, 0xff));
  expect(zeros).toEqual(Buffer.alloc(12, 0xff));
});

test("a nonce does not change when later ones are drawn", () => {
  const nonce = randomNonce(12);
  const before = nonce.toString("hex");
  for (let i = 0; i < 2_000; i += 1) randomNonce(12);
  expect(nonce.toString("hex")).toBe(before);
});
