"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { readAddress, type Scope } from "../layout/scope";
import { fetchJson } from "./fetch-json";

/** Where what was read of a scope is kept: everything below it is read again after a change. */
export const consoleKey = (scope: Scope | null) =>
  ["console", scope?.organisation ?? "", scope?.project ?? ""] as const;

/**
 * What a page reads: `first` came with the document and is shown until somebody changes something or comes back to the page.
 * `path` begins after the organisation; without a scope it is about the person.
 * Nothing is asked while `isEnabled` is false. With `everyMs` it is read again so often while the page is in view.
 */
export function useConsoleRead<Answer>(
  scope: Scope | null,
  path: string,
  first?: Answer,
  isEnabled = true,
  everyMs?: number,
) {
  return useQuery({
    queryKey: [...consoleKey(scope), path],
    queryFn: ({ signal }) => fetchJson<Answer>(readAddress(scope, path), signal),
    initialData: first,
    enabled: isEnabled,
    refetchInterval: everyMs ?? false,
  });
}

/** What a page reads again every so many milliseconds while it is in view; `query` are search parameters. */
export function useLiveRead<Answer>(
  scope: Scope,
  path: string,
  { query = {}, everyMs }: { query?: Readonly<Record<string, string>>; everyMs: number },
) {
  return useQuery({
    queryKey: [...consoleKey(scope), path, query],
    queryFn: ({ signal }) => fetchJson<Answer>(readAddress(scope, path, query), signal),
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });
}

/**
 * Reads everything about an organisation again that is in view: after a change, and after a refusal, which may mean that the
 * page is old. When the page is left (its object is gone), only what is read next is read anew.
 */
export function useConsoleRefresh(): (scope: Scope | null, isLeaving?: boolean) => void {
  const client = useQueryClient();
  return (scope, isLeaving = false) =>
    void client.invalidateQueries({
      queryKey: ["console", scope?.organisation ?? ""],
      refetchType: isLeaving ? "none" : "active",
    });
}
