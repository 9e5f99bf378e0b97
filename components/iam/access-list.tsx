"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { QueryError } from "../query/query-error";
import type { ListSearch } from "../query/use-list-search";
import { Button } from "../ui/button";
import { ColumnChoice } from "../ui/column-choice";
import { DataTable } from "../ui/data-table";
import { EmptyState } from "../ui/empty-state";
import { FilterText } from "../ui/filter-text";
import type { MenuGroup } from "../ui/menu-entry";
import { useNumberFormat } from "../ui/reader-locale";
import type { TableColumn } from "../ui/table-column";
import { arrangeRows, type RowOrder } from "./arrange-rows";

interface AccessListProps<Row> {
  /** Remembers the column choice. */
  id: string;
  /** Accessible name of the table, for example "Members". */
  label: string;
  query: Pick<UseQueryResult, "error" | "isPending" | "isFetching" | "refetch"> & { data: readonly Row[] | undefined };
  columns: readonly TableColumn<Row>[];
  rowKey: (row: Row) => string;
  rowName: (row: Row) => string;
  rowHref?: (row: Row) => string;
  onRowNavigate?: (href: string) => void;
  rowDetail?: (row: Row) => ReactNode;
  rowMenu?: (row: Row) => readonly MenuGroup[];
  search: ListSearch;
  order: RowOrder<Row>;
  /** Filters beside the field: each keeps the rows it wants. Those that are chosen stand in the address. */
  filters?: readonly ListFilter<Row>[];
  /** Label of the filter field, for example "Filter by name or e-mail". */
  filterLabel: string;
  /** "12 members". */
  countWords: (count: number) => string;
  /** In place of the table while there is nothing at all. */
  empty: ReactNode;
}

export interface ListFilter<Row> {
  /** Name of its parameter in the address. */
  id: string;
  control: ReactNode;
  keeps: (row: Row) => boolean;
}

/** A list of access management: filter, order and count over what one read gave whole. */
export function AccessList<Row>(props: AccessListProps<Row>) {
  const { query, search, order, filters = [], columns, id, filterLabel, countWords, empty, ...table } = props;
  const t = useTranslations("access");
  const number = useNumberFormat();
  if (query.error && query.data === undefined) {
    return <QueryError error={query.error} onRetry={() => query.refetch()} isRetrying={query.isFetching} />;
  }
  const all = query.data ?? [];
  if (all.length === 0 && !query.isPending) {
    return <div className="rounded-panel border border-line bg-surface shadow-panel">{empty}</div>;
  }
  const kept = all.filter((row) => filters.every(({ keeps }) => keeps(row)));
  const rows = arrangeRows(kept, search.words, search.sort, order);
  const isFiltered = rows.length < all.length;
  const clear = () =>
    search.change(Object.fromEntries(["q", ...filters.map((filter) => filter.id)].map((name) => [name, ""])));
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <FilterText label={filterLabel} q={search.words} onChange={(q) => search.change({ q }, true)} />
        {filters.map((filter) => (
          <span key={filter.id}>{filter.control}</span>
        ))}
        <div className="ml-auto flex items-center gap-1.5 text-control text-ink-muted">
          <span role="status">
            {query.isPending
              ? ""
              : isFiltered
                ? t("list.countOf", { matching: number(rows.length), all: countWords(all.length) })
                : countWords(all.length)}
          </span>
          <ColumnChoice tableId={id} columns={columns} />
        </div>
      </div>
      {query.error ? (
        <QueryError
          error={query.error}
          title={t("list.stale")}
          kept={t("list.kept")}
          onRetry={() => query.refetch()}
          isRetrying={query.isFetching}
          className="mb-4"
        />
      ) : null}
      <DataTable
        {...table}
        id={id}
        columns={columns}
        rows={rows}
        sort={search.sort}
        onSortChange={(sort) => search.change({ sort })}
        isLoading={query.isPending}
        empty={
          <EmptyState
            icon={<SearchX />}
            title={t("list.noMatchTitle")}
            action={<Button onPress={clear}>{t("list.clear")}</Button>}
          >
            {t("list.noMatchText")}
          </EmptyState>
        }
      />
    </>
  );
}
