import type { ReactNode } from "react";

export interface TableColumn<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Name the server sorts by; without it the head is not a button. */
  sortKey?: string;
  align?: "end";
  /** CSS width; the first column takes what is left. */
  width?: string;
  /** Hidden while the table is narrower than this: sm 640, md 768, lg 896, xl 1024 px. */
  hideBelow?: "sm" | "md" | "lg" | "xl";
  /** Where it stands on a card at 390 px; `detail` (in a line under the name) unless given. */
  card?: "status" | "detail" | "hidden";
  /** Can be switched off (and on) in the column choice. */
  isOptional?: boolean;
  isHiddenByDefault?: boolean;
}

export const HIDE_BELOW: Readonly<Record<NonNullable<TableColumn<unknown>["hideBelow"]>, string>> = {
  sm: "@max-[40rem]:hidden",
  md: "@max-[48rem]:hidden",
  lg: "@max-[56rem]:hidden",
  xl: "@max-[64rem]:hidden",
};
