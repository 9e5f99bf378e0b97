import type { ReactNode } from "react";
import { classNames } from "../ui/class-names";

interface FactsTableProps {
  /** Accessible name. */
  label: string;
  heads: readonly string[];
  rows: readonly { readonly id: string; readonly cells: readonly ReactNode[]; readonly anchor?: string }[];
  /** Widths of the columns from a small window on; the last one takes the rest. */
  widths: readonly string[];
}

/** A plain table to read. In a narrow window each row becomes a small block. */
export function FactsTable({ label, heads, rows, widths }: FactsTableProps) {
  return (
    <table aria-label={label} className="w-full table-fixed border-collapse text-left text-control max-sm:block">
      <thead className="max-sm:sr-only">
        <tr>
          {heads.map((head, column) => (
            <th
              key={head}
              scope="col"
              style={{ width: widths[column] }}
              className="border-line border-b py-1.5 pr-4 font-medium text-caption text-ink-muted"
            >
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-sm:block">
        {rows.map((row) => (
          <tr
            key={row.id}
            id={row.anchor}
            className="border-line border-b align-top last:border-b-0 max-sm:block max-sm:py-2 target:bg-accent-soft"
          >
            {row.cells.map((cell, column) => (
              <td
                key={heads[column]}
                className={classNames(
                  "py-2 pr-4 [overflow-wrap:anywhere] last:pr-0 max-sm:block max-sm:py-0.5 max-sm:pr-0",
                )}
              >
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
