/** A value that can be bound into associated data or a key derivation. */
export type Field = string | number | boolean | Uint8Array;

const TAG_TEXT = 1;
const TAG_INTEGER = 2;
const TAG_BOOLEAN = 3;
const TAG_BYTES = 4;
const HEADER_BYTES = 5;

/**
 * Encodes a label and fields so that different lists never give the same bytes: for each, a tag of its type (1 byte),
 * its length (4 bytes, big-endian) and its content. Text is UTF-8, an integer 8 bytes two's complement big-endian, a
 * boolean one byte. Throws on text that UTF-8 cannot carry (lone surrogates) and on numbers that are not safe integers,
 * because their encoding would not be unique.
 */
export function encodeFields(label: string, fields: readonly Field[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const field of [label, ...fields]) {
    const [tag, content] = encodeField(field);
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    header.writeUInt8(tag, 0);
    header.writeUInt32BE(content.length, 1);
    parts.push(header, content);
  }
  return Buffer.concat(parts);
}

function encodeField(field: Field): [tag: number, content: Uint8Array] {
  if (typeof field === "string") return [TAG_TEXT, encodeText(field)];
  if (typeof field === "number") return [TAG_INTEGER, encodeInteger(field)];
  if (typeof field === "boolean") return [TAG_BOOLEAN, Uint8Array.of(field ? 1 : 0)];
  return [TAG_BYTES, field];
}

function encodeText(text: string): Buffer {
  if (!text.isWellFormed()) throw new TypeError("A text field must be well-formed Unicode.");
  return Buffer.from(text, "utf8");
}

function encodeInteger(value: number): Buffer {
  if (!Number.isSafeInteger(value)) throw new TypeError("A number field must be a safe integer.");
  const content = Buffer.allocUnsafe(8);
  content.writeBigInt64BE(BigInt(value), 0);
  return content;
}
