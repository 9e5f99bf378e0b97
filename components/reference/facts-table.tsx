import type { ReactNode } from "react";

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
    <table
      aria-label={label}
      // Said once for all cells: there are thousands on a page.
      className="w-full table-fixed border-collapse text-left text-control max-sm:block max-sm:[&_td]:block max-sm:[&_td]:py-0.5 max-sm:[&_td]:pr-0 max-sm:[&_tbody_tr]:block max-sm:[&_tbody_tr]:py-2 [&_tbody_tr:last-child]:border-b-0 [&_tbody_tr:target]:bg-accent-soft [&_tbody_tr]:border-line [&_tbody_tr]:border-b [&_tbody_tr]:align-top [&_td:last-child]:pr-0 [&_td]:py-2 [&_td]:pr-4 [&_td]:[overflow-wrap:anywhere]"
    >
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
          <tr key={row.id} id={row.anchor}>
            {row.cells.map((cell, column) => (
              <td key={heads[column]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
