import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { base64FromBytes, bytesFromBase64, bytesFromHex, bytesFromText, hexFromBytes, textFromBytes } from "./bytes";

const anyBytes = fc.uint8Array({ maxLength: 300 });

describe("bytes as people type them", () => {
  it("gives back the bytes that were written, in hex and base64 as Node writes them", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(hexFromBytes(bytes)).toBe(Buffer.from(bytes).toString("hex"));
        expect(base64FromBytes(bytes)).toBe(Buffer.from(bytes).toString("base64"));
        expect(bytesFromHex(hexFromBytes(bytes))).toEqual(new Uint8Array(bytes));
        expect(bytesFromBase64(base64FromBytes(bytes))).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it("gives back any text, and null for bytes that are not UTF-8", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => textFromBytes(bytesFromText(text)) === text));
    expect(textFromBytes(Uint8Array.of(0xc3, 0x28))).toBeNull();
    expect(textFromBytes(Uint8Array.of(0xef, 0xbb, 0xbf))).toBe("\ufeff");
  });

  it("reads hex with white space and either case, and refuses half bytes and other letters", () => {
    expect(bytesFromHex(" 0A ff\n10")).toEqual(Uint8Array.of(10, 255, 16));
    for (const bad of ["0", "0g", "0x10", "a b c"]) expect(bytesFromHex(bad)).toBeNull();
  });

  it("refuses base64 that is not canonical", () => {
    for (const bad of ["aGk", "aGk=\n=", "aGl=", "aG-_", "a", "====", "aG k="]) expect(bytesFromBase64(bad)).toBeNull();
    expect(bytesFromBase64(" aGk= ")).toEqual(Uint8Array.of(104, 105));
  });
});
