import { randomFillSync } from "node:crypto";
import { clock } from "./clock";

const ALPHABET = "0123456789abcdefghijklmnopqrstuv";
const RANDOM_BYTES_PER_ID = 8;
const pool = Buffer.alloc(RANDOM_BYTES_PER_ID * 512);
let poolOffset = pool.length;
const hexPool = Buffer.alloc(4_096);
let hexPoolOffset = hexPool.length;

/** Prefixes of identities and what they name. */
export type IdPrefix = "o" | "prj" | "u" | "mem" | "pat" | "reg" | "rk" | "kms" | "aw" | "evt" | "req" | "sess";

/**
 * A new identity: prefix, hyphen and 20 characters of lower-case base32hex (12 bytes as xid lays them out: 4 of time in
 * seconds, then 8 random ones, so that an identity cannot be guessed from its neighbours).
 */
export function newId(prefix: IdPrefix): string {
  if (poolOffset === pool.length) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  const bytes = Buffer.allocUnsafe(12);
  bytes.writeUInt32BE(Math.floor(clock.now().getTime() / 1000) >>> 0, 0);
  pool.copy(bytes, 4, poolOffset, poolOffset + RANDOM_BYTES_PER_ID);
  poolOffset += RANDOM_BYTES_PER_ID;
  return `${prefix}-${base32hex(bytes)}`;
}

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

/** 12 bytes as 20 characters: 96 bits, and 4 zero bits at the end. */
function base32hex(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(value >> bits) & 31];
    }
  }
  return text + ALPHABET[(value << (5 - bits)) & 31];
}

/** Whether a text has the form of an identity; slugs of that form are refused, so that the two cannot be confused. */
export function looksLikeId(text: string): boolean {
  return /^[a-z]+-[0-9a-v]{20}$/.test(text);
}
