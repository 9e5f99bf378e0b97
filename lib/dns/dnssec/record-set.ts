import { CLASS_IN } from "./record-types";
import { nameToWire } from "./wire-name";

/** The records of one name and type. */
export interface RecordSet {
  /** Absolute. */
  readonly owner: string;
  readonly type: number;
  /** In seconds. */
  readonly ttl: number;
  /** Data of each record in canonical form: names in lower case, not compressed. */
  readonly data: readonly Buffer[];
}

/** Data of a set as it is signed: in canonical order, without doubles. Source: RFC 4034, 6.3. */
export function canonicalData(data: readonly Buffer[]): Buffer[] {
  return [...data]
    .sort(Buffer.compare)
    .filter((one, index, all) => index === 0 || !one.equals(all[index - 1] as Buffer));
}

/** One record in wire form, its name not compressed. Source: RFC 1035, 3.2.1. */
export function recordWire(owner: Buffer, type: number, ttl: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(CLASS_IN, 2);
  fixed.writeUInt32BE(ttl, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, fixed, data]);
}

/** The records of a set in wire form, one after the other. */
export function setWire({ owner, type, ttl, data }: RecordSet): Buffer {
  const name = nameToWire(owner);
  return Buffer.concat(canonicalData(data).map((one) => recordWire(name, type, ttl, one)));
}
