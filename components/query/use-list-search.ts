"use client";

import { usePathname, useSearchParams } from "next/navigation";

/** What a list shows and in which order, kept in the address; other parameters stay. */
export interface ListSearch {
  /** What was typed into the filter field. */
  words: string;
  /** "name" ascending, "-name" descending. */
  sort: string;
  /** The values chosen for a filter, for example `role`. */
  chosen(filter: string): readonly string[];
  /** Sets parameters; empty ones go. Typing replaces the entry of the history, everything else adds one. */
  change(parameters: Readonly<Record<string, string>>, isTyping?: boolean): void;
  /** The address with some parameters set. */
  hrefWith(parameters: Readonly<Record<string, string>>): string;
}

/** Filters and order of a list that the page has whole. */
export function useListSearch(sortDefault: string): ListSearch {
  const path = usePathname();
  const search = useSearchParams();

  function hrefWith(parameters: Readonly<Record<string, string>>): string {
    const next = new URLSearchParams(search);
    for (const [name, value] of Object.entries(parameters)) {
      if (value === "" || (name === "sort" && value === sortDefault)) next.delete(name);
      else next.set(name, value);
    }
    return next.size === 0 ? path : `${path}?${next}`;
  }

  function change(parameters: Readonly<Record<string, string>>, isTyping = false): void {
    const address = hrefWith(parameters);
    if (isTyping) window.history.replaceState(null, "", address);
    else window.history.pushState(null, "", address);
  }

  return {
    words: search.get("q") ?? "",
    sort: search.get("sort") || sortDefault,
    chosen: (filter) => search.get(filter)?.split(",").filter(Boolean) ?? [],
    change,
    hrefWith,
  };
}
