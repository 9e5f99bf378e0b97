import { DELETE_CDNSKEY, DELETE_CDS, DS_DIGEST_NUMBERS, dsData } from "./dnskey";
import type { RecordSet } from "./record-set";
import { TYPES } from "./record-types";

/** What the zone asks its parent to have as DS: nothing yet, those of some keys, or none any more. */
export type ParentWish =
  | { readonly kind: "none" }
  | { readonly kind: "keys"; readonly dnskeys: readonly Buffer[] }
  | { readonly kind: "delete" };

/**
 * The sets at the apex that the key signing key signs: DNSKEY, and for the parent CDS and CDNSKEY. CDS names SHA-256 and
 * SHA-384 digests. Source: RFC 4034, 2; RFC 7344, 3 and 4; RFC 8078, 4.
 */
export function keySets(zone: string, ttl: number, dnskeys: readonly Buffer[], wish: ParentWish): RecordSet[] {
  const set = (type: number, data: readonly Buffer[]) => ({ owner: zone, type, ttl, data });
  const own = set(TYPES.DNSKEY, dnskeys);
  if (wish.kind === "none") return [own];
  const digests = (dnskey: Buffer) => DS_DIGEST_NUMBERS.map((digest) => dsData(zone, dnskey, digest));
  const cds = wish.kind === "delete" ? [DELETE_CDS] : wish.dnskeys.flatMap(digests);
  const cdnskey = wish.kind === "delete" ? [DELETE_CDNSKEY] : wish.dnskeys;
  return [own, set(TYPES.CDS, cds), set(TYPES.CDNSKEY, cdnskey)];
}
