import { classNames } from "./class-names";
import { Skeleton } from "./skeleton";
import { HIDE_BELOW, type TableColumn } from "./table-column";

const ROWS = ["w-32", "w-24", "w-40", "w-28", "w-36", "w-24", "w-32", "w-28"];

interface TableSkeletonProps<Row> {
  columns: readonly TableColumn<Row>[];
  hasMenu: boolean;
  hasDetail: boolean;
}

/** Rows of the final height while the first page loads. */
export function TableSkeleton<Row>({ columns, hasMenu, hasDetail }: TableSkeletonProps<Row>) {
  return (
    <tbody aria-hidden className="max-sm:block">
      {ROWS.map((width, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <tr key={row} className="h-row max-sm:flex max-sm:h-[68px] max-sm:items-center max-sm:px-4">
          {columns.map((column, position) => (
            <td
              key={column.id}
              className={classNames(
                "border-line border-b px-3.5 in-[tr:last-child]:border-b-0 max-sm:border-b-0 max-sm:p-0",
                position > 0 && "max-sm:hidden",
                column.hideBelow && HIDE_BELOW[column.hideBelow],
              )}
            >
              <Skeleton className={position === 0 ? width : "w-16 max-w-full"} />
              {position === 0 && hasDetail ? <Skeleton className="mt-1.5 h-2 w-44 max-w-full opacity-70" /> : null}
            </td>
          ))}
          {hasMenu ? <td className="w-12 border-line border-b in-[tr:last-child]:border-b-0 max-sm:hidden" /> : null}
        </tr>
      ))}
    </tbody>
  );
}
