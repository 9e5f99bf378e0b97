import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatCiphertext, parseCiphertext } from "./ciphertext";

describe("ciphertext grammar", () => {
  test("has the documented form", () => {
    expect(formatCiphertext(1, Buffer.from("foobar"))).toBe("thalassa:v1:Zm9vYmFy");
  });

  test("every version and payload survive the round trip", () => {
    const version = fc.integer({ min: 1, max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(version, fc.uint8Array({ minLength: 1, maxLength: 100 }), (number, payload) => {
        const parsed = parseCiphertext(formatCiphertext(number, payload));
        expect(parsed).toEqual({ version: number, payload: Buffer.from(payload) });
      }),
    );
  });

  test("accepts the largest version", () => {
    expect(parseCiphertext("thalassa:v2147483647:Zg==").version).toBe(2147483647);
  });

  test.each([
    ["prefix", ""],
    ["prefix", "Zg=="],
    ["prefix", "vault:v1:Zg=="],
    ["prefix", "Thalassa:v1:Zg=="],
    ["prefix", "thalassa:V1:Zg=="],
    ["prefix", " thalassa:v1:Zg=="],
    ["prefix", "\u{feff}thalassa:v1:Zg=="],
    ["prefix", "thalassa:1:Zg=="],
    ["version", "thalassa:v"],
    ["version", "thalassa:v1"],
    ["version", "thalassa:v1 :Zg=="],
    ["version", "thalassa:v::Zg=="],
    ["version", "thalassa:v:Zg=="],
    ["version", "thalassa:v0:Zg=="],
    ["version", "thalassa:v01:Zg=="],
    ["version", "thalassa:v+1:Zg=="],
    ["version", "thalassa:v-1:Zg=="],
    ["version", "thalassa:v1.0:Zg=="],
    ["version", "thalassa:v1e3:Zg=="],
    ["version", "thalassa:v0x1:Zg=="],
    ["version", "thalassa:v١:Zg=="],
    ["version", "thalassa:v1\n:Zg=="],
    ["version", "thalassa:v2147483648:Zg=="],
    ["version", "thalassa:v99999999999999999999:Zg=="],
    ["payload", "thalassa:v1:"],
    ["payload", "thalassa:v1:Zg"],
    ["payload", "thalassa:v1:Zh=="],
    ["payload", "thalassa:v1:Zg==\n"],
    ["payload", "thalassa:v1: Zg=="],
    ["payload", "thalassa:v1:-_-_"],
    ["payload", "thalassa:v1:Zg==:"],
    ["payload", "thalassa:v1::Zg=="],
  ])("names the %s as malformed in %j", (part, text) => {
    expect(() => parseCiphertext(text)).toThrow(
      expect.objectContaining({ code: "invalid_ciphertext", message: expect.stringContaining(`: the ${part} `) }),
    );
  });

  test("an error never repeats the text it refuses", () => {
    expect(() => parseCiphertext("thalassa:v1:c2VjcmV0!")).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("c2VjcmV0") }),
    );
  });
});
