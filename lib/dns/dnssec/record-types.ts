/** Numbers of the record types that a zone here may hold. Source: the registry of DNS parameters; RFC 1035, 3.2.2; RFC 4034; RFC 5155; RFC 7344. */
export const RECORD_TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DS: 43,
  RRSIG: 46,
  DNSKEY: 48,
  NSEC3: 50,
  NSEC3PARAM: 51,
  CDS: 59,
  CDNSKEY: 60,
  CAA: 257,
} as const;

/** Name of a record type. */
export type RecordType = keyof typeof RECORD_TYPES;

/** Class IN. Source: RFC 1035, 3.2.4. */
export const CLASS_IN = 1;
