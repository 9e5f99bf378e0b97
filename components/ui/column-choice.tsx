"use client";

import { Check, Columns3 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { OPTION, POPOVER } from "./field-style";
import { IconButton } from "./icon-button";
import type { TableColumn } from "./table-column";
import { useColumnChoice } from "./use-column-choice";

interface ColumnChoiceProps<Row> {
  /** The same id as the table's. */
  tableId: string;
  columns: readonly TableColumn<Row>[];
}

/** Button for the toolbar of a table: which optional columns are shown. Absent on cards. */
export function ColumnChoice<Row>({ tableId, columns }: ColumnChoiceProps<Row>) {
  const t = useTranslations("ui");
  const { visible, setShown } = useColumnChoice(tableId, columns);
  const optional = columns.filter((column) => column.isOptional);
  return (
    <MenuTrigger>
      <IconButton label={t("chooseColumns")} icon={<Columns3 aria-hidden />} className="max-sm:hidden" />
      <Popover className={POPOVER} placement="bottom end" offset={6}>
        <Menu
          aria-label={t("chooseColumns")}
          selectionMode="multiple"
          selectedKeys={visible.map((column) => column.id)}
          onSelectionChange={(keys) =>
            setShown(keys === "all" ? new Set(optional.map((column) => column.id)) : new Set(keys))
          }
          className="outline-none"
        >
          {optional.map((column) => (
            <MenuItem key={column.id} id={column.id} textValue={column.header} className={OPTION}>
              <Check aria-hidden className="invisible group-data-selected:visible" />
              {column.header}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
