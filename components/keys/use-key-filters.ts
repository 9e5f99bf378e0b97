"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import type { Scope } from "../layout/scope";
import { filterParameters, filtersIn, type KeyFilters } from "./key-filters";

/** The list's filters, kept in the address. Typing replaces the entry of the history, everything else adds one. */
export function useKeyFilters({ project }: Scope) {
  const path = usePathname();
  const search = useSearchParams();
  const text = search.toString();
  const filters = useMemo(() => filtersIn(new URLSearchParams(text)), [text]);

  function change(next: Partial<KeyFilters>, isTyping = false): void {
    const parameters = new URLSearchParams(filterParameters({ ...filters, ...next }));
    if (project !== null) parameters.set("project", project);
    const address = parameters.size === 0 ? path : `${path}?${parameters}`;
    if (isTyping) window.history.replaceState(null, "", address);
    else window.history.pushState(null, "", address);
  }

  return { filters, change };
}
