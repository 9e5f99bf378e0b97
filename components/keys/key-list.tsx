"use client";

import { Import, KeyRound, Plus, SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { KeyRow } from "@/lib/contract/console";
import type { Scope } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { Button } from "../ui/button";
import { DataTable } from "../ui/data-table";
import { EmptyState } from "../ui/empty-state";
import { ButtonLink } from "../ui/link";
import { useNumberFormat } from "../ui/reader-locale";
import { importKeyAddress, keyAddress, newKeyAddress } from "./addresses";
import { DeleteRowDialog } from "./delete-dialog";
import type { KeyChanges, KeyDeletion, KeyPlace } from "./key-actions";
import { useKeyColumns } from "./key-columns";
import { filterParameters, isFiltering } from "./key-filters";
import { KeyToolbar } from "./key-toolbar";
import { type FirstPage, useKeyPages } from "./queries";
import { RegionNotice } from "./region-notice";
import { RotateDialog } from "./rotate-dialog";
import { useKeyChanges } from "./use-key-changes";
import { useKeyDeletion } from "./use-key-deletion";
import { useKeyFilters } from "./use-key-filters";
import { useKeyRights } from "./use-key-rights";
import { useRowMenu } from "./use-row-menu";

interface KeyListProps {
  scope: Scope;
  regions: readonly { slug: string; totalKeys: number | null }[];
  /** What came with the document; null where it could not be read. */
  first: FirstPage | null;
  actions: KeyChanges & KeyDeletion;
}

const TABLE_ID = "keys";

/** The key list: filters in the address, one table over all regions. */
export function KeyList({ scope, regions, first, actions }: KeyListProps) {
  const t = useTranslations("keys");
  const { filters, change } = useKeyFilters(scope);
  const { query, keys, newest } = useKeyPages(scope, filterParameters(filters), first);
  const columns = useKeyColumns();
  const changes = useKeyChanges(actions);
  const deletion = useKeyDeletion(actions);
  const [deleting, setDeleting] = useState<KeyRow | null>(null);
  const [rotating, setRotating] = useState<KeyRow | null>(null);
  const placeOf = (key: KeyRow): KeyPlace => ({ ...scope, region: key.region.slug, key: key.slug });
  const rowMenu = useRowMenu({ placeOf, changes, deletion, onRotate: setRotating, onDelete: setDeleting });
  const hasFilter = isFiltering(filters);
  const count = useCount(newest, hasFilter);

  return (
    <>
      {newest?.totalCount === 0 && !hasFilter ? null : (
        <KeyToolbar tableId={TABLE_ID} {...{ columns, regions, filters, count }} onChange={change} />
      )}
      <RegionNotice regions={newest?.unavailableRegions ?? []} onRetry={() => query.refetch()} />
      {query.error && !query.data ? (
        <QueryError
          error={query.error}
          title={t("list.failed")}
          kept={t("list.kept")}
          onRetry={() => query.refetch()}
          isRetrying={query.isFetching}
        />
      ) : (
        <DataTable
          id={TABLE_ID}
          label={t("title")}
          columns={columns}
          rows={keys}
          rowKey={(key) => key.identity}
          rowName={(key) => key.name}
          rowHref={(key) => keyAddress(placeOf(key))}
          rowDetail={(key) => key.description}
          rowMenu={rowMenu}
          sort={filters.sort}
          onSortChange={(sort) => change({ sort })}
          onEndReached={query.hasNextPage && !query.isFetchingNextPage ? () => query.fetchNextPage() : undefined}
          isLoading={query.isPending}
          isLoadingMore={query.isFetchingNextPage}
          isStale={query.isPlaceholderData}
          empty={hasFilter ? <NoMatch onClear={() => change(NO_FILTERS)} /> : <NoKeys scope={scope} />}
        />
      )}
      {rotating ? (
        <RotateDialog
          of={rotating}
          isOpen
          onOpenChange={() => setRotating(null)}
          onConfirm={() => changes.rotate(placeOf(rotating))}
        />
      ) : null}
      {deleting ? (
        <DeleteRowDialog
          of={deleting}
          place={placeOf(deleting)}
          onClose={() => setDeleting(null)}
          onConfirm={() => deletion.schedule(placeOf(deleting))}
        />
      ) : null}
    </>
  );
}

const NO_FILTERS = { q: "", regions: [], keyTypes: [], statuses: [], labels: [] };

function useCount(newest: { matchingCount: number; totalCount: number } | undefined, hasFilter: boolean): string {
  const t = useTranslations("keys");
  const number = useNumberFormat();
  if (newest === undefined) return "";
  const { matchingCount, totalCount } = newest;
  if (!hasFilter) return t("list.count", { count: totalCount, total: number(totalCount) });
  return t("list.countOf", { count: totalCount, matching: number(matchingCount), total: number(totalCount) });
}

function NoKeys({ scope }: { scope: Scope }) {
  const t = useTranslations("keys");
  const may = useKeyRights();
  return (
    <EmptyState
      icon={<KeyRound />}
      title={t("list.emptyTitle")}
      action={
        may("create") ? (
          <>
            <ButtonLink href={newKeyAddress(scope)} tone="primary" icon={<Plus aria-hidden />}>
              {t("createFirst")}
            </ButtonLink>
            <ButtonLink href={importKeyAddress(scope)} icon={<Import aria-hidden />}>
              {t("import.linkLong")}
            </ButtonLink>
          </>
        ) : null
      }
    >
      {t("list.emptyText")}
    </EmptyState>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  const t = useTranslations("keys");
  return (
    <EmptyState
      icon={<SearchX />}
      title={t("list.noMatchTitle")}
      action={<Button onPress={onClear}>{t("list.clear")}</Button>}
    >
      {t("list.noMatchText")}
    </EmptyState>
  );
}
