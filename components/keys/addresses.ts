import { type Scope, scopedAddress } from "../layout/scope";
import type { KeyPlace } from "./key-actions";

/** Address of the key list. */
export function keysAddress(scope: Scope): string {
  return scopedAddress(scope, "/keys");
}

/** Address of the form for a new key. */
export function newKeyAddress(scope: Scope): string {
  return scopedAddress(scope, "/keys/new");
}

/** Address of the form for a key that is brought along. */
export function importKeyAddress(scope: Scope): string {
  return scopedAddress(scope, "/keys/import");
}

/** Address of a key's page, on one of its tabs. */
export function keyAddress(place: KeyPlace, tab?: string): string {
  const path = `/keys/${encodeURIComponent(place.region)}/${encodeURIComponent(place.key)}`;
  return scopedAddress(place, path, tab === undefined ? {} : { tab });
}
