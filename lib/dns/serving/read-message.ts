/** Numbers of the protocol that serving needs. Source: the registry of DNS parameters; RFC 1035, 4.1.1; RFC 8945, 3 and 4.2. */
export const OPCODE_QUERY = 0;
export const OPCODE_NOTIFY = 4;
export const RCODE = {
  noError: 0,
  formatError: 1,
  serverFailure: 2,
  notImplemented: 4,
  refused: 5,
  notAuth: 9,
} as const;
export const CLASS_ANY = 255;
export const TYPE_TSIG = 250;
export const TYPE_AXFR = 252;
export const TYPE_IXFR = 251;
export const HEADER_BYTES = 12;

const RECORDS_MAX = 8;
const LABELS_MAX = 128;
const POINTERS_MAX = 16;
const TYPE_SOA = 6;

/** What a message asks. */
export interface Question {
  /** In lower case and master form, without the dot at its end. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** As it was sent, to be sent back. */
  readonly wire: Buffer;
}

/** A TSIG record. Source: RFC 8945, 4.2. */
export interface TsigRecord {
  /** Of the key; in lower case, without the dot at its end. */
  readonly keyName: string;
  readonly algorithm: string;
  /** Seconds since 1970. */
  readonly timeSigned: number;
  readonly fudge: number;
  readonly mac: Buffer;
  readonly originalId: number;
  readonly error: number;
  readonly other: Buffer;
  /** Where the record begins: what is before it was signed. */
  readonly offset: number;
}

/** A message as serving reads it. */
export interface ReadMessage {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly rcode: number;
  readonly question: Question | null;
  /** Serial that an IXFR query says its sender has; null where it says none. */
  readonly knownSerial: number | null;
  readonly tsig: TsigRecord | null;
}

/** A message that breaks the rules of its format. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
}

/**
 * Reads a message of one question and few records. Names may be compressed; every length is checked. Throws MalformedMessage.
 * Source: RFC 1035, 4.1; RFC 8945, 5.2 (TSIG comes last, once).
 */
export function readMessage(wire: Buffer): ReadMessage {
  if (wire.length < HEADER_BYTES) throw new MalformedMessage("shorter than a header");
  const flags = wire.readUInt16BE(2);
  const [questions = 0, answers = 0, authorities = 0, additionals = 0] = [4, 6, 8, 10].map((at) =>
    wire.readUInt16BE(at),
  );
  if (questions > 1 || answers + authorities + additionals > RECORDS_MAX)
    throw new MalformedMessage("too many records");
  let at = HEADER_BYTES;
  let question: Question | null = null;
  if (questions === 1) {
    const name = readName(wire, at);
    requireBytes(wire, name.end, 4);
    at = name.end + 4;
    const [type, class_] = [wire.readUInt16BE(name.end), wire.readUInt16BE(name.end + 2)];
    question = { name: name.name, type, class: class_, wire: wire.subarray(HEADER_BYTES, at) };
  }
  let tsig: TsigRecord | null = null;
  let knownSerial: number | null = null;
  const count = answers + authorities + additionals;
  for (let index = 0; index < count; index += 1) {
    if (tsig !== null) throw new MalformedMessage("something follows TSIG");
    const record = readRecord(wire, at);
    if (record.type === TYPE_TSIG) {
      if (index < answers + authorities) throw new MalformedMessage("TSIG is not among the additional records");
      tsig = readTsig(wire, at, record);
    }
    if (record.type === TYPE_SOA && index >= answers && index < answers + authorities)
      knownSerial = readSerial(wire, record);
    at = record.end;
  }
  if (at !== wire.length) throw new MalformedMessage("bytes follow the last record");
  const opcode = (flags >> 11) & 15;
  const isResponse = (flags & 0x8000) !== 0;
  return { id: wire.readUInt16BE(0), isResponse, opcode, rcode: flags & 15, question, knownSerial, tsig };
}

interface RecordPlace {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  readonly dataAt: number;
  readonly end: number;
}

function readRecord(wire: Buffer, offset: number): RecordPlace {
  const { name, end } = readName(wire, offset);
  requireBytes(wire, end, 10);
  const dataAt = end + 10;
  const length = wire.readUInt16BE(end + 8);
  requireBytes(wire, dataAt, length);
  return {
    name,
    type: wire.readUInt16BE(end),
    class: wire.readUInt16BE(end + 2),
    ttl: wire.readUInt32BE(end + 4),
    dataAt,
    end: dataAt + length,
  };
}

function readTsig(wire: Buffer, offset: number, record: RecordPlace): TsigRecord {
  if (record.class !== CLASS_ANY || record.ttl !== 0) throw new MalformedMessage("TSIG of another class or with a TTL");
  const algorithm = readName(wire, record.dataAt);
  const at = algorithm.end;
  requireWithin(at + 10, record.end);
  const macEnd = at + 10 + wire.readUInt16BE(at + 8);
  requireWithin(macEnd + 6, record.end);
  const otherEnd = macEnd + 6 + wire.readUInt16BE(macEnd + 4);
  if (otherEnd !== record.end) throw new MalformedMessage("TSIG has another length than it says");
  return {
    keyName: record.name,
    algorithm: algorithm.name,
    timeSigned: wire.readUIntBE(at, 6),
    fudge: wire.readUInt16BE(at + 6),
    mac: wire.subarray(at + 10, macEnd),
    originalId: wire.readUInt16BE(macEnd),
    error: wire.readUInt16BE(macEnd + 2),
    other: wire.subarray(macEnd + 6, otherEnd),
    offset,
  };
}

function readSerial(wire: Buffer, record: RecordPlace): number {
  const { end } = readName(wire, readName(wire, record.dataAt).end);
  requireWithin(end + 20, record.end);
  return wire.readUInt32BE(end);
}

function requireWithin(end: number, limit: number): void {
  if (end > limit) throw new MalformedMessage("a record ends too early");
}

function requireBytes(wire: Buffer, at: number, count: number): void {
  if (at + count > wire.length) throw new MalformedMessage("the message ends too early");
}

/** A name that may be compressed, and where what follows it begins. Pointers lead backwards only. Source: RFC 1035, 4.1.4. */
function readName(wire: Buffer, offset: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = offset;
  let end: number | null = null;
  let bytes = 1;
  for (let pointers = 0; ; ) {
    requireBytes(wire, at, 1);
    const length = wire.readUInt8(at);
    if (length >= 0xc0) {
      requireBytes(wire, at, 2);
      const target = wire.readUInt16BE(at) & 0x3fff;
      end ??= at + 2;
      pointers += 1;
      if (target >= at || pointers > POINTERS_MAX) throw new MalformedMessage("a name leads to itself");
      at = target;
      continue;
    }
    if (length > 63) throw new MalformedMessage("a label of an unknown kind");
    at += 1;
    if (length === 0) break;
    requireBytes(wire, at, length);
    bytes += length + 1;
    if (bytes > 255 || labels.length > LABELS_MAX) throw new MalformedMessage("a name is too long");
    labels.push(labelText(wire.subarray(at, at + length)));
    at += length;
  }
  return { name: labels.join("."), end: end ?? at };
}

/** In lower case; what is no letter, digit, hyphen, underscore or asterisk is no name that is served. */
const labelText = (label: Buffer) =>
  [...label.toString("latin1").toLowerCase()]
    .map((sign) => (/[a-z0-9_*-]/.test(sign) ? sign : `\\${String(sign.charCodeAt(0)).padStart(3, "0")}`))
    .join("");
