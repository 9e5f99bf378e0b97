import { createHmac } from "node:crypto";

const HASH_BYTES = 32;
const LENGTH_MAX = 255 * HASH_BYTES;

/**
 * HKDF with SHA-256: `length` bytes (1 to 8,160) from input key material. An empty salt means 32 zero bytes, as the RFC
 * says. Written over HMAC because Node's `hkdfSync` refuses an `info` above 1,024 bytes, which a context of full size
 * exceeds, and takes twice as long. The caller overwrites the result after use.
 * Source: RFC 5869, sections 2.2 and 2.3.
 */
export function hkdfSha256(keyMaterial: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Buffer {
  if (!Number.isInteger(length) || length < 1 || length > LENGTH_MAX) {
    throw new RangeError(`HKDF-SHA-256 gives 1 to ${LENGTH_MAX} bytes.`);
  }
  const pseudorandomKey = createHmac("sha256", salt).update(keyMaterial).digest();
  const output = Buffer.allocUnsafeSlow(length);
  let block = Buffer.alloc(0);
  for (let counter = 1, offset = 0; offset < length; counter += 1, offset += HASH_BYTES) {
    const next = createHmac("sha256", pseudorandomKey)
      .update(block)
      .update(info)
      .update(Uint8Array.of(counter))
      .digest();
    block.fill(0);
    block = next;
    block.copy(output, offset);
  }
  block.fill(0);
  pseudorandomKey.fill(0);
  return output;
}
