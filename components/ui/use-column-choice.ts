"use client";

import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { TableColumn } from "./table-column";

const CHANGED = "pelagos:columns";

function listen(notify: () => void): () => void {
  window.addEventListener(CHANGED, notify);
  window.addEventListener("storage", notify);
  return () => {
    window.removeEventListener(CHANGED, notify);
    window.removeEventListener("storage", notify);
  };
}

/** Which optional columns of a table are shown; remembered in this browser under the table's id. */
export function useColumnChoice<Row>(tableId: string, columns: readonly TableColumn<Row>[]) {
  const storageKey = `${CHANGED}:${tableId}`;
  const stored = useSyncExternalStore(
    listen,
    () => localStorage.getItem(storageKey),
    () => null,
  );
  const hidden = useMemo(() => {
    if (stored !== null) return new Set(stored.split(","));
    return new Set(columns.filter((column) => column.isHiddenByDefault).map((column) => column.id));
  }, [stored, columns]);

  const setShown = useCallback(
    (shown: ReadonlySet<unknown>) => {
      const next = columns.filter((column) => column.isOptional && !shown.has(column.id)).map((column) => column.id);
      localStorage.setItem(storageKey, next.join(","));
      window.dispatchEvent(new Event(CHANGED));
    },
    [columns, storageKey],
  );

  const visible = columns.filter((column) => !(column.isOptional && hidden.has(column.id)));
  return { visible, setShown };
}
