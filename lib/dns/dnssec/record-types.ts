import { RECORD_TYPE_NUMBERS } from "@/lib/contract/dns-record-data";

/**
 * Numbers of the record types that a served zone may hold: those that can be set, and those that belong to the zone itself.
 * Source: the registry of DNS parameters; RFC 1035, 3.2.2; RFC 4034; RFC 5155; RFC 7344.
 */
export const TYPES = {
  ...RECORD_TYPE_NUMBERS,
  SOA: 6,
  RRSIG: 46,
  DNSKEY: 48,
  NSEC3: 50,
  NSEC3PARAM: 51,
  CDS: 59,
  CDNSKEY: 60,
} as const;

/** Name of a record type in a served zone. */
export type ServedType = keyof typeof TYPES;

/** Class IN. Source: RFC 1035, 3.2.4. */
export const CLASS_IN = 1;
