"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { RegionOverview } from "@/lib/contract/console";
import type { EventMessage } from "@/lib/contract/events";
import type { Availability } from "@/lib/contract/usage";
import { readAddress, type Scope } from "../layout/scope";
import { fetchJson } from "../query/fetch-json";
import { useLiveRead } from "../query/use-console-read";

const LIVE_MILLISECONDS = 4_000;
/** Events and counts are made once a minute: asking more often than this finds nothing new. */
const NOTED_MILLISECONDS = 15_000;

/** Bars of a region's history, one an hour. */
export const HOURS_SHOWN = 48;

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

/** What the organisation should look at: open events that nobody has taken off. */
export function useAttentionEvents(scope: Scope) {
  const query = { state: "attention", limit: "100" };
  return useLiveRead<{ events: EventMessage[] }>(scope, "events", { query, everyMs: NOTED_MILLISECONDS });
}

/** How each region was in the last hours, and the calls of the scope there. */
export function useAvailability(scope: Scope) {
  const query = { by: "hour", steps: String(HOURS_SHOWN) };
  return useLiveRead<Availability>(scope, "availability", { query, everyMs: NOTED_MILLISECONDS });
}
