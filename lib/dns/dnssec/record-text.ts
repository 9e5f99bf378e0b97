import { base32Hex } from "./nsec3";
import type { RecordSet } from "./record-set";
import { type ServedType, TYPES } from "./record-types";
import { nameFromWire } from "./wire-name";

/** One record read from wire form. */
export interface WireRecord {
  readonly owner: string;
  readonly type: number;
  /** In seconds. */
  readonly ttl: number;
  readonly data: Buffer;
}

/** Records that stand one after the other in wire form, their names not compressed. */
export function* recordsIn(wire: Buffer): Generator<WireRecord> {
  for (let at = 0; at < wire.length; ) {
    const { name: owner, end } = nameFromWire(wire, at);
    const start = end + 10;
    at = start + wire.readUInt16BE(end + 8);
    yield { owner, type: wire.readUInt16BE(end), ttl: wire.readUInt32BE(end + 4), data: wire.subarray(start, at) };
  }
}

/** The same as sets; records of a set stand next to each other. */
export function setsIn(wire: Buffer): RecordSet[] {
  const sets: (RecordSet & { data: Buffer[] })[] = [];
  for (const { data, ...rest } of recordsIn(wire)) {
    const last = sets.at(-1);
    if (last !== undefined && last.type === rest.type && last.owner === rest.owner) last.data.push(data);
    else sets.push({ ...rest, data: [data] });
  }
  return sets;
}

const TYPE_NAMES = new Map(Object.entries(TYPES).map(([name, number]) => [number as number, name as ServedType]));

/** Mnemonic of a type. Source: RFC 3597, 5, for those without one. */
const typeName = (type: number) => TYPE_NAMES.get(type) ?? `TYPE${type}`;

/** A record as a line of a master file, without the end of the line. Source: RFC 1035, 5.1; RFC 4034, 2.2, 3.2 and 5.3. */
export function recordLine({ owner, type, ttl, data }: WireRecord): string {
  return `${dotted(owner)}\t${ttl}\tIN\t${typeName(type)}\t${dataText(type, data)}`;
}

const dotted = (name: string) => (name === "." ? name : `${name}.`);

function dataText(type: number, data: Buffer): string {
  const name = TYPE_NAMES.get(type);
  const format = name === undefined ? undefined : FORMATS[name];
  return format === undefined ? `\\# ${data.length} ${data.toString("hex")}` : format(data);
}

const nameAt = (data: Buffer, offset: number) => dotted(nameFromWire(data, offset).name);
const hexText = (data: Buffer) => data.toString("hex").toUpperCase();
/** A DS record's data as a line of a master file has it. */
export const dsText = (data: Buffer) => `${data.readUInt16BE(0)} ${data[2]} ${data[3]} ${hexText(data.subarray(4))}`;
const keyText = (data: Buffer) =>
  `${data.readUInt16BE(0)} ${data[2]} ${data[3]} ${data.subarray(4).toString("base64")}`;

/** How the data of each type is written. */
const FORMATS: Readonly<Record<ServedType, (data: Buffer) => string>> = {
  A: (data) => data.join("."),
  AAAA: (data) => Array.from({ length: 8 }, (_, index) => data.readUInt16BE(2 * index).toString(16)).join(":"),
  NS: (data) => nameAt(data, 0),
  CNAME: (data) => nameAt(data, 0),
  PTR: (data) => nameAt(data, 0),
  MX: (data) => `${data.readUInt16BE(0)} ${nameAt(data, 2)}`,
  SRV: (data) => `${[0, 2, 4].map((at) => data.readUInt16BE(at)).join(" ")} ${nameAt(data, 6)}`,
  TXT: textStrings,
  CAA: (data) => {
    const valueAt = 2 + data.readUInt8(1);
    return `${data[0]} ${data.toString("latin1", 2, valueAt)} ${quoted(data.subarray(valueAt))}`;
  },
  SOA: (data) => {
    const primary = nameFromWire(data, 0);
    const mailbox = nameFromWire(data, primary.end);
    const numbers = [0, 4, 8, 12, 16].map((at) => data.readUInt32BE(mailbox.end + at));
    return [dotted(primary.name), dotted(mailbox.name), ...numbers].join(" ");
  },
  TLSA: (data) => `${data[0]} ${data[1]} ${data[2]} ${hexText(data.subarray(3))}`,
  SSHFP: (data) => `${data[0]} ${data[1]} ${hexText(data.subarray(2))}`,
  DS: dsText,
  CDS: dsText,
  DNSKEY: keyText,
  CDNSKEY: keyText,
  RRSIG: (data) => {
    const { name, end } = nameFromWire(data, 18);
    const times = [8, 12].map((at) => timeText(data.readUInt32BE(at)));
    const head = [
      typeName(data.readUInt16BE(0)),
      data[2],
      data[3],
      data.readUInt32BE(4),
      ...times,
      data.readUInt16BE(16),
    ];
    return [...head, dotted(name), data.subarray(end).toString("base64")].join(" ");
  },
  NSEC3PARAM: (data) => `${data[0]} ${data[1]} ${data.readUInt16BE(2)} ${saltText(data)}`,
  NSEC3: (data) => {
    const hashAt = 6 + data.readUInt8(4);
    const typesAt = hashAt + data.readUInt8(hashAt - 1);
    const hash = base32Hex(data.subarray(hashAt, typesAt));
    const types = listedTypes(data.subarray(typesAt)).map(typeName);
    return [data[0], data[1], data.readUInt16BE(2), saltText(data), hash, ...types].join(" ");
  },
};

function saltText(data: Buffer): string {
  const length = data.readUInt8(4);
  return length === 0 ? "-" : data.toString("hex", 5, 5 + length);
}

function textStrings(data: Buffer): string {
  const strings: string[] = [];
  for (let at = 0; at < data.length; at += 1 + data.readUInt8(at)) {
    strings.push(quoted(data.subarray(at + 1, at + 1 + data.readUInt8(at))));
  }
  return strings.join(" ");
}

function quoted(bytes: Buffer): string {
  const signs = [...bytes].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, "0")}`;
  });
  return `"${signs.join("")}"`;
}

/** As `YYYYMMDDHHmmSS`, of the century around 2^32 seconds that all clocks here are in. Source: RFC 4034, 3.2. */
const timeText = (seconds: number) => new Date(seconds * 1_000).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);

/** The types that a bitmap lists. Source: RFC 4034, 4.1.2. */
export function listedTypes(bitmap: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at < bitmap.length; at += 2 + bitmap.readUInt8(at + 1)) {
    const bits = bitmap.subarray(at + 2, at + 2 + bitmap.readUInt8(at + 1));
    for (const [index, byte] of bits.entries()) {
      for (let bit = 0; bit < 8; bit += 1) {
        if (byte & (0x80 >> bit)) types.push((bitmap.readUInt8(at) << 8) | (index * 8 + bit));
      }
    }
  }
  return types;
}
