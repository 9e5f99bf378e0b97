import { createHash, type KeyObject } from "node:crypto";
import { nameToWire } from "./wire-name";

/** Flags of a key that signs records, and of one that signs keys. Source: RFC 4034, 2.1.1; RFC 3757, 2. */
export const ZONE_KEY_FLAGS = 256;
export const KEY_SIGNING_KEY_FLAGS = 257;

/** The only value the protocol field may have. Source: RFC 4034, 2.1.2. */
const PROTOCOL = 3;

/** Digests of delegation signers, by number. Source: RFC 4509; RFC 6605, 2. */
export const DS_DIGESTS = {
  2: { name: "SHA-256", hash: "sha256" },
  4: { name: "SHA-384", hash: "sha384" },
} as const;

/** Number of a digest. */
export type DsDigest = keyof typeof DS_DIGESTS;

/** Digests that are offered for every key. */
export const DS_DIGEST_NUMBERS: readonly DsDigest[] = [2, 4];

/**
 * A public key as records carry it: RSA exponent with its length and modulus, or the two coordinates of a point.
 * Source: RFC 3110, 2; RFC 6605, 4.
 */
export function publicKeyField(key: KeyObject): Buffer {
  const { kty, n = "", e = "", x = "", y = "" } = key.export({ format: "jwk" });
  if (kty === "EC") return Buffer.concat([Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  const [exponent, modulus] = [Buffer.from(e, "base64url"), Buffer.from(n, "base64url")];
  const length =
    exponent.length < 256 ? Buffer.of(exponent.length) : Buffer.of(0, exponent.length >> 8, exponent.length);
  return Buffer.concat([length, exponent, modulus]);
}

/** Data of a DNSKEY record. Source: RFC 4034, 2.1. */
export function dnskeyData(flags: number, algorithm: number, publicKey: Buffer): Buffer {
  return Buffer.concat([Buffer.of(flags >> 8, flags & 0xff, PROTOCOL, algorithm), publicKey]);
}

/** The key tag of a DNSKEY record's data: 0 to 65,535, and not always unique. Source: RFC 4034, appendix B. */
export function keyTag(dnskey: Buffer): number {
  const sum = dnskey.reduce((total, byte, index) => total + (index % 2 === 0 ? byte << 8 : byte), 0);
  return (sum + (sum >>> 16)) & 0xffff;
}

/** Data of a DS or CDS record for a key. Source: RFC 4034, 5.1; RFC 7344, 3.1. */
export function dsData(zone: string, dnskey: Buffer, digest: DsDigest): Buffer {
  const value = createHash(DS_DIGESTS[digest].hash).update(nameToWire(zone)).update(dnskey).digest();
  const tag = keyTag(dnskey);
  return Buffer.concat([Buffer.of(tag >> 8, tag & 0xff, dnskey.readUInt8(3), digest), value]);
}

/** Data of the CDS and CDNSKEY records that ask a parent to remove every DS. Source: RFC 8078, 4, with its erratum 5049. */
export const DELETE_CDS = Buffer.of(0, 0, 0, 0, 0);
export const DELETE_CDNSKEY = Buffer.of(0, 0, PROTOCOL, 0, 0);
