"use client";

import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

/** One entry of the index: a section of the page and the words that find it. */
export interface ReferenceEntry {
  readonly id: string;
  readonly label: string;
  readonly method?: string;
  /** Everything by which a filter finds the section; lower case. */
  readonly words: string;
}

interface Filter {
  readonly query: string;
  readonly setQuery: (query: string) => void;
  readonly matches: (words: string) => boolean;
}

const FilterContext = createContext<Filter>({ query: "", setQuery: () => undefined, matches: () => true });

/** Holds what the reader filters the reference by; index and sections follow it. */
export function ReferenceFilter({ children }: { children: ReactNode }) {
  const [query, setQuery] = useState("");
  const filter = useMemo(() => {
    const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
    return { query, setQuery, matches: (words: string) => wanted.every((word) => words.includes(word)) };
  }, [query]);
  return <FilterContext value={filter}>{children}</FilterContext>;
}

export function useReferenceFilter(): Filter {
  return useContext(FilterContext);
}

/** A section that hides while the filter does not match its words. */
export function FilteredSection({ entry, children }: { entry: ReferenceEntry; children: ReactNode }) {
  const { matches } = useReferenceFilter();
  return (
    <section
      id={entry.id}
      aria-labelledby={`${entry.id}-heading`}
      hidden={!matches(entry.words)}
      className="border-line border-t py-8"
    >
      {children}
    </section>
  );
}
