"use client";

import { Globe, Plus, SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { ZoneListRow } from "@/lib/contract/dns-pages";
import type { Scope } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { useListSearch } from "../query/use-list-search";
import { Button } from "../ui/button";
import { ColumnChoice } from "../ui/column-choice";
import { DataTable } from "../ui/data-table";
import { EmptyState } from "../ui/empty-state";
import { FilterText } from "../ui/filter-text";
import { ButtonLink } from "../ui/link";
import { PageHeader } from "../ui/page-header";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import type { TableColumn } from "../ui/table-column";
import { newZoneAddress, zoneAddress } from "./addresses";
import { type FirstZones, useZonePages } from "./queries";
import { ServingStatus } from "./serving-status";
import { SigningStatus } from "./signing-status";
import { zoneTitle } from "./zone-title";

const TABLE_ID = "zones";

interface ZoneListProps {
  scope: Scope;
  /** What came with the document; null where it could not be read. */
  first: FirstZones | null;
}

/** The zones of the scope; the search is in the address. */
export function ZoneList({ scope, first }: ZoneListProps) {
  const t = useTranslations("dns");
  const search = useListSearch("name");
  const q = search.words.trim();
  const { query, zones, newest } = useZonePages(scope, q, first);
  const columns = useZoneColumns();
  const isEmpty = q === "" && newest !== undefined && zones.length === 0;
  const create = (
    <ButtonLink href={newZoneAddress(scope)} tone="primary" icon={<Plus aria-hidden />}>
      {t(isEmpty ? "list.first" : "create.action")}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} actions={newest?.mayCreate && !isEmpty ? create : null} />
      {isEmpty ? null : (
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <FilterText
            label={t("list.search")}
            q={search.words}
            onChange={(words) => search.change({ q: words }, true)}
          />
          <div className="ml-auto flex items-center gap-1.5 text-control text-ink-muted">
            <span role="status">{newest === undefined ? "" : t("list.count", { count: newest.total })}</span>
            <ColumnChoice tableId={TABLE_ID} columns={columns} />
          </div>
        </div>
      )}
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
          rows={zones}
          rowKey={({ identity }) => identity}
          rowName={zoneTitle}
          rowHref={({ name }) => zoneAddress({ ...scope, zone: name })}
          rowDetail={(zone) =>
            zone.description ??
            (zone.unicodeName === zone.name ? undefined : zoneTitle(zone) === zone.name ? zone.unicodeName : zone.name)
          }
          onEndReached={query.hasNextPage && !query.isFetchingNextPage ? () => query.fetchNextPage() : undefined}
          isLoading={query.isPending}
          isLoadingMore={query.isFetchingNextPage}
          isStale={query.isPlaceholderData}
          empty={
            isEmpty ? (
              <EmptyState icon={<Globe />} title={t("list.emptyTitle")} action={newest?.mayCreate ? create : null}>
                {t("list.emptyText")}
              </EmptyState>
            ) : (
              <EmptyState
                icon={<SearchX />}
                title={t("list.noMatch")}
                action={<Button onPress={() => search.change({ q: "" })}>{t("list.clear")}</Button>}
              >
                {t("list.noMatchText")}
              </EmptyState>
            )
          }
        />
      )}
    </>
  );
}

function useZoneColumns(): readonly TableColumn<ZoneListRow>[] {
  const t = useTranslations("dns");
  const number = useNumberFormat();
  return useMemo(
    () => [
      { id: "name", header: t("column.name"), cell: zoneTitle },
      {
        id: "serving",
        header: t("column.serving"),
        cell: ({ serving }) => <ServingStatus of={serving.status} />,
        width: "150px",
        card: "status",
      },
      {
        id: "signing",
        header: t("column.signing"),
        cell: ({ signing }) => <SigningStatus of={signing} />,
        width: "150px",
        isOptional: true,
      },
      {
        id: "records",
        header: t("column.records"),
        cell: ({ recordCount }) => (
          <>
            {number(recordCount)}
            <span className="sm:hidden"> {t("column.recordsInCard", { count: recordCount })}</span>
          </>
        ),
        align: "end",
        width: "96px",
        isOptional: true,
      },
      {
        id: "serial",
        header: t("column.serial"),
        cell: ({ serial }) => <span className="font-mono text-caption">{serial}</span>,
        width: "130px",
        hideBelow: "lg",
        card: "hidden",
        isOptional: true,
      },
      {
        id: "changed",
        header: t("column.changed"),
        cell: ({ updatedAt }) => <RelativeTime value={updatedAt} isFocusable={false} />,
        width: "150px",
        hideBelow: "md",
        isOptional: true,
      },
    ],
    [t, number],
  );
}
