/** Filters and order of the key list, as its address holds them. */
export interface KeyFilters {
  q: string;
  regions: readonly string[];
  keyTypes: readonly string[];
  statuses: readonly string[];
  /** `key=value`. */
  labels: readonly string[];
  /** Names of `KEY_REVIEWS`; one at most. */
  reviews: readonly string[];
  /** A name of `KEY_SORTS`. */
  sort: string;
}

export const SORT_DEFAULT = "name";

const NAMES = {
  regions: "region",
  keyTypes: "keyType",
  statuses: "status",
  labels: "label",
  reviews: "review",
} as const;

type Search = Pick<URLSearchParams, "get">;

/** Reads the filters from an address. Unknown values stay; the server refuses them with a reason. */
export function filtersIn(search: Search): KeyFilters {
  const list = (name: string) => search.get(name)?.split(",").filter(Boolean) ?? [];
  return {
    q: search.get("q") ?? "",
    regions: list(NAMES.regions),
    keyTypes: list(NAMES.keyTypes),
    statuses: list(NAMES.statuses),
    labels: list(NAMES.labels),
    reviews: list(NAMES.reviews),
    sort: search.get("sort") || SORT_DEFAULT,
  };
}

/** The filters as parameters of an address and of the read; what filters nothing is left out. */
export function filterParameters(filters: KeyFilters): Record<string, string> {
  const parameters: Record<string, string> = {};
  if (filters.q.trim()) parameters.q = filters.q.trim();
  for (const [field, name] of Object.entries(NAMES)) {
    const values = filters[field as keyof typeof NAMES];
    if (values.length > 0) parameters[name] = values.join(",");
  }
  if (filters.sort !== SORT_DEFAULT) parameters.sort = filters.sort;
  return parameters;
}

/** Whether any filter hides keys; the order does not count. */
export function isFiltering(filters: KeyFilters): boolean {
  const { sort: _, ...hiding } = filterParameters(filters);
  return Object.keys(hiding).length > 0;
}
