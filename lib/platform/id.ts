import { randomFillSync } from "node:crypto";
import { clock } from "./clock";

const ALPHABET = "0123456789abcdefghijklmnopqrstuv";
/** Two characters for each value of 10 bits: identities are made several times per call. */
const PAIRS = Array.from({ length: 1024 }, (_, bits) => `${ALPHABET[bits >> 5]}${ALPHABET[bits & 31]}`);
const RANDOM_BYTES_PER_ID = 8;
const pool = Buffer.alloc(RANDOM_BYTES_PER_ID * 512);
let poolOffset = pool.length;
const hexPool = Buffer.alloc(4_096);
let hexPoolOffset = hexPool.length;

/** Prefixes of identities and what they name. */
export type IdPrefix =
  | "o"
  | "prj"
  | "u"
  | "mem"
  | "pat"
  | "reg"
  | "rk"
  | "kms"
  | "wk"
  | "aw"
  | "adb"
  | "rst"
  | "evt"
  | "req"
  | "sess"
  | "role"
  | "pol"
  | "rule"
  | "bind"
  | "team"
  | "sa"
  | "cred"
  | "ck"
  | "fip"
  | "fid"
  | "sec"
  | "snk"
  | "ev"
  | "wh"
  | "whd"
  | "dnsz"
  | "dnsr"
  | "zsk"
  | "dnss";

/**
 * A new identity: prefix, hyphen and 20 characters of lower-case base32hex (12 bytes as xid lays them out: 4 of time in
 * seconds, then 8 random ones, so that an identity cannot be guessed from its neighbours; 4 zero bits at the end).
 */
export function newId(prefix: IdPrefix): string {
  if (poolOffset === pool.length) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  const time = Math.floor(clock.nowMs() / 1000) >>> 0;
  const high = pool.readUInt32BE(poolOffset);
  const low = pool.readUInt32BE(poolOffset + 4);
  poolOffset += RANDOM_BYTES_PER_ID;
  const timePart = pair(time >>> 22) + pair(time >>> 12) + pair(time >>> 2) + pair((time << 8) | (high >>> 24));
  const highPart = pair(high >>> 14) + pair(high >>> 4) + pair((high << 6) | (low >>> 26));
  return `${prefix}-${timePart}${highPart}${pair(low >>> 16)}${pair(low >>> 6)}${pair(low << 4)}`;
}

/** The last 10 bits of a number as two characters. */
const pair = (bits: number) => PAIRS[bits & 1023] ?? "";

/** Random bytes as hex, twice `bytes` characters; at most 64 bytes. */
export function randomHex(bytes: number): string {
  if (hexPoolOffset + bytes > hexPool.length) {
    randomFillSync(hexPool);
    hexPoolOffset = 0;
  }
  const text = hexPool.toString("hex", hexPoolOffset, hexPoolOffset + bytes);
  hexPoolOffset += bytes;
  return text;
}

/** The second in which an identity was made, in milliseconds of the wall clock. */
export function idTimeMs(id: string): number {
  const characters = id.slice(id.indexOf("-") + 1, id.indexOf("-") + 1 + TIME_CHARACTERS);
  const bits = [...characters].reduce((value, character) => value * 32 + ALPHABET.indexOf(character), 0);
  return Math.floor(bits / 8) * 1_000;
}

/** 35 bits, of which the first 32 are the time. */
const TIME_CHARACTERS = 7;

/** Whether a text has the form of an identity; slugs of that form are refused, so that the two cannot be confused. */
export function looksLikeId(text: string): boolean {
  return /^[a-z]+-[0-9a-v]{20}$/.test(text);
}
