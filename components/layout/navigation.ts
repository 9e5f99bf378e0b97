import { BookOpen, FlaskConical, KeyRound, LayoutDashboard, type LucideIcon } from "lucide-react";

export interface NavigationEntry {
  /** Its text in the `layout` namespace. */
  text: "overview" | "keys" | "playground" | "reference";
  icon: LucideIcon;
  /** Below `/{org}`, or whole where `base` is `root`. */
  path: string;
  /** `root`: the same for every organisation. */
  base?: "organisation" | "root";
  /** Which live figure stands at the right end. */
  count?: "keys";
}

export interface NavigationGroup {
  id: string;
  /** Heading of the group; the first has none. */
  text?: "services" | "trust";
  entries: readonly NavigationEntry[];
}

/** The menu. A page that exists is one line here. */
export const NAVIGATION: readonly NavigationGroup[] = [
  {
    id: "work",
    entries: [
      { text: "overview", icon: LayoutDashboard, path: "" },
      { text: "keys", icon: KeyRound, path: "/keys", count: "keys" },
      { text: "playground", icon: FlaskConical, path: "/playground" },
    ],
  },
];

/** What stands at the foot of the menu. */
export const NAVIGATION_FOOT: readonly NavigationEntry[] = [
  { text: "reference", icon: BookOpen, path: "/docs", base: "root" },
];

/** Address of an entry for an organisation. */
export function navigationHref(entry: NavigationEntry, organisationSlug: string): string {
  return entry.base === "root" ? entry.path : `/${organisationSlug}${entry.path}`;
}

/** Whether the page at `pathname` belongs to the entry: itself, or anything below it except for the overview. */
export function isCurrent(entry: NavigationEntry, organisationSlug: string, pathname: string): boolean {
  const href = navigationHref(entry, organisationSlug);
  if (pathname === href) return true;
  return entry.path !== "" && pathname.startsWith(`${href}/`);
}
