"use client";

import { useTranslations } from "next-intl";
import type { Storage } from "@/lib/contract/console";
import { usePlace } from "../layout/organisation-context";
import { isRefusal } from "../query/console-error";
import { useConsoleRead } from "../query/use-console-read";
import { classNames } from "../ui/class-names";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { Skeleton } from "../ui/skeleton";
import { byteParts } from "./byte-parts";
import { NotKnown } from "./not-known";

/** From here on the days are worth a warning; the events begin at the same. */
const FEW_DAYS = 30;
/** With fewer records than this the empty pages of tables and indexes are most of the size. */
const TELLING_RECORDS = 1_000;

/** What the databases and their audit logs take and for how long the disk will do; for platform administrators, who see all tenants' volume. */
export function StoragePanel() {
  const t = useTranslations("overview.storage");
  const isForThem = usePlace().viewer.isPlatformAdministrator;
  const { data, error } = useConsoleRead<Storage>(null, "storage", undefined, isForThem);
  if (!isForThem || isRefusal(error)) return null;
  return (
    <Panel title={t("title")} aside={data === undefined ? null : t("kept", { count: data.retentionInMonths })} isFlush>
      {data === undefined ? (
        <div className="p-4">{error === null ? <Skeleton className="h-20 w-full" /> : <NotKnown />}</div>
      ) : (
        <ul className="divide-y divide-line">
          {data.databases.map((of) => (
            <Database key={of.regions.join(" ")} of={of} hasName={data.databases.length > 1} />
          ))}
        </ul>
      )}
      {data !== undefined && data.unavailableRegions.length > 0 ? (
        <p className="border-line border-t px-4 py-2.5 text-caption text-ink-muted">
          {t("without", { regions: data.unavailableRegions.join(", ") })}
        </p>
      ) : null}
    </Panel>
  );
}

function Database({ of, hasName }: { of: Storage["databases"][number]; hasName: boolean }) {
  const t = useTranslations("overview.storage");
  const number = useNumberFormat();
  const bytes = useBytes();
  const { daysLeft, freeBytes } = of;
  const isShort = daysLeft !== null && daysLeft <= FEW_DAYS;
  return (
    <li className="px-4 py-3">
      {hasName ? (
        <p className="mb-1 font-mono text-caption">{of.regions.length === 0 ? t("home") : of.regions.join(", ")}</p>
      ) : null}
      <p className={classNames("font-semibold text-page", isShort && "text-warn")}>
        {freeBytes === null
          ? bytes(of.databaseBytes)
          : daysLeft === null
            ? t("free", { bytes: bytes(freeBytes) })
            : t("daysLeft", { count: Math.floor(daysLeft), shown: number(Math.floor(daysLeft)) })}
      </p>
      <p className="mt-1 text-caption text-ink-muted">
        {t("sizes", { database: bytes(of.databaseBytes), audit: bytes(of.auditBytes) })}
        {freeBytes !== null && daysLeft !== null ? ` ${t("alsoFree", { bytes: bytes(freeBytes) })}` : null}
      </p>
      <p className="text-caption text-ink-muted">
        {of.records < TELLING_RECORDS
          ? null
          : t("growth", { count: number(of.records), each: bytes(of.bytesPerRecord), day: bytes(of.bytesPerDay) })}
        {freeBytes !== null && daysLeft === null ? ` ${t("tooYoung")}` : null}
      </p>
    </li>
  );
}

function useBytes(): (value: number) => string {
  const number = useNumberFormat({ maximumFractionDigits: 1 });
  return (value) => {
    const { amount, unit } = byteParts(value);
    return `${number(amount)}\u00a0${unit}`;
  };
}
