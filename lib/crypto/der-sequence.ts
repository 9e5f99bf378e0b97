const DER_SEQUENCE = 0x30;
const DER_LONG_LENGTH = 0x80;
const LENGTH_BYTES_MAX = 4;

/**
 * Whether bytes are one DER sequence from the first to the last; OpenSSL overlooks what follows.
 * Source: X.690, sections 8.1.3 and 10.1.
 */
export function isOneSequence(der: Buffer): boolean {
  if (der[0] !== DER_SEQUENCE) return false;
  const first = der[1] ?? 0;
  if (first < DER_LONG_LENGTH) return der.length === 2 + first;
  const lengthBytes = first - DER_LONG_LENGTH;
  if (lengthBytes < 1 || lengthBytes > LENGTH_BYTES_MAX || der.length < 2 + lengthBytes) return false;
  return der.length === 2 + lengthBytes + der.readUIntBE(2, lengthBytes);
}
