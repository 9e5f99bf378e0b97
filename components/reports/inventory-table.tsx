"use client";

import { useTranslations } from "next-intl";
import type { ReportedKey } from "@/lib/contract/key-report";
import type { Scope } from "../layout/scope";
import { RelativeTime } from "../ui/relative-time";
import { KeyCell, NewestCell, ReportCell, ReportRow, ReportTable, StatusCell } from "./report-cells";

const COLUMNS = [
  ["key", "21%"],
  ["type", "13%"],
  ["region", "7%"],
  ["status", "11%"],
  ["created", "9%"],
  ["newest", "14%"],
  ["rotation", "9%"],
  ["export", "8%"],
  ["lastUse", "8%"],
] as const;

/** What keys there were. */
export function InventoryTable({ keys, scope }: { keys: readonly ReportedKey[]; scope: Scope }) {
  const t = useTranslations("reports");
  const heads = COLUMNS.map(([id, width]) => ({ id, width, text: t(`column.${id}`) }));
  return (
    <ReportTable label={t("tableInventory")} heads={heads}>
      {keys.map((key) => (
        <InventoryRow key={key.identity} of={key} scope={scope} />
      ))}
    </ReportTable>
  );
}

function InventoryRow({ of, scope }: { of: ReportedKey; scope: Scope }) {
  const t = useTranslations("reports");
  const { rotationPeriodInDays: period, lastUsedAt } = of;
  return (
    <ReportRow>
      <KeyCell of={of} scope={scope} />
      <ReportCell under={of.purpose}>
        <span className="font-mono text-caption">{of.keyType}</span>
      </ReportCell>
      <ReportCell>
        <span className="font-mono text-caption">{of.region}</span>
      </ReportCell>
      <StatusCell of={of} />
      <ReportCell head={t("column.created")}>
        <RelativeTime value={of.createdAt} look="day" isFocusable={false} />
      </ReportCell>
      <NewestCell of={of} />
      <ReportCell head={t("column.rotation")} under={of.rotationChangedSince ? t("changedSince") : null}>
        {period === null ? t("noSchedule") : t("everyDays", { count: period })}
      </ReportCell>
      <ReportCell head={t("column.export")} under={of.imported ? t("imported") : null}>
        {t(of.exportAllowed ? "exportAllowed" : "exportRefused")}
      </ReportCell>
      <ReportCell head={t("column.lastUse")}>
        {lastUsedAt === null ? t("neverUsed") : <RelativeTime value={lastUsedAt} look="day" isFocusable={false} />}
      </ReportCell>
    </ReportRow>
  );
}
