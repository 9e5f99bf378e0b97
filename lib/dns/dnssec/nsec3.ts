import { createHash } from "node:crypto";
import { nameToWire } from "./wire-name";

const SIGNS = "0123456789abcdefghijklmnopqrstuv";
const SHA_1 = 1;

/** How names are hashed. Zones here use no salt and no extra iterations. Source: RFC 9276, 3.1. */
export interface Nsec3Parameters {
  readonly salt: Buffer;
  readonly iterations: number;
}

const OWN: Nsec3Parameters = { salt: Buffer.alloc(0), iterations: 0 };

/** Hash of a name, 20 bytes. Source: RFC 5155, 5. */
export function nsec3Hash(name: string, { salt, iterations }: Nsec3Parameters = OWN): Buffer {
  let digest = createHash("sha1").update(nameToWire(name)).update(salt).digest();
  for (let round = 0; round < iterations; round += 1) digest = createHash("sha1").update(digest).update(salt).digest();
  return digest;
}

/** Base 32 with the extended hex alphabet, lower case, without padding. Source: RFC 4648, 7; RFC 5155, 1.3. */
export function base32Hex(bytes: Uint8Array): string {
  let text = "";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += SIGNS.charAt((held >>> (bits - 5)) & 31);
  }
  return bits === 0 ? text : text + SIGNS.charAt((held << (5 - bits)) & 31);
}

/** The types of a name as NSEC3 records list them. Source: RFC 4034, 4.1.2. */
export function typeBitmap(types: readonly number[]): Buffer {
  const windows = new Map<number, Buffer>();
  for (const type of [...types].sort((a, b) => a - b)) {
    const window = windows.get(type >> 8) ?? Buffer.alloc(32);
    const index = (type & 0xff) >> 3;
    window[index] = (window[index] ?? 0) | (0x80 >> (type & 7));
    windows.set(type >> 8, window);
  }
  return Buffer.concat(
    [...windows].map(([number, bits]) => {
      const length = bits.findLastIndex((byte) => byte !== 0) + 1;
      return Buffer.concat([Buffer.of(number, length), bits.subarray(0, length)]);
    }),
  );
}

/** Data of an NSEC3 record: no name is left out of the chain (opt-out is off). Source: RFC 5155, 3.2. */
export function nsec3Data(nextHash: Buffer, types: readonly number[], { salt, iterations } = OWN): Buffer {
  const head = Buffer.of(SHA_1, 0, iterations >> 8, iterations & 0xff, salt.length);
  return Buffer.concat([head, salt, Buffer.of(nextHash.length), nextHash, typeBitmap(types)]);
}

/** Data of the NSEC3PARAM record. Source: RFC 5155, 4.2. */
export const NSEC3PARAM_DATA = Buffer.of(SHA_1, 0, 0, 0, 0);
