/** Bounds of zones and records, apart from their schemas: pages check drafts with them and need no schema library. */

/** Octets of a label (RFC 1035, 2.3.4). */
export const LABEL_OCTETS_MAX = 63;

/** Characters of a complete name without the dot at its end: 255 octets on the wire (RFC 1035, 2.3.4). */
export const NAME_CHARACTERS_MAX = 253;

/** Longest time to live, in seconds: a week. Resolvers keep nothing longer (RFC 8767, 4), and signatures must outlive it. */
export const TTL_MAX = 604_800;

/** Longest time, in seconds, after which secondaries of a signed zone stop answering: before signatures they have can end. */
export const SIGNED_EXPIRE_MAX = 604_800;

/** Time to live of a record set that names none, in a zone that names none, in seconds. */
export const TTL_DEFAULT = 3_600;

/** Characters of one value, as in the reference for TXT. */
export const VALUE_CHARACTERS_MAX = 4_096;

/** Records of one name and type. */
export const VALUES_MAX = 500;

/** Octets of one string of a TXT record (RFC 1035, 3.3). */
export const STRING_OCTETS_MAX = 255;

/** Records of a zone. */
export const ZONE_RECORDS_MAX = 200_000;

/** Characters of a zone file. */
export const ZONE_FILE_CHARACTERS_MAX = 8_000_000;
