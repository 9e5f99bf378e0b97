import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isKmsError } from "@/lib/contract/kms-error";
import { decodeBase64, decodeCanonicalBase64, encodeBase64 } from "./base64";

describe("base64", () => {
  test.each([
    ["", ""],
    ["66", "Zg=="],
    ["666f", "Zm8="],
    ["666f6f", "Zm9v"],
    ["666f6f62", "Zm9vYg=="],
    ["666f6f6261", "Zm9vYmE="],
    ["666f6f626172", "Zm9vYmFy"],
  ])("agrees with RFC 4648 section 10 for %s", (bytes, text) => {
    expect(encodeBase64(Buffer.from(bytes, "hex"))).toBe(text);
    expect(decodeBase64(text, "plaintext").toString("hex")).toBe(bytes);
  });

  test("encodes a view of a larger buffer without its neighbours", () => {
    const large = Uint8Array.of(0, 0x66, 0x6f, 0xff);
    expect(encodeBase64(large.subarray(1, 3))).toBe("Zm8=");
  });

  test("any bytes survive the round trip", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeBase64(encodeBase64(bytes), "plaintext")).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test.each([
    ["missing padding", "Zg"],
    ["too much padding", "Zg==="],
    ["padding alone", "===="],
    ["padding inside", "Zg==Zg=="],
    ["bits behind the last byte", "Zh=="],
    ["white space before", " Zg=="],
    ["white space after", "Zg==\n"],
    ["white space inside", "Zm9v Zm9v"],
    ["the URL alphabet", "-_-_"],
    ["a foreign character", "Zm9*"],
    ["a character beyond ASCII", "Zm9v\u{1F512}"],
    ["a NUL", "Zm9v\0"],
    ["a length of 4n+1", "Zm9vZ"],
  ])("refuses %s and names the field", (_, text) => {
    expect(decodeCanonicalBase64(text)).toBeNull();
    const error = catchError(() => decodeBase64(text, "associatedData"));
    expect(isKmsError(error) && error.code).toBe("invalid_base64");
    expect(String(error)).toContain("associatedData: ");
  });
});

function catchError(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
