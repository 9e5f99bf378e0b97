"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { readAddress, type Scope } from "../layout/scope";
import { fetchJson } from "./fetch-json";

/** Where what was read of a scope is kept: everything below it is read again after a change. */
export const consoleKey = (scope: Scope | null) =>
  ["console", scope?.organisation ?? "", scope?.project ?? ""] as const;

/**
 * The least time between two reads of the same on a page where nothing is happening: each read leaves a record in the audit
 * log, as an act of the person whose page is open. While the page is hidden nothing is read.
 */
export const AT_REST_MILLISECONDS = 30_000;

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

interface LiveRead<Answer> {
  /** Search parameters. */
  query?: Readonly<Record<string, string>>;
  everyMs?: number;
  /** Nothing is asked while this is false. */
  isEnabled?: boolean;
  /** For as long as an answer says that something is under way that people wait for, it is asked so often. */
  quick?: { everyMs: number; while: (answer: Answer) => boolean };
}

/** What a page reads again every so many milliseconds while it is in view. */
export function useLiveRead<Answer>(
  scope: Scope,
  path: string,
  { query = {}, everyMs = AT_REST_MILLISECONDS, isEnabled = true, quick }: LiveRead<Answer> = {},
) {
  return useQuery({
    queryKey: [...consoleKey(scope), path, query],
    queryFn: ({ signal }) => fetchJson<Answer>(readAddress(scope, path, query), signal),
    placeholderData: keepPreviousData,
    enabled: isEnabled,
    refetchInterval: ({ state: { data } }) => (data !== undefined && quick?.while(data) ? quick.everyMs : everyMs),
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
