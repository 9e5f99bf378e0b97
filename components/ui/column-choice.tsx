"use client";

import { Columns3 } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "./icon-button";
import { Menu } from "./menu";
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
  const entries = columns.filter((column) => column.isOptional).map(({ id, header }) => ({ id, label: header }));
  return (
    <Menu
      label={t("chooseColumns")}
      groups={[{ id: "columns", title: t("columns"), entries }]}
      selection={{ mode: "any", selected: visible.map((column) => column.id), onChange: setShown }}
      trigger={<IconButton label={t("chooseColumns")} icon={<Columns3 aria-hidden />} className="max-sm:hidden" />}
    />
  );
}
