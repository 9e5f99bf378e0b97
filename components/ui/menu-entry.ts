import type { ReactNode } from "react";

export interface MenuEntry {
  id: string;
  label: string;
  detail?: string;
  icon?: ReactNode;
  /** At the right end, for example a check on where one is now. */
  mark?: ReactNode;
  /** Opens a page instead of acting. */
  href?: string;
  onAction?: () => void;
  /** Drawn as dangerous; the dialog that follows asks. */
  isDangerous?: boolean;
  isDisabled?: boolean;
}

export interface MenuGroup {
  id: string;
  title?: string;
  entries: readonly MenuEntry[];
}

export type MenuPlacement = "bottom start" | "bottom end" | "top start" | "top end";

/** Ids of the entries that are on, and what to do when one is switched. */
export interface MenuSelection {
  /** `one`: exactly one is on, choosing closes the menu. `any`: each for itself, the menu stays open. */
  mode: "one" | "any";
  selected: readonly string[];
  onChange: (selected: ReadonlySet<string>) => void;
}
