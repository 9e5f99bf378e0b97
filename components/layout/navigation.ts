import {
  BookOpen,
  Building2,
  CircleUserRound,
  FlaskConical,
  Globe,
  KeyRound,
  LayoutDashboard,
  LockKeyhole,
  type LucideIcon,
  RefreshCw,
  ScrollText,
  Settings,
  UsersRound,
} from "lucide-react";
import { type Scope, scopedAddress } from "./scope";

export interface NavigationEntry {
  /** Its text in the `layout` namespace. */
  text:
    | "overview"
    | "keys"
    | "rotation"
    | "playground"
    | "secrets"
    | "dns"
    | "access"
    | "audit"
    | "account"
    | "organisations"
    | "settings"
    | "reference";
  icon: LucideIcon;
  /** Below `/{org}`, or whole where `base` is `root`. */
  path: string;
  /** `root`: the same for every organisation. */
  base?: "organisation" | "root";
  /** Which live figure stands at the right end. */
  count?: "keys" | "rotation";
  /** For platform administrators only. */
  isForPlatform?: true;
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
      { text: "rotation", icon: RefreshCw, path: "/rotation", count: "rotation" },
      { text: "playground", icon: FlaskConical, path: "/playground" },
    ],
  },
  {
    id: "services",
    text: "services",
    entries: [
      { text: "secrets", icon: LockKeyhole, path: "/secrets" },
      { text: "dns", icon: Globe, path: "/dns" },
    ],
  },
  {
    id: "trust",
    text: "trust",
    entries: [
      { text: "audit", icon: ScrollText, path: "/audit" },
      { text: "access", icon: UsersRound, path: "/access" },
    ],
  },
];

/** What stands at the foot of the menu. */
export const NAVIGATION_FOOT: readonly NavigationEntry[] = [
  { text: "reference", icon: BookOpen, path: "/docs", base: "root" },
  { text: "settings", icon: Settings, path: "/settings" },
];

/** Pages about the person, in the place of the menu where the address names no organisation. */
export const NAVIGATION_OF_PERSON: readonly NavigationEntry[] = [
  { text: "account", icon: CircleUserRound, path: "/account", base: "root" },
  { text: "organisations", icon: Building2, path: "/organisations", base: "root", isForPlatform: true },
];

/** Address of an entry in a scope. */
export function navigationHref(entry: NavigationEntry, scope: Scope | null): string {
  return entry.base === "root" || scope === null ? entry.path : scopedAddress(scope, entry.path);
}

/** Whether the page at `pathname` belongs to the entry: itself, or anything below it except for the overview. */
export function isCurrent(entry: NavigationEntry, scope: Scope | null, pathname: string): boolean {
  const href = navigationHref(entry, scope && { ...scope, project: null });
  if (pathname === href) return true;
  return entry.path !== "" && pathname.startsWith(`${href}/`);
}
