"use client";

import { useTranslations } from "next-intl";
import type { ReportedKey } from "@/lib/contract/key-report";
import type { Scope } from "../layout/scope";
import { RelativeTime } from "../ui/relative-time";
import { Status } from "../ui/status";
import { KeyCell, NewestCell, ReportCell, ReportRow, ReportTable, StatusCell } from "./report-cells";

const COLUMNS = [
  ["key", "24%"],
  ["region", "10%"],
  ["status", "13%"],
  ["newest", "17%"],
  ["limit"],
  ["due"],
  ["verdict", "14%"],
] as const;

const TONES = { compliant: "good", overdue: "bad", exempt: "idle" } as const;

/** How keys stood to their rotation. */
export function RotationTable({ keys, scope }: { keys: readonly ReportedKey[]; scope: Scope }) {
  const t = useTranslations("reports");
  const heads = COLUMNS.map(([id, width]) => ({ id, width, text: t(`column.${id}`) }));
  return (
    <ReportTable label={t("tableRotation")} heads={heads}>
      {keys.map((key) => (
        <RotationRow key={key.identity} of={key} scope={scope} />
      ))}
    </ReportTable>
  );
}

function RotationRow({ of, scope }: { of: ReportedKey; scope: Scope }) {
  const t = useTranslations("reports");
  const { verdict, exemption, limitInDays, isScheduled, dueAt } = of.rotation;
  const from = t(isScheduled ? "fromSchedule" : "fromLimit");
  return (
    <ReportRow>
      <KeyCell of={of} scope={scope} />
      <ReportCell>
        <span className="font-mono text-caption">{of.region}</span>
      </ReportCell>
      <StatusCell of={of} />
      <NewestCell of={of} />
      <ReportCell head={t("column.limit")} under={of.rotationChangedSince ? `${from}, ${t("changedSince")}` : from}>
        {t("days", { count: limitInDays })}
      </ReportCell>
      <ReportCell head={t("column.due")}>
        <RelativeTime value={dueAt} look="day" isFocusable={false} />
      </ReportCell>
      <ReportCell under={exemption === null ? null : t(`exemption.${exemption}`)}>
        <Status tone={TONES[verdict]}>{t(`verdict.${verdict}`)}</Status>
      </ReportCell>
    </ReportRow>
  );
}
