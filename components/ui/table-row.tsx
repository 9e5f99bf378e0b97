"use client";

import { EllipsisVertical } from "lucide-react";
import NextLink from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode, Ref } from "react";
import { classNames } from "./class-names";
import { IconButton } from "./icon-button";
import { Menu } from "./menu";
import type { MenuGroup } from "./menu-entry";
import { HIDE_BELOW, type TableColumn } from "./table-column";

interface TableRowProps<Row> {
  row: Row;
  index: number;
  columns: readonly TableColumn<Row>[];
  name: string;
  /** Page of the row. */
  href?: string;
  /** In place of opening that address. */
  onNavigate?: (href: string) => void;
  detail?: ReactNode;
  menu?: readonly MenuGroup[];
  hasMenu: boolean;
  rowRef?: Ref<HTMLTableRowElement>;
}

const NAME = "block truncate font-medium text-control text-ink";

const CARD_PLACE = {
  status: "max-sm:order-1",
  detail: "max-sm:order-3",
  hidden: "max-sm:hidden",
} as const;

/** One row, and at 390 px one card: name and status on top, the rest in a line below. */
export function TableRow<Row>(props: TableRowProps<Row>) {
  const { row, index, columns, name, href, onNavigate, detail, menu, hasMenu, rowRef } = props;
  const [title, ...others] = columns;
  return (
    <tr
      ref={rowRef}
      data-index={index}
      aria-rowindex={index + 2}
      className="group/row relative h-row hover:bg-sunken max-sm:border-line max-sm:border-b max-sm:last:border-b-0 max-sm:flex max-sm:h-auto max-sm:flex-wrap max-sm:items-center max-sm:gap-x-3 max-sm:gap-y-1 max-sm:px-4 max-sm:py-3 max-sm:before:order-2 max-sm:before:basis-full max-sm:before:content-['']"
    >
      {title ? (
        <td className="border-line border-b px-3.5 py-1 in-[tr:last-child]:border-b-0 max-sm:border-b-0 max-sm:order-0 max-sm:min-w-0 max-sm:flex-1 max-sm:basis-2/5 max-sm:p-0">
          {href === undefined ? (
            <span className={NAME}>{title.cell(row)}</span>
          ) : (
            <NextLink
              href={href}
              prefetch={false}
              onNavigate={
                onNavigate &&
                ((event) => {
                  event.preventDefault();
                  onNavigate(href);
                })
              }
              data-row-link={index}
              className={`stretched-link scroll-mt-24 scroll-mb-14 ${NAME}`}
            >
              {title.cell(row)}
            </NextLink>
          )}
          {detail ? <div className="truncate text-caption text-ink-muted">{detail}</div> : null}
        </td>
      ) : null}
      {others.map((column) => (
        <td
          key={column.id}
          className={classNames(
            "truncate border-line border-b px-3.5 in-[tr:last-child]:border-b-0 max-sm:border-b-0 text-control text-ink-muted max-sm:p-0 max-sm:text-caption",
            column.align === "end" && "text-right",
            CARD_PLACE[column.card ?? "detail"],
            column.hideBelow && HIDE_BELOW[column.hideBelow],
          )}
        >
          {column.cell(row)}
        </td>
      ))}
      {hasMenu ? <RowMenu name={name} menu={menu} /> : null}
    </tr>
  );
}

function RowMenu({ name, menu }: { name: string; menu?: readonly MenuGroup[] }) {
  const t = useTranslations("ui");
  return (
    <td className="w-12 border-line border-b pr-2 in-[tr:last-child]:border-b-0 max-sm:border-b-0 text-right max-sm:order-1 max-sm:w-auto max-sm:p-0">
      {menu && menu.length > 0 ? (
        <span className="relative z-1 inline-flex">
          <Menu
            label={t("rowActions", { name })}
            groups={menu}
            trigger={<IconButton label={t("rowActions", { name })} icon={<EllipsisVertical aria-hidden />} />}
          />
        </span>
      ) : null}
    </td>
  );
}
