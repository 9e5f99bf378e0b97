"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { AuditFacets, AuditHistogram, AuditItem, AuditPage, RecordExplanation } from "@/lib/contract/audit";
import type { AuditCheckpoints } from "@/lib/contract/audit-export";
import { readAddress, type Scope } from "../layout/scope";
import { fetchJson } from "../query/fetch-json";
import { AT_REST_MILLISECONDS } from "../query/use-console-read";

type Parameters = Readonly<Record<string, string>>;

/** How often a live page asks again, in milliseconds. */
const LIVE_MS = 3_000;

const keyOf = (scope: Scope, noun: string) => ["audit", scope.organisation, scope.project, noun] as const;

/** Records, page after page as the list's end comes near; live, the newest again and again. */
export function useAuditPages(scope: Scope, parameters: Parameters, isLive: boolean, isEnabled: boolean) {
  const query = useInfiniteQuery({
    queryKey: [...keyOf(scope, "pages"), parameters],
    queryFn: ({ pageParam, signal }) => {
      const cursor: Record<string, string> = pageParam === null ? {} : { cursor: pageParam };
      return fetchJson<AuditPage>(readAddress(scope, "audit", { ...parameters, ...cursor }), signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    enabled: isEnabled,
    refetchInterval: isLive ? LIVE_MS : false,
  });
  const records = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  const isSearchingOn = records.length === 0 && hasNextPage && !isError;
  // A page takes bounded time and may end before anything was found: that is no answer yet.
  useEffect(() => {
    if (isSearchingOn && !isFetching) void fetchNextPage();
  }, [isSearchingOn, isFetching, fetchNextPage]);
  const { pages = [] } = query.data ?? {};
  return { query, records, isSearchingOn, first: pages[0], newest: pages.at(-1) };
}

/** Records per bar of time. */
export function useAuditHistogram(scope: Scope, parameters: Parameters, isLive: boolean) {
  return useQuery({
    queryKey: [...keyOf(scope, "histogram"), parameters],
    queryFn: ({ signal }) => fetchJson<AuditHistogram>(readAddress(scope, "audit/histogram", parameters), signal),
    placeholderData: keepPreviousData,
    refetchInterval: isLive ? LIVE_MS * 5 : false,
  });
}

/** What occurs in a span of time, for the filters. */
export function useAuditFacets(scope: Scope, parameters: Parameters) {
  return useQuery({
    queryKey: [...keyOf(scope, "facets"), parameters],
    queryFn: ({ signal }) => fetchJson<AuditFacets>(readAddress(scope, "audit/facets", parameters), signal),
    placeholderData: keepPreviousData,
  });
}

/** One record; `known` is the one of the list, where it is there. */
export function useAuditRecord(scope: Scope, eventId: string, known: AuditItem | undefined) {
  return useQuery({
    queryKey: [...keyOf(scope, "record"), eventId],
    queryFn: ({ signal }) =>
      fetchJson<AuditItem>(readAddress(scope, `audit/records/${encodeURIComponent(eventId)}`), signal),
    initialData: known,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Why the call of a refused record was refused, and whether it would be now. */
export function useExplanation(scope: Scope, eventId: string) {
  return useQuery({
    queryKey: [...keyOf(scope, "explanation"), eventId],
    queryFn: ({ signal }) =>
      fetchJson<RecordExplanation>(
        readAddress(scope, `audit/records/${encodeURIComponent(eventId)}/explanation`),
        signal,
      ),
    retry: false,
  });
}

/** How far the log is covered by signed checkpoints. */
export function useCheckpoints(scope: Scope, isEnabled = true) {
  return useQuery({
    queryKey: keyOf({ ...scope, project: null }, "checkpoints"),
    queryFn: ({ signal }) =>
      fetchJson<AuditCheckpoints>(readAddress({ ...scope, project: null }, "audit/checkpoints"), signal),
    enabled: isEnabled,
    refetchInterval: AT_REST_MILLISECONDS,
  });
}
