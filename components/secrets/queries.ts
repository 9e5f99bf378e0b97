"use client";

import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ClientKeyMessage } from "@/lib/contract/client-keys";
import type { SecretDetail, SecretPage, SecretRow } from "@/lib/contract/secret-pages";
import { useRights } from "../layout/organisation-context";
import { readAddress, type Scope } from "../layout/scope";
import { fetchJson } from "../query/fetch-json";
import { consoleKey, useConsoleRead } from "../query/use-console-read";
import type { FurtherGrantee } from "../roles/grantee-picker";
import { secretReadAddress } from "./addresses";
import type { SecretPlace } from "./secret-actions";

/** A row of the tree: a folder, or a secret. */
export type TreeRow = { kind: "folder"; path: string } | { kind: "secret"; path: string; secret: SecretRow };

/** Which level of the tree is shown, or what is searched for below it. */
export interface TreePlace {
  region: string;
  folder: string;
  q: string;
}

/** A first page that came with the document, and the place it answers. */
export interface FirstSecrets {
  place: TreePlace;
  page: SecretPage;
}

/** A level of the tree of secrets, or what a search finds below it; page after page as the list's end comes near. */
export function useSecretPages(scope: Scope, { region, folder, q }: TreePlace, first: FirstSecrets | null) {
  const isFirst =
    first !== null && first.place.region === region && first.place.folder === folder && first.place.q === q;
  const query = useInfiniteQuery({
    queryKey: [...consoleKey(scope), "secrets", region, folder, q],
    queryFn: ({ pageParam, signal }) => {
      const search: Record<string, string> = q === "" ? {} : { q };
      const cursor: Record<string, string> = pageParam === null ? {} : { cursor: pageParam };
      const path = `secrets/${encodeURIComponent(region)}`;
      return fetchJson<SecretPage>(readAddress(scope, path, { folder, ...search, ...cursor }), signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    initialData: isFirst ? { pages: [first.page], pageParams: [null] } : undefined,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => query.data?.pages.flatMap(rowsOf) ?? [], [query.data]);
  return { query, rows, newest: query.data?.pages.at(-1) };
}

function rowsOf({ folders, secrets }: SecretPage): TreeRow[] {
  return [
    ...folders.map((path) => ({ kind: "folder" as const, path })),
    ...secrets.map((secret) => ({ kind: "secret" as const, path: secret.path, secret })),
  ];
}

/** A secret with its versions, without their values; `first` came with the document. */
export function useSecretDetail(place: SecretPlace, first: SecretDetail) {
  return useQuery({
    queryKey: [...consoleKey(place), "secret", place.region, place.path],
    queryFn: ({ signal }) => fetchJson<SecretDetail>(secretReadAddress(place), signal),
    initialData: first,
  });
}

/** The client keys of a place that still open something, for pickers; none for those who may not list them. */
export function useClientKeyChoice(scope: Scope): FurtherGrantee[] {
  const may = useRights();
  const { data = [] } = useConsoleRead<ClientKeyMessage[]>(scope, "client-keys", undefined, may("client_key:list"));
  return data
    .filter(({ status }) => status === "active")
    .map(({ identity, name, keyId }) => ({ kind: "client_key", identity, name, detail: keyId }));
}

/** Reads the tree again after a secret is gone; its own page is left alone, which would ask for what is not there. */
export function useTreeRefresh(): (scope: Scope) => void {
  const client = useQueryClient();
  return (scope) => void client.invalidateQueries({ queryKey: [...consoleKey(scope), "secrets"] });
}
