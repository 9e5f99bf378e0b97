import { readStored, writeStored } from "../ui/browser-storage";

/** A question under a name. */
export interface SavedView {
  readonly name: string;
  /** Search parameters of the page. */
  readonly query: string;
}

const VIEWS_MAX = 30;
const NAME_CHARACTERS_MAX = 60;

const placeOf = (organisation: string) => `pelagos.audit-views.${organisation}`;

/** The views that this browser keeps for an organisation, by name; none where it keeps nothing or something else. */
export function readViews(organisation: string): SavedView[] {
  try {
    const kept: unknown = JSON.parse(readStored(placeOf(organisation)) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isView) : [];
  } catch {
    return [];
  }
}

/** Keeps views; a browser that keeps nothing keeps them until the page is left. */
export function writeViews(organisation: string, views: readonly SavedView[]): void {
  writeStored(placeOf(organisation), JSON.stringify(views));
}

/** With a view, in place of one of the same name; at most 30, the newest win. */
export function withView(views: readonly SavedView[], view: SavedView): SavedView[] {
  const named = { ...view, name: view.name.slice(0, NAME_CHARACTERS_MAX) };
  const others = withoutView(views, named.name).slice(-(VIEWS_MAX - 1));
  return [...others, named].sort((one, other) => one.name.localeCompare(other.name));
}

/** Without the view of this name. */
export function withoutView(views: readonly SavedView[], name: string): SavedView[] {
  return views.filter((view) => view.name !== name);
}

function isView(value: unknown): value is SavedView {
  if (typeof value !== "object" || value === null) return false;
  return "name" in value && typeof value.name === "string" && "query" in value && typeof value.query === "string";
}
