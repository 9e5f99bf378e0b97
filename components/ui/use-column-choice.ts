"use client";

import { useCallback, useMemo } from "react";
import type { TableColumn } from "./table-column";
import { useRemembered } from "./use-remembered";

/** Which optional columns of a table are shown; remembered in this browser under the table's id. */
export function useColumnChoice<Row>(tableId: string, columns: readonly TableColumn<Row>[]) {
  const [stored, remember] = useRemembered(`columns:${tableId}`);
  const hidden = useMemo(() => {
    if (stored !== null) return new Set(stored.split(","));
    return new Set(columns.filter((column) => column.isHiddenByDefault).map((column) => column.id));
  }, [stored, columns]);

  const setShown = useCallback(
    (shown: ReadonlySet<unknown>) => {
      const next = columns.filter((column) => column.isOptional && !shown.has(column.id)).map((column) => column.id);
      remember(next.join(","));
    },
    [columns, remember],
  );

  const visible = columns.filter((column) => !(column.isOptional && hidden.has(column.id)));
  return { visible, setShown };
}
