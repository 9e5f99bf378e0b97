import { SIGNED_EXPIRE_MAX } from "@/lib/contract/dns-limits";
import type { LoadedZone, StartOfAuthority } from "@/lib/dns/load-zone";
import { NSEC3PARAM_DATA } from "./nsec3";
import { recordSetOf } from "./record-data";
import type { RecordSet } from "./record-set";
import { TYPES } from "./record-types";

/** The set at the apex that says how names are hashed. Source: RFC 5155, 4; RFC 9276, 3.1. */
export function parameterSet(zone: string): RecordSet {
  return { owner: zone, type: TYPES.NSEC3PARAM, ttl: 0, data: [NSEC3PARAM_DATA] };
}

/** Every set of a zone that its own key signs; the start of authority is not among them. */
export function signableSets({ name, recordSets }: Pick<LoadedZone, "name" | "recordSets">): RecordSet[] {
  return [parameterSet(name), ...recordSets.map(recordSetOf)];
}

/** Time to live of NSEC3 records, in seconds. Source: RFC 9077, 3. */
export function chainTtlOf({ ttl, negativeTtl }: { readonly ttl: number; readonly negativeTtl: number }): number {
  return Math.min(ttl, negativeTtl);
}

/** Most that a signed zone's start of authority says, in seconds. */
const REFRESH_MAX = 3_600;
const RETRY_MAX = 900;

/**
 * The start of authority of a signed zone: secondaries ask often enough for the times of key rolls to hold where an
 * announcement is lost, and stop answering before the signatures they have can end. Source: RFC 6781, 4.4.2.
 */
export function signedAuthority(authority: StartOfAuthority): StartOfAuthority {
  const { refresh, retry, expire } = authority;
  return {
    ...authority,
    refresh: Math.min(refresh, REFRESH_MAX),
    retry: Math.min(retry, RETRY_MAX),
    expire: Math.min(expire, SIGNED_EXPIRE_MAX),
  };
}
