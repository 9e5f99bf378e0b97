"use client";

import { usePathname, useSearchParams } from "next/navigation";

/**
 * What a page filters by, kept in the search parameters of its address under the given names; empty = not at all. Typing
 * replaces the entry of the history, everything else adds one.
 */
export function useSearchState<Name extends string>(names: readonly Name[]) {
  const path = usePathname();
  const search = useSearchParams();
  const values = Object.fromEntries(names.map((name) => [name, search.get(name) ?? ""])) as Record<Name, string>;

  function change(next: Partial<Record<Name, string>>, isTyping = false): void {
    const parameters = new URLSearchParams(search);
    for (const name of names) {
      const value = next[name];
      if (value === "") parameters.delete(name);
      else if (value !== undefined) parameters.set(name, value);
    }
    const address = parameters.size === 0 ? path : `${path}?${parameters}`;
    if (isTyping) window.history.replaceState(null, "", address);
    else window.history.pushState(null, "", address);
  }

  function clear(): void {
    change(Object.fromEntries(names.map((name) => [name, ""])) as Record<Name, string>);
  }

  return { values, change, clear, isSet: names.some((name) => values[name] !== "") };
}
