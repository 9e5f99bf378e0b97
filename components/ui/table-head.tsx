"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { classNames } from "./class-names";
import { HIDE_BELOW, type TableColumn } from "./table-column";

interface TableHeadProps<Row> {
  columns: readonly TableColumn<Row>[];
  /** "name" ascending, "-name" descending. */
  sort?: string;
  onSortChange?: (sort: string) => void;
  hasMenu: boolean;
}

/** Heads that stay under the top bar while the page scrolls; those that sort are buttons. */
export function TableHead<Row>({ columns, sort, onSortChange, hasMenu }: TableHeadProps<Row>) {
  return (
    <thead className="max-sm:sr-only">
      <tr>
        {columns.map((column) => (
          <th
            key={column.id}
            scope="col"
            aria-sort={ariaSort(column.sortKey, sort)}
            style={{ width: column.width }}
            className={classNames(
              "sticky top-topbar z-2 h-9 border-line border-b bg-surface px-3.5 text-left font-medium text-control text-ink-muted first:rounded-tl-panel last:rounded-tr-panel",
              column.align === "end" && "text-right",
              column.hideBelow && HIDE_BELOW[column.hideBelow],
            )}
          >
            {column.sortKey && onSortChange ? (
              <SortButton name={column.header} sortKey={column.sortKey} sort={sort} onSortChange={onSortChange} />
            ) : (
              column.header
            )}
          </th>
        ))}
        {hasMenu ? (
          <th className="sticky top-topbar z-2 w-12 rounded-tr-panel border-line border-b bg-surface" aria-hidden />
        ) : null}
      </tr>
    </thead>
  );
}

interface SortButtonProps {
  name: string;
  sortKey: string;
  sort?: string;
  onSortChange: (sort: string) => void;
}

function SortButton({ name, sortKey, sort, onSortChange }: SortButtonProps) {
  const t = useTranslations("ui");
  const direction = ariaSort(sortKey, sort);
  const label =
    direction === "none" ? undefined : t(direction === "ascending" ? "sortAscending" : "sortDescending", { name });
  const Arrow = direction === "descending" ? ArrowDown : ArrowUp;
  return (
    <button
      type="button"
      aria-label={label}
      onClick={() => onSortChange(direction === "ascending" ? `-${sortKey}` : sortKey)}
      className="group -mx-1 inline-flex h-6 items-center gap-1 rounded-small px-1 hover:text-ink"
    >
      {name}
      <Arrow
        aria-hidden
        className={classNames(
          "size-3",
          direction === "none" && "opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60",
        )}
      />
    </button>
  );
}

function ariaSort(
  sortKey: string | undefined,
  sort: string | undefined,
): "ascending" | "descending" | "none" | undefined {
  if (sortKey === undefined) return undefined;
  if (sort === sortKey) return "ascending";
  return sort === `-${sortKey}` ? "descending" : "none";
}
