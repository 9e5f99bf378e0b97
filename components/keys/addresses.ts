import type { KeyPlace, Scope } from "./key-actions";

/** The project of a page as the end of an address. */
function scopeQuery({ project }: Scope): string {
  return project === null ? "" : `?project=${encodeURIComponent(project)}`;
}

/** Address of the key list. */
export function keysAddress(scope: Scope): string {
  return `/${scope.organisation}/keys${scopeQuery(scope)}`;
}

/** Address of the form for a new key. */
export function newKeyAddress(scope: Scope): string {
  return `/${scope.organisation}/keys/new${scopeQuery(scope)}`;
}

/** Address of the form for a key that is brought along. */
export function importKeyAddress(scope: Scope): string {
  return `/${scope.organisation}/keys/import${scopeQuery(scope)}`;
}

/** Address of a key's page, on one of its tabs. */
export function keyAddress(place: KeyPlace, tab?: string): string {
  const query = new URLSearchParams();
  if (place.project !== null) query.set("project", place.project);
  if (tab !== undefined) query.set("tab", tab);
  const path = `/${place.organisation}/keys/${encodeURIComponent(place.region)}/${encodeURIComponent(place.key)}`;
  return query.size === 0 ? path : `${path}?${query}`;
}

/** Where the console reads from; `path` begins after the organisation. */
export function readAddress(scope: Scope, path: string, query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(query);
  if (scope.project !== null) search.set("project", scope.project);
  const text = search.size === 0 ? "" : `?${search}`;
  return `/console-api/${scope.organisation}/${path}${text}`;
}
