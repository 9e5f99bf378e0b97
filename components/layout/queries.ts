"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { KeyPage } from "@/lib/contract/console";
import { fetchJson } from "../query/fetch-json";

/** Keys whose name, slug, description, identity or label contains the words; asks nothing for no words. */
export function useKeySearch(organisationSlug: string, words: string) {
  return useQuery({
    queryKey: ["key-search", organisationSlug, words],
    enabled: words !== "",
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ q: words, sort: "name" });
      return fetchJson<KeyPage>(`/console-api/${encodeURIComponent(organisationSlug)}/keys?${query}`, signal);
    },
  });
}
