"use client";

import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { KeyDetail, KeyPage, KeyUse } from "@/lib/contract/console";
import type { KmsKey } from "@/lib/contract/kms";
import type { PublicKeyResponse, WrappingKeyResponse } from "@/lib/contract/kms-operations";
import { readAddress, type Scope } from "../layout/scope";
import { fetchJson } from "../query/fetch-json";
import { AT_REST_MILLISECONDS } from "../query/use-console-read";
import type { KeyPlace } from "./key-actions";

const listKey = (scope: Scope) => ["keys", scope.organisation, scope.project] as const;
const detailKey = (place: KeyPlace) => ["key", place.organisation, place.project, place.region, place.key] as const;

/** A first page that came with the document, and the parameters it answers. */
export interface FirstPage {
  parameters: Readonly<Record<string, string>>;
  page: KeyPage;
}

/** Keys over all regions, page after page as the list's end comes near. */
export function useKeyPages(scope: Scope, parameters: Readonly<Record<string, string>>, first: FirstPage | null) {
  const isFirst = first !== null && JSON.stringify(first.parameters) === JSON.stringify(parameters);
  const query = useInfiniteQuery({
    queryKey: [...listKey(scope), parameters],
    queryFn: ({ pageParam, signal }) => {
      const cursor: Record<string, string> = pageParam === null ? {} : { cursor: pageParam };
      return fetchJson<KeyPage>(readAddress(scope, "keys", { ...parameters, ...cursor }), signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    initialData: isFirst ? { pages: [first.page], pageParams: [null] } : undefined,
    placeholderData: keepPreviousData,
  });
  const keys = useMemo(() => query.data?.pages.flatMap((page) => page.keys) ?? [], [query.data]);
  return { query, keys, newest: query.data?.pages.at(-1) };
}

/** A few keys whose name or identity holds a text, for choosing one; `filter` has the names of the list's filters. */
export function useKeyChoice(scope: Scope, q: string, filter: Readonly<Record<string, string>> = {}) {
  const parameters: Record<string, string> = { ...filter, ...(q.trim() ? { q: q.trim() } : {}) };
  return useQuery({
    queryKey: [...listKey(scope), "choice", parameters],
    queryFn: ({ signal }) => fetchJson<KeyPage>(readAddress(scope, "keys", parameters), signal),
    placeholderData: keepPreviousData,
  });
}

/** A key and its recent acts; `first` came with the document. */
export function useKeyDetail(place: KeyPlace, first?: KeyDetail) {
  const path = `keys/${encodeURIComponent(place.region)}/${encodeURIComponent(place.key)}`;
  return useQuery({
    queryKey: detailKey(place),
    queryFn: ({ signal }) => fetchJson<KeyDetail>(readAddress(place, path), signal),
    initialData: first,
  });
}

/**
 * How a key was used in the last 30 days and since each version was made, asked again while the page is in view. Where that
 * shows that the key has changed meanwhile, the key is read again too.
 */
export function useKeyUse(place: KeyPlace) {
  const client = useQueryClient();
  const path = `keys/${encodeURIComponent(place.region)}/${encodeURIComponent(place.key)}/usage`;
  const query = useQuery({
    queryKey: [...detailKey(place), "use"],
    queryFn: ({ signal }) => fetchJson<KeyUse>(readAddress(place, path), signal),
    refetchInterval: AT_REST_MILLISECONDS,
  });
  const seen = query.data?.objectVersion;
  const queryKey = detailKey(place);
  const known = client.getQueryData<KeyDetail>(queryKey)?.key.objectVersion;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the name of the query is a new array each time
  useEffect(() => {
    if (seen !== undefined && known !== undefined && seen > known)
      void client.invalidateQueries({ queryKey, exact: true });
  }, [client, seen, known]);
  return query;
}

/**
 * The key of a region under which this organisation wraps keys for import. A replaced one opens for a day more, so an hour
 * is not too old.
 */
export function useWrappingKey(scope: Scope, region: string, isWanted: boolean) {
  return useQuery({ ...wrappingKeyQuery(scope, region), enabled: isWanted });
}

/** The same once, for those who need it now: from memory where it was read already. */
export function useWrappingKeyRead() {
  const client = useQueryClient();
  return (scope: Scope, region: string) => client.fetchQuery(wrappingKeyQuery(scope, region));
}

function wrappingKeyQuery(scope: Scope, region: string) {
  return {
    queryKey: ["wrapping-key", scope.organisation, region],
    queryFn: () => fetchJson<WrappingKeyResponse>(readAddress(scope, `wrapping-key/${encodeURIComponent(region)}`)),
    staleTime: 3_600_000,
  };
}

/** The public keys of every version of an asymmetric key, in one of the forms. */
export function usePublicKeys(place: KeyPlace, format: "pem" | "jwk", versions: string) {
  const path = `keys/${encodeURIComponent(place.region)}/${encodeURIComponent(place.key)}/public-key`;
  return useQuery({
    queryKey: [...detailKey(place), "public-key", format, versions],
    queryFn: ({ signal }) => fetchJson<PublicKeyResponse>(readAddress(place, path, { format }), signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What to do with the queries after a key has changed or was used. */
export function useKeyRefresh() {
  const client = useQueryClient();
  return {
    /** A change answered with the key as it is now: show it at once, read the acts and lists again. */
    changed(place: KeyPlace, key: KmsKey) {
      client.setQueryData<KeyDetail>(detailKey(place), (detail) => detail && { ...detail, key });
      void client.invalidateQueries({ queryKey: detailKey(place) });
      void client.invalidateQueries({ queryKey: listKey(place) });
      void client.invalidateQueries({ queryKey: ["regions"] });
    },
    created(scope: Scope) {
      void client.invalidateQueries({ queryKey: listKey(scope) });
      void client.invalidateQueries({ queryKey: ["regions"] });
    },
    /** A refused change may mean that the page shows an old state. */
    refused(place: KeyPlace) {
      void client.invalidateQueries({ queryKey: detailKey(place) });
      void client.invalidateQueries({ queryKey: listKey(place) });
    },
    used(place: KeyPlace) {
      void client.invalidateQueries({ queryKey: detailKey(place) });
    },
  };
}
