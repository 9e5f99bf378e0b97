"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { classNames } from "./class-names";
import type { MenuGroup } from "./menu-entry";
import type { TableColumn } from "./table-column";
import { TableHead } from "./table-head";
import { TableRow } from "./table-row";
import { TableSkeleton } from "./table-skeleton";
import { useColumnChoice } from "./use-column-choice";
import { useEndReached } from "./use-end-reached";

interface DataTableProps<Row> {
  /** Remembers the column choice. */
  id: string;
  /** Accessible name. */
  label: string;
  /** The first is the name: its cell becomes the row's link, where rows have a page. */
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Plain name, for the row menu's label. */
  rowName: (row: Row) => string;
  rowHref?: (row: Row) => string;
  /** In place of opening a row's address, where the page itself shows what it names. */
  onRowNavigate?: (href: string) => void;
  /** Secondary text under the name. */
  rowDetail?: (row: Row) => ReactNode;
  rowMenu?: (row: Row) => readonly MenuGroup[];
  sort?: string;
  onSortChange?: (sort: string) => void;
  /** Called when the end comes near; load the next page. */
  onEndReached?: () => void;
  isLoadingMore?: boolean;
  /** First load: skeleton rows in the final layout. */
  isLoading?: boolean;
  /** The rows belong to an older question; shown dimmed. */
  isStale?: boolean;
  /** In place of rows when there are none. */
  empty?: ReactNode;
}

/** Beyond this many rows only those near the window are in the document. */
const VIRTUAL_FROM = 200;
const ROW_HEIGHT = 44;

/**
 * The one table. Sortable sticky head, whole-row links, row menu, Up/Down/Home/End between rows and Enter to open,
 * virtual beyond 200 rows, cards at 390 px.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, columns, isLoading, rowMenu } = props;
  const t = useTranslations("ui");
  const { visible } = useColumnChoice(props.id, columns);
  const sentinel = useEndReached(props.onEndReached, rows.length);
  const hasMenu = rowMenu !== undefined;
  const isEmpty = rows.length === 0 && !isLoading;
  return (
    <div className="@container min-w-0 rounded-panel border border-line bg-surface shadow-panel">
      {isEmpty && props.empty ? (
        props.empty
      ) : (
        <table
          aria-label={props.label}
          aria-rowcount={rows.length + 1}
          aria-busy={isLoading || props.isStale}
          className={classNames(
            "w-full table-fixed border-separate border-spacing-0 transition-opacity max-sm:block",
            props.isStale && "opacity-60",
          )}
        >
          <TableHead columns={visible} sort={props.sort} onSortChange={props.onSortChange} hasMenu={hasMenu} />
          {isLoading ? (
            <TableSkeleton columns={visible} hasMenu={hasMenu} hasDetail={props.rowDetail !== undefined} />
          ) : (
            <TableBody {...props} columns={visible} />
          )}
        </table>
      )}
      <div ref={sentinel} aria-hidden />
      <p role="status" className={classNames("px-4 text-control text-ink-muted", props.isLoadingMore && "py-3")}>
        {props.isLoadingMore ? t("loadingMore") : ""}
      </p>
    </div>
  );
}

function TableBody<Row>(props: DataTableProps<Row>) {
  const { rows, columns, rowKey, rowName, rowHref, rowDetail, rowMenu } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [offset, setOffset] = useState(0);
  const isVirtual = rows.length > VIRTUAL_FROM;
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 16,
    scrollMargin: offset,
    enabled: isVirtual,
  });
  useLayoutEffect(() => {
    if (body.current) setOffset(body.current.getBoundingClientRect().top + window.scrollY);
  }, []);

  const items = virtualizer.getVirtualItems();
  const shown = isVirtual ? items.map((item) => item.index) : rows.map((_, index) => index);
  const before = isVirtual ? (items[0]?.start ?? offset) - offset : 0;
  const after = isVirtual ? virtualizer.getTotalSize() - ((items.at(-1)?.end ?? offset) - offset) : 0;

  function focusRow(index: number) {
    const find = () => body.current?.querySelector<HTMLElement>(`[data-row-link="${index}"]`);
    const link = find();
    if (link) return link.focus();
    virtualizer.scrollToIndex(index);
    requestAnimationFrame(() => find()?.focus());
  }

  return (
    <tbody
      ref={body}
      className="max-sm:block"
      onKeyDown={(event) => {
        const next = rowAfterKey(event, rows.length);
        if (next === null) return;
        event.preventDefault();
        focusRow(next);
      }}
    >
      {before > 0 ? <Spacer height={before} /> : null}
      {shown.map((index) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <TableRow
            key={rowKey(row)}
            rowRef={isVirtual ? virtualizer.measureElement : undefined}
            row={row}
            index={index}
            columns={columns}
            name={rowName(row)}
            href={rowHref?.(row)}
            onNavigate={props.onRowNavigate}
            detail={rowDetail?.(row)}
            menu={rowMenu?.(row)}
            hasMenu={rowMenu !== undefined}
          />
        );
      })}
      {after > 0 ? <Spacer height={after} /> : null}
    </tbody>
  );
}

/** Keeps the height of rows that are not in the document. */
function Spacer({ height }: { height: number }) {
  return <tr aria-hidden className="max-sm:block" style={{ height }} />;
}

/** Index of the row that a key press on a row's link leads to; null where the key means something else. */
function rowAfterKey(event: KeyboardEvent, rowCount: number): number | null {
  const current = event.target instanceof HTMLElement ? event.target.dataset.rowLink : undefined;
  if (current === undefined || event.altKey || event.ctrlKey || event.metaKey) return null;
  const index = Number(current);
  if (event.key === "ArrowDown") return Math.min(index + 1, rowCount - 1);
  if (event.key === "ArrowUp") return Math.max(index - 1, 0);
  if (event.key === "Home") return 0;
  return event.key === "End" ? rowCount - 1 : null;
}
