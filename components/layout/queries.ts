"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { KeyPage } from "@/lib/contract/console";
import { fetchJson } from "../query/fetch-json";
import { readAddress, type Scope } from "./scope";

/** Keys whose name, slug, description, identity or label contains the words; asks nothing for no words, or where there is no scope. */
export function useKeySearch(scope: Scope | null, words: string) {
  return useQuery({
    queryKey: ["key-search", scope, words],
    enabled: words !== "" && scope !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      if (scope === null) throw new Error("keys are searched in an organisation");
      return fetchJson<KeyPage>(readAddress(scope, "keys", { q: words, sort: "name" }), signal);
    },
  });
}
