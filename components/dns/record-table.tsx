"use client";

import { FileInput, ListPlus, Pencil, Plus, SearchX, Shapes, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import type { DnsRecord } from "@/lib/contract/dns";
import type { ZoneDetail } from "@/lib/contract/dns-pages";
import { isRecordType, RECORD_TYPES } from "@/lib/contract/dns-record-data";
import { QueryError } from "../query/query-error";
import { useConsoleChange } from "../query/use-console-change";
import { useListSearch } from "../query/use-list-search";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { DataTable } from "../ui/data-table";
import { EmptyState } from "../ui/empty-state";
import { FilterChip } from "../ui/filter-chip";
import { FilterText } from "../ui/filter-text";
import { useNumberFormat } from "../ui/reader-locale";
import { Status } from "../ui/status";
import type { TableColumn } from "../ui/table-column";
import { ImportDialog } from "./import-dialog";
import { useRecordPages } from "./queries";
import { RecordDialog } from "./record-dialog";
import type { ZoneActions, ZonePlace } from "./zone-actions";
import { zoneTitle } from "./zone-title";

interface RecordTableProps {
  of: ZoneDetail;
  place: ZonePlace;
  actions: ZoneActions;
}

const VALUES_SHOWN_MAX = 3;

/** The records of a zone: search and type in the address, an editor over the page. */
export function RecordTable({ of, place, actions }: RecordTableProps) {
  const t = useTranslations("dns");
  const search = useListSearch("name");
  const q = search.words.trim();
  const type = search.chosen("type").find(isRecordType) ?? "";
  const { query, records } = useRecordPages(place, { q, type });
  const [open, setOpen] = useState<{ kind: "record"; record: DnsRecord | null } | { kind: "import" } | null>(null);
  const remove = useRemoval(place, actions);
  const edit = (record: DnsRecord | null) => setOpen({ kind: "record", record });
  const columns = useColumns(of.rights.update ? edit : null);
  const sets = Object.values(of.counts).reduce((sum, count) => sum + count, 0);
  const isFiltered = q !== "" || type !== "";
  const isEmpty = sets === 0 && !isFiltered && !query.isPending && records.length === 0;
  const acts = of.rights.update ? (
    <>
      <Button tone="primary" icon={<Plus aria-hidden />} onPress={() => edit(null)}>
        {t("record.add")}
      </Button>
      <Button icon={<FileInput aria-hidden />} onPress={() => setOpen({ kind: "import" })}>
        {t("import.action")}
      </Button>
    </>
  ) : null;
  return (
    <>
      {isEmpty ? null : (
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <FilterText
            label={t("record.search")}
            q={search.words}
            onChange={(words) => search.change({ q: words }, true)}
          />
          <FilterChip
            label={t("record.type")}
            icon={<Shapes aria-hidden />}
            isMono
            options={RECORD_TYPES.map((name) => ({ value: name, label: name, count: of.counts[name] ?? 0 }))}
            selected={type === "" ? [] : [type]}
            onChange={(chosen) => search.change({ type: chosen.find((name) => name !== type) ?? "" })}
          />
          <span role="status" className="text-control text-ink-muted">
            {query.data === undefined ? null : (
              <Count
                shown={records.length}
                sets={sets}
                all={of.recordCount}
                isFiltered={isFiltered}
                hasMore={query.hasNextPage}
              />
            )}
          </span>
          <div className="flex flex-wrap items-center gap-2 sm:ml-auto">{acts}</div>
        </div>
      )}
      {of.zone.serving.status === "claimed" && of.nameServers.length === 0 && !isEmpty ? (
        <p className="mb-3">
          <Status tone="warn" className="whitespace-normal!">
            {t("record.noNameServers")}
          </Status>
        </p>
      ) : null}
      {query.error && !query.data ? (
        <QueryError
          error={query.error}
          title={t("record.failed")}
          kept={t("record.kept")}
          onRetry={() => query.refetch()}
          isRetrying={query.isFetching}
        />
      ) : (
        <DataTable
          id="records"
          label={t("record.label", { zone: zoneTitle(of.zone) })}
          columns={columns}
          rows={records}
          rowKey={({ identity }) => identity}
          rowName={(record) => `${record.name} ${record.type}`}
          rowMenu={
            of.rights.update
              ? (record) => [
                  {
                    id: "change",
                    entries: [
                      {
                        id: "edit",
                        label: t("record.change"),
                        icon: <Pencil aria-hidden />,
                        onAction: () => edit(record),
                      },
                      {
                        id: "remove",
                        label: t("record.remove"),
                        icon: <Trash2 aria-hidden />,
                        onAction: () => void remove(record),
                      },
                    ],
                  },
                ]
              : undefined
          }
          onEndReached={query.hasNextPage && !query.isFetchingNextPage ? () => query.fetchNextPage() : undefined}
          isLoading={query.isPending}
          isLoadingMore={query.isFetchingNextPage}
          isStale={query.isPlaceholderData}
          empty={
            isEmpty ? (
              <EmptyState icon={<ListPlus />} title={t("record.emptyTitle")} action={acts}>
                {t("record.emptyText")}
              </EmptyState>
            ) : (
              <EmptyState
                icon={<SearchX />}
                title={t("record.noMatch")}
                action={<Button onPress={() => search.change({ q: "", type: "" })}>{t("record.clear")}</Button>}
              >
                {t("record.noMatchText")}
              </EmptyState>
            )
          }
        />
      )}
      {open?.kind === "record" ? (
        <RecordDialog
          zone={of.zone}
          place={place}
          of={open.record}
          known={records}
          actions={actions}
          onClose={() => setOpen(null)}
        />
      ) : null}
      {open?.kind === "import" ? (
        <ImportDialog zone={of.zone} place={place} actions={actions} onClose={() => setOpen(null)} />
      ) : null}
    </>
  );
}

interface CountProps {
  shown: number;
  sets: number;
  all: number;
  isFiltered: boolean;
  hasMore: boolean;
}

/** "9 of 128": names and types, as rows are; without a filter also the records in them, which the list of zones counts. */
function Count({ shown, sets, all, isFiltered, hasMore }: CountProps) {
  const t = useTranslations("dns");
  if (!isFiltered) return t(all === sets ? "record.count" : "record.countIn", { count: sets, records: all });
  return t(hasMore ? "record.countMore" : "record.countOf", { count: shown, all: sets });
}

/** Removes at once; "Undo" adds the same again. */
function useRemoval(place: ZonePlace, actions: ZoneActions) {
  const t = useTranslations("dns");
  const { runAndTell } = useConsoleChange(place);
  return async ({ identity, objectVersion, name, type, ttl, values }: DnsRecord) => {
    const title = (key: "removed" | "restored") => t(`record.${key}`, { name, type });
    const again = () =>
      runAndTell(
        () => actions.createRecord(place, { name, type, ttl, values: [...values] }),
        () => ({ title: title("restored") }),
      );
    await runAndTell(
      () => actions.deleteRecord({ ...place, record: identity, objectVersion }),
      () => ({ title: title("removed"), undo: () => void again() }),
    );
  };
}

function useColumns(edit: ((record: DnsRecord) => void) | null): readonly TableColumn<DnsRecord>[] {
  const t = useTranslations("dns");
  const number = useNumberFormat();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor opens whichever render made it
  return useMemo(
    () => [
      {
        id: "name",
        header: t("column.owner"),
        width: "30%",
        cell: (record) => <RecordName of={record} edit={edit} />,
      },
      {
        id: "type",
        header: t("record.type"),
        width: "92px",
        card: "status",
        cell: ({ type }) => <Badge>{type}</Badge>,
      },
      { id: "values", header: t("column.values"), cell: ({ values }) => <Values of={values} /> },
      {
        id: "ttl",
        header: t("column.ttl"),
        align: "end",
        width: "110px",
        cell: ({ ttl }) => t("record.ttlShort", { ttl: number(ttl) }),
      },
    ],
    [t, number, edit === null],
  );
}

function RecordName({ of, edit }: { of: DnsRecord; edit: ((record: DnsRecord) => void) | null }) {
  const t = useTranslations("dns");
  const name = <span className="truncate font-mono">{of.name}</span>;
  if (edit === null) return name;
  return (
    <AriaButton
      aria-label={t("record.changeNamed", { name: of.name, type: of.type })}
      onPress={() => edit(of)}
      className="stretched-link block max-w-full truncate rounded-small text-left"
    >
      {name}
    </AriaButton>
  );
}

/** The first values, each on a line of its own; the others are counted. */
function Values({ of }: { of: readonly string[] }) {
  const t = useTranslations("dns");
  const more = of.length - VALUES_SHOWN_MAX;
  return (
    <span className="flex min-w-0 flex-col py-1.5 max-sm:py-0">
      {of.slice(0, VALUES_SHOWN_MAX).map((value) => (
        <span
          key={value}
          className="truncate font-mono text-caption text-ink max-sm:line-clamp-3 max-sm:whitespace-normal max-sm:break-all"
          title={value}
        >
          {value}
        </span>
      ))}
      {more > 0 ? <span className="text-caption text-ink-faint">{t("record.moreValues", { count: more })}</span> : null}
    </span>
  );
}
