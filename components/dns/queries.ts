"use client";

import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { RecordPage, ZoneDetail, ZonePage } from "@/lib/contract/dns-pages";
import { readAddress, type Scope } from "../layout/scope";
import { fetchJson } from "../query/fetch-json";
import { consoleKey } from "../query/use-console-read";
import { zoneReadAddress } from "./addresses";
import type { ZonePlace } from "./zone-actions";

/** A first page that came with the document, and the search it answers. */
export interface FirstZones {
  q: string;
  page: ZonePage;
}

const without = (query: Readonly<Record<string, string | null>>) =>
  Object.fromEntries(Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : [])));

/** The zones of a scope; page after page as the list's end comes near. */
export function useZonePages(scope: Scope, q: string, first: FirstZones | null) {
  const query = useInfiniteQuery({
    queryKey: [...consoleKey(scope), "zones", q],
    queryFn: ({ pageParam, signal }) =>
      fetchJson<ZonePage>(readAddress(scope, "dns/zones", without({ q, cursor: pageParam })), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    initialData: first?.q === q ? { pages: [first.page], pageParams: [null] } : undefined,
    placeholderData: keepPreviousData,
  });
  const zones = useMemo(() => query.data?.pages.flatMap((page) => page.zones) ?? [], [query.data]);
  return { query, zones, newest: query.data?.pages.at(-1) };
}

/** A zone and what the person may do with it; `first` came with the document. */
export function useZoneDetail(place: ZonePlace, first: ZoneDetail) {
  return useQuery({
    queryKey: [...consoleKey(place), "zone", place.zone],
    queryFn: ({ signal }) => fetchJson<ZoneDetail>(zoneReadAddress(place), signal),
    initialData: first,
  });
}

/** The records of a zone that hold a text and are of a type, where those are given; page after page. */
export function useRecordPages(place: ZonePlace, { q, type }: { q: string; type: string }) {
  const query = useInfiniteQuery({
    queryKey: [...consoleKey(place), "zone", place.zone, "records", q, type],
    queryFn: ({ pageParam, signal }) =>
      fetchJson<RecordPage>(zoneReadAddress(place, "/records", without({ q, type, cursor: pageParam })), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
  const records = useMemo(() => query.data?.pages.flatMap((page) => page.records) ?? [], [query.data]);
  return { query, records };
}

/** Reads the list again after a zone is gone; its own page is left alone, which would ask for what is not there. */
export function useZonesRefresh(): (scope: Scope) => void {
  const client = useQueryClient();
  return (scope) => void client.invalidateQueries({ queryKey: [...consoleKey(scope), "zones"] });
}
