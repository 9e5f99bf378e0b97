"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { RegionOverview } from "@/lib/contract/console";
import { fetchJson } from "../query/fetch-json";

const LIVE_MILLISECONDS = 4_000;

/** Regions with health and key counts. `isLive` asks again every few seconds while the page is in view. */
export function useRegionOverview(organisationSlug: string, isLive = false) {
  return useQuery({
    queryKey: ["regions", organisationSlug],
    queryFn: ({ signal }) =>
      fetchJson<RegionOverview>(`/console-api/${encodeURIComponent(organisationSlug)}/regions`, signal),
    placeholderData: keepPreviousData,
    staleTime: isLive ? 0 : 30_000,
    refetchInterval: isLive ? LIVE_MILLISECONDS : false,
  });
}
