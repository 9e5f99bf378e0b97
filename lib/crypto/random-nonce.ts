import { randomFillSync } from "node:crypto";

const POOL_BYTES = 8_192;

const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
let used = POOL_BYTES;

/**
 * A nonce of `length` bytes (at most 8,192) from OpenSSL's random generator. Asking it for 12 bytes at a time costs ten
 * times as much as asking for 8 KiB, so the bytes come from a pool of this module: each is handed out once, in order,
 * and overwritten in the pool as it goes. Only for nonces, which are public; key material comes from `SecretBytes.random`.
 */
export function randomNonce(length: number): Buffer {
  if (used + length > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const nonce = Buffer.allocUnsafe(length);
  pool.copy(nonce, 0, used, used + length);
  pool.fill(0, used, used + length);
  used += length;
  return nonce;
}
