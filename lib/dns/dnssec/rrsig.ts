import { type RecordSet, recordWire, setWire } from "./record-set";
import { TYPES } from "./record-types";
import { nameToWire } from "./wire-name";

/** Who signs, and from when to when. */
export interface SignatureTimes {
  readonly inception: Date;
  readonly expiration: Date;
}

/** A key that signs sets of a zone. */
export interface RecordSigner {
  /** The zone's name. */
  readonly zone: string;
  readonly algorithm: number;
  readonly keyTag: number;
  /** The signature as records carry it: RSA PKCS#1 v1.5, or r ‖ s of fixed width. */
  sign(data: Buffer): Promise<Buffer>;
}

function labelCount(name: Buffer): number {
  let count = 0;
  for (let at = 0; name[at]; at += (name[at] ?? 0) + 1) count += 1;
  return count;
}

/** Seconds since 1970 modulo 2^32. Source: RFC 4034, 3.1.5. */
const serialTime = (time: Date) => Math.floor(time.getTime() / 1_000) % 2 ** 32;

/** Data of an RRSIG record up to its signature: what is signed begins with it. Source: RFC 4034, 3.1. */
export function signatureHead(set: RecordSet, signer: Omit<RecordSigner, "sign">, times: SignatureTimes): Buffer {
  const labels = labelCount(nameToWire(set.owner));
  const fixed = Buffer.alloc(18);
  fixed.writeUInt16BE(set.type, 0);
  fixed.writeUInt8(signer.algorithm, 2);
  fixed.writeUInt8(set.owner.startsWith("*.") ? labels - 1 : labels, 3);
  fixed.writeUInt32BE(set.ttl, 4);
  fixed.writeUInt32BE(serialTime(times.expiration), 8);
  fixed.writeUInt32BE(serialTime(times.inception), 12);
  fixed.writeUInt16BE(signer.keyTag, 16);
  return Buffer.concat([fixed, nameToWire(signer.zone)]);
}

/**
 * The RRSIG record of a set, in wire form. What is signed is the head of its data and the records in canonical form and
 * order, which may be given where they are at hand. Source: RFC 4034, 3.1.8.1.
 */
export async function signatureWire(
  set: RecordSet,
  signer: RecordSigner,
  times: SignatureTimes,
  records: Buffer = setWire(set),
): Promise<Buffer> {
  const head = signatureHead(set, signer, times);
  const signature = await signer.sign(Buffer.concat([head, records]));
  return recordWire(nameToWire(set.owner), TYPES.RRSIG, set.ttl, Buffer.concat([head, signature]));
}
