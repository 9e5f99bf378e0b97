/** Whose objects a page is about. */
export interface Scope {
  /** Slug of the organisation. */
  organisation: string;
  /** Slug or identity of the project; null for the organisation itself. */
  project: string | null;
}

type Query = Readonly<Record<string, string>>;

/** Address of a page of the organisation, which keeps the project; `path` begins with a slash or is empty. */
export function scopedAddress(scope: Scope, path: string, query: Query = {}): string {
  return `/${encodeURIComponent(scope.organisation)}${path}${searchOf(scope, query)}`;
}

/** Where the console reads from; `path` begins after the organisation. Without a scope it is about the person. */
export function readAddress(scope: Scope | null, path: string, query: Query = {}): string {
  if (scope === null) return `/console-api/${path}${searchOf({ project: null }, query)}`;
  return `/console-api/${encodeURIComponent(scope.organisation)}/${path}${searchOf(scope, query)}`;
}

function searchOf({ project }: Pick<Scope, "project">, query: Query): string {
  const search = new URLSearchParams(query);
  if (project !== null) search.set("project", project);
  return search.size === 0 ? "" : `?${search}`;
}
