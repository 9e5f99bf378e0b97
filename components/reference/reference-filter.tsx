"use client";

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { fetchJson } from "../query/fetch-json";
import { partAddress, REFERENCE_ENTRIES } from "./reference-address";

/** One entry of the index: a section of a page. */
export interface ReferenceEntry {
  readonly id: string;
  /** Page it stands on; empty for the first. */
  readonly part: string;
  readonly label: string;
  readonly method?: string | undefined;
}

/** An entry of any page, with everything by which a filter finds it; lower case. */
export interface FoundEntry extends ReferenceEntry {
  readonly words: string;
}

interface Filter {
  readonly query: string;
  readonly setQuery: (query: string) => void;
  /** Entries of all pages while something is filtered by; null otherwise, and until they are known. */
  readonly entries: readonly FoundEntry[] | null;
  readonly matches: (entry: FoundEntry) => boolean;
}

const FilterContext = createContext<Filter>({
  query: "",
  setQuery: () => undefined,
  entries: null,
  matches: () => true,
});

/** Holds what the reader filters the reference by; index and sections follow it. */
export function ReferenceFilter({ children }: { children: ReactNode }) {
  const [query, setQuery] = useState("");
  const [known, setKnown] = useState<readonly FoundEntry[] | null>(null);
  const isFiltering = query.trim() !== "";
  useAnchorsElsewhere();
  useEffect(() => {
    if (!isFiltering || known !== null) return;
    let isCurrent = true;
    void readEntries().then((entries) => isCurrent && setKnown(entries));
    return () => {
      isCurrent = false;
    };
  }, [isFiltering, known]);
  const filter = useMemo(() => {
    const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
    const matches = ({ words }: FoundEntry) => wanted.every((word) => words.includes(word));
    return { query, setQuery, entries: isFiltering ? known : null, matches };
  }, [query, isFiltering, known]);
  return <FilterContext value={filter}>{children}</FilterContext>;
}

/** An address such as /docs#create-key, from before the reference had pages, leads to the page where that stands now. */
function useAnchorsElsewhere(): void {
  useEffect(() => {
    async function follow() {
      const id = decodeURIComponent(window.location.hash.slice(1));
      if (id === "" || document.getElementById(id) !== null) return;
      const entry = (await readEntries()).find((one) => one.id === id);
      if (entry !== undefined) window.location.replace(`${partAddress(entry.part)}#${id}`);
    }
    void follow();
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
}

/** None where they cannot be read: the reference then stays as it is. */
async function readEntries(): Promise<readonly FoundEntry[]> {
  try {
    return await fetchJson<FoundEntry[]>(REFERENCE_ENTRIES);
  } catch {
    return [];
  }
}

export function useReferenceFilter(): Filter {
  return useContext(FilterContext);
}

/** A section that hides while the filter does not find it. */
export function FilteredSection({ id, children }: { id: string; children: ReactNode }) {
  const { entries, matches } = useReferenceFilter();
  const entry = entries?.find((one) => one.id === id);
  return (
    <section
      id={id}
      aria-labelledby={`${id}-heading`}
      hidden={entry !== undefined && !matches(entry)}
      className="border-line border-t py-8"
    >
      {children}
    </section>
  );
}
