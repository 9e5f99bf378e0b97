import {
  base64FromBytes,
  bytesFromBase64,
  bytesFromHex,
  bytesFromText,
  hexFromBytes,
  textFromBytes,
} from "@/lib/format/bytes";
import type { FileDigests } from "./file-digests";

/** How bytes are typed and shown. */
export type Encoding = "text" | "hex" | "base64";

/** Where bytes come from. */
export type PayloadSource = Encoding | "file";

/** Files above this are not hashed here: reading one takes its size in memory. 256 MiB. */
export const FILE_BYTES_MAX = 268_435_456;

export interface PayloadFile {
  name: string;
  /** In bytes. */
  size: number;
  /** Null for files that are too large for a call; those are not kept. */
  bytes: Uint8Array | null;
  /** Of files too large for a call, where a digest can be sent instead. */
  digests: FileDigests | null;
}

/** Bytes as somebody gave them. */
export interface Payload {
  source: PayloadSource;
  typed: string;
  file: PayloadFile | null;
}

export const NO_PAYLOAD: Payload = { source: "text", typed: "", file: null };

/** The bytes of a payload; null where what was typed is not in its encoding, or no file of a call's size was chosen. */
export function payloadBytes({ source, typed, file }: Payload): Uint8Array | null {
  return source === "file" ? (file?.bytes ?? null) : readTyped(typed, source);
}

/** The same bytes, typed another way; what cannot be written that way stays as it is. */
export function withSource(payload: Payload, source: PayloadSource): Payload {
  if (source === "file" || payload.source === "file") return { ...payload, source };
  const bytes = readTyped(payload.typed, payload.source);
  return { ...payload, source, typed: (bytes && writeBytes(bytes, source)) ?? payload.typed };
}

/** A payload of these bytes: as text where they are text, else in hex. */
export function payloadOf(bytes: Uint8Array): Payload {
  const text = textFromBytes(bytes);
  return text === null
    ? { source: "hex", typed: hexFromBytes(bytes), file: null }
    : { source: "text", typed: text, file: null };
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
