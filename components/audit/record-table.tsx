"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import type { AuditItem } from "@/lib/contract/audit";
import { isPageView } from "@/lib/contract/page-views";
import { QueryError } from "../query/query-error";
import { DataTable } from "../ui/data-table";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import type { TableColumn } from "../ui/table-column";
import { actorName } from "./actor-name";
import { OutcomeStatus } from "./outcome-status";
import type { useAuditPages } from "./queries";

interface RecordTableProps {
  pages: ReturnType<typeof useAuditPages>;
  /** How many fit, where something else has counted them all; null where not. */
  counted?: number | null;
  /** Those of the pages that are shown. */
  records: readonly AuditItem[];
  /** Address that opens a record. */
  hrefOf: (eventId: string) => string;
  /** In place of opening it, where the page itself shows the record. */
  onNavigate?: (href: string) => void;
  /** In place of the table where there is nothing. */
  empty: ReactNode;
}

/** Records, the newest first, page after page as the end comes near. */
export function RecordTable({ pages, records, counted = null, hrefOf, onNavigate, empty }: RecordTableProps) {
  const t = useTranslations("audit");
  const number = useNumberFormat();
  const columns = useColumns();
  const { query, first } = pages;
  const count = countOf(pages, counted, number);
  if (query.error && first === undefined) {
    return <QueryError error={query.error} onRetry={() => query.refetch()} isRetrying={query.isFetching} />;
  }
  return (
    <>
      <p role="status" className="mb-2 min-h-5 text-control text-ink-muted">
        {first === undefined ? "" : t(count.isExact ? "list.count" : "list.countAtLeast", count.words)}
      </p>
      <DataTable
        id="audit"
        label={t("list.label")}
        columns={columns}
        rows={records}
        rowKey={({ eventID }) => eventID}
        rowName={({ description }) => description}
        rowDetail={(record) => (
          <>
            <span className="font-mono">{eventWords(record)}</span>
            {isPageView(record) ? <span title={t("pageViewHelp")}>{` · ${t("pageView")}`}</span> : null}
          </>
        )}
        rowHref={({ eventID }) => hrefOf(eventID)}
        onRowNavigate={onNavigate}
        onEndReached={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined}
        isLoadingMore={query.isFetchingNextPage}
        isLoading={query.isPending || pages.isSearchingOn}
        isStale={query.isPlaceholderData}
        empty={empty}
      />
    </>
  );
}

const eventWords = ({ event, context }: AuditItem) =>
  context.resource_slug ? `${event} · ${context.resource_slug}` : event;

/** How many fit: what was counted in the time there was, and never fewer than stand in the list. */
function countOf(
  { query, records, first }: RecordTableProps["pages"],
  counted: number | null,
  number: (value: number) => string,
) {
  const isExact = first?.totalIsExact || counted !== null || (first !== undefined && !query.hasNextPage);
  const count = Math.max(first?.totalCount ?? 0, counted ?? 0, records.length);
  return { isExact, words: { count, records: number(count) } };
}

function useColumns(): readonly TableColumn<AuditItem>[] {
  const t = useTranslations("audit");
  return useMemo(
    () => [
      { id: "act", header: t("column.act"), cell: ({ description }) => description },
      { id: "who", header: t("column.who"), cell: (record) => actorName(record, t), width: "180px" },
      {
        id: "outcome",
        header: t("column.outcome"),
        cell: ({ outcome }) => <OutcomeStatus outcome={outcome} />,
        width: "112px",
        card: "status",
      },
      {
        id: "region",
        header: t("column.region"),
        cell: ({ region }) => <span className="font-mono text-caption">{region ?? ""}</span>,
        width: "88px",
        hideBelow: "lg",
        card: "hidden",
        isOptional: true,
      },
      {
        id: "address",
        header: t("column.address"),
        cell: ({ context }) => <span className="font-mono text-caption">{context.client_ip}</span>,
        width: "144px",
        hideBelow: "lg",
        card: "hidden",
        isOptional: true,
      },
      {
        id: "time",
        header: t("column.time"),
        cell: ({ createdAt }) => <RelativeTime value={createdAt} isFocusable={false} />,
        width: "136px",
      },
    ],
    [t],
  );
}
