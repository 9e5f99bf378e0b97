import type { LoadedZone } from "../load-zone";
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
