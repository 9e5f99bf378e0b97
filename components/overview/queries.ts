"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { RegionOverview } from "@/lib/contract/console";
import { readAddress, type Scope } from "../layout/scope";
import { fetchJson } from "../query/fetch-json";

const LIVE_MILLISECONDS = 4_000;

/** Regions with health and the counts of the scope's keys. `isLive` asks again every few seconds while the page is in view. */
export function useRegionOverview(scope: Scope, isLive = false) {
  return useQuery({
    queryKey: ["regions", scope.organisation, scope.project],
    queryFn: ({ signal }) => fetchJson<RegionOverview>(readAddress(scope, "regions"), signal),
    placeholderData: keepPreviousData,
    staleTime: isLive ? 0 : 30_000,
    refetchInterval: isLive ? LIVE_MILLISECONDS : false,
  });
}
