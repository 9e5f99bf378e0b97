import { readAddress, type Scope, scopedAddress } from "../layout/scope";
import type { ZonePlace } from "./zone-actions";

/** The list of zones. */
export function zonesAddress(scope: Scope): string {
  return scopedAddress(scope, "/dns");
}

/** The form for a new zone. */
export function newZoneAddress(scope: Scope): string {
  return scopedAddress(scope, "/dns/new");
}

/** A zone's page, on one of its tabs. */
export function zoneAddress(place: ZonePlace, tab?: string): string {
  return scopedAddress(place, `/dns/${encodeURIComponent(place.zone)}`, tab === undefined ? {} : { tab });
}

/** Where a zone's page reads from; `part` begins with a slash. */
export function zoneReadAddress(place: ZonePlace, part = "", query: Readonly<Record<string, string>> = {}): string {
  return readAddress(place, `dns/zones/${encodeURIComponent(place.zone)}${part}`, query);
}
