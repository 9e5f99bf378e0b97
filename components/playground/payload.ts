import {
  base64FromBytes,
  bytesFromBase64,
  bytesFromHex,
  bytesFromText,
  hexFromBytes,
  textFromBytes,
} from "@/lib/format/bytes";

/** How bytes are typed and shown. */
export type Encoding = "text" | "hex" | "base64";

/** Where a plaintext comes from. */
export type PayloadSource = Encoding | "file";

export interface PayloadFile {
  name: string;
  bytes: Uint8Array;
}

/** The bytes that a text stands for; null where it is not in its encoding. */
export function readTyped(typed: string, encoding: Encoding): Uint8Array | null {
  if (encoding === "text") return bytesFromText(typed);
  return encoding === "hex" ? bytesFromHex(typed) : bytesFromBase64(typed);
}

/** Bytes as a text of an encoding; null where they are not text. */
export function writeBytes(bytes: Uint8Array, encoding: Encoding): string | null {
  if (encoding === "text") return textFromBytes(bytes);
  return encoding === "hex" ? hexFromBytes(bytes) : base64FromBytes(bytes);
}

/** Base64 of a text's UTF-8 bytes, as `context` and `associatedData` are sent; undefined for none. */
export function optionalBase64(text: string): string | undefined {
  return text === "" ? undefined : base64FromBytes(bytesFromText(text));
}
