"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { RegionOverview } from "@/lib/contract/console";
import type { EventMessage } from "@/lib/contract/events";
import type { Availability } from "@/lib/contract/usage";
import { readAddress, type Scope } from "../layout/scope";
import { fetchJson } from "../query/fetch-json";
import { AT_REST_MILLISECONDS, useLiveRead } from "../query/use-console-read";

/** Events and counts are made once a minute: asking more often than this finds nothing new. */
const NOTED_MILLISECONDS = 60_000;

/** Bars of a region's history, one an hour. */
export const HOURS_SHOWN = 48;

/** Regions with health and the counts of the scope's keys. `isLive` asks again while the page is in view. */
export function useRegionOverview(scope: Scope, { isLive = false, isEnabled = true } = {}) {
  return useQuery({
    queryKey: ["regions", scope.organisation, scope.project],
    queryFn: ({ signal }) => fetchJson<RegionOverview>(readAddress(scope, "regions"), signal),
    placeholderData: keepPreviousData,
    enabled: isEnabled,
    staleTime: isLive ? 0 : 30_000,
    refetchInterval: isLive ? AT_REST_MILLISECONDS : false,
  });
}

/** What the organisation should look at: open events that nobody has taken off. */
export function useAttentionEvents(scope: Scope, isEnabled: boolean) {
  const query = { state: "attention", limit: "100" };
  return useLiveRead<{ events: EventMessage[] }>(scope, "events", { query, everyMs: NOTED_MILLISECONDS, isEnabled });
}

/** How each region was in the last hours, and the calls of the scope there. */
export function useAvailability(scope: Scope) {
  const query = { by: "hour", steps: String(HOURS_SHOWN) };
  return useLiveRead<Availability>(scope, "availability", { query, everyMs: NOTED_MILLISECONDS });
}
