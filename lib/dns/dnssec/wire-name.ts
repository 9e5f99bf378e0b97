const LABEL_BYTES_MAX = 63;
const NAME_BYTES_MAX = 255;
const DOT = 0x2e;

/**
 * The labels of a name in master form, leftmost first, in lower case as RFC 4034 compares and signs them. The name is
 * absolute, with or without its final dot; `\DDD` and `\X` stand for single bytes. Throws RangeError where a label has no
 * byte or more than 63, or the name more than 255 in wire form.
 * Source: RFC 1035, 2.3.4 and 5.1; RFC 4034, 6.2.
 */
export function labelsOf(name: string): Buffer[] {
  const labels: Buffer[] = [];
  let bytes: number[] = [];
  const endLabel = () => {
    if (bytes.length === 0 || bytes.length > LABEL_BYTES_MAX) {
      throw new RangeError(
        `The name ${name} has a label of ${bytes.length} bytes; a label has 1 to ${LABEL_BYTES_MAX}.`,
      );
    }
    labels.push(Buffer.from(bytes));
    bytes = [];
  };
  for (let at = 0; at < name.length; at += 1) {
    const sign = name.charAt(at);
    if (sign === ".") {
      if (name.length > 1) endLabel();
      continue;
    }
    if (sign !== "\\") {
      bytes.push(...Buffer.from(name.codePointAt(at) === undefined ? "" : sign, "utf8"));
      continue;
    }
    const decimal = /^\d{3}/.exec(name.slice(at + 1))?.[0];
    const byte = decimal === undefined ? name.charCodeAt(at + 1) : Number(decimal);
    if (!(byte <= 255)) throw new RangeError(`The name ${name} has a backslash without a byte after it.`);
    bytes.push(byte);
    at += decimal === undefined ? 1 : 3;
  }
  if (bytes.length > 0) endLabel();
  for (const label of labels) lowerCase(label);
  if (wireLength(labels) > NAME_BYTES_MAX) {
    throw new RangeError(`The name ${name} is longer than ${NAME_BYTES_MAX} bytes in wire form.`);
  }
  return labels;
}

const wireLength = (labels: readonly Buffer[]) => labels.reduce((sum, { length }) => sum + length + 1, 1);

function lowerCase(label: Buffer): void {
  for (const [index, byte] of label.entries()) if (byte >= 0x41 && byte <= 0x5a) label[index] = byte + 0x20;
}

/** Names without escapes: all that zones here hold, and what signing is fast for. */
const PLAIN = /^[!-[\]-~]+$/;

/** A name in canonical wire form: lower case, not compressed. Errors: those of `labelsOf`. Source: RFC 4034, 6.2. */
export function nameToWire(name: string): Buffer {
  return plainWire(name) ?? wireOf(labelsOf(name));
}

/** Null where the name is not plain, or not right. */
function plainWire(name: string): Buffer | null {
  const { length } = name;
  if (length > NAME_BYTES_MAX - 2 || !PLAIN.test(name) || name.charCodeAt(length - 1) === DOT) return null;
  const wire = Buffer.alloc(length + 2);
  wire.write(name.toLowerCase(), 1, length, "latin1");
  let start = 0;
  for (let at = 1; at <= length + 1; at += 1) {
    if (at <= length && wire[at] !== DOT) continue;
    const labelBytes = at - start - 1;
    if (labelBytes === 0 || labelBytes > LABEL_BYTES_MAX) return null;
    wire[start] = labelBytes;
    start = at;
  }
  wire[length + 1] = 0;
  return wire;
}

/** Labels in wire form. */
export function wireOf(labels: readonly Buffer[]): Buffer {
  return Buffer.concat([...labels.flatMap((label) => [Buffer.of(label.length), label]), Buffer.of(0)]);
}

/** Where two names stand in canonical order: below zero, zero or above. Source: RFC 4034, 6.1. */
export function compareNames(a: string, b: string): number {
  const [left, right] = [labelsOf(a).reverse(), labelsOf(b).reverse()];
  for (const [index, label] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = Buffer.compare(label, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** A name read from wire form without compression, in master form without the final dot (the root: a dot), and where it ends. */
export function nameFromWire(wire: Buffer, offset = 0): { name: string; end: number } {
  const labels: string[] = [];
  let at = offset;
  for (;;) {
    const length = wire.readUInt8(at);
    if (length > LABEL_BYTES_MAX) throw new RangeError("A name in wire form is compressed or malformed.");
    at += 1;
    if (length === 0) break;
    if (at + length > wire.length) throw new RangeError("A name in wire form ends too early.");
    labels.push(labelText(wire.subarray(at, at + length)));
    at += length;
  }
  return { name: labels.length === 0 ? "." : labels.join("."), end: at };
}

function labelText(label: Buffer): string {
  return [...label]
    .map((byte) => {
      const sign = String.fromCharCode(byte);
      if (/[.\\"();@$]/.test(sign)) return `\\${sign}`;
      return byte > 0x20 && byte < 0x7f ? sign : `\\${String(byte).padStart(3, "0")}`;
    })
    .join("");
}
