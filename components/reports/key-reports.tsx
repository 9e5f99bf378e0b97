"use client";

import { FileKey2, Printer } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { KeyReport } from "@/lib/contract/key-report";
import type { Scope } from "../layout/scope";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { Status } from "../ui/status";
import { exactWords } from "../ui/time-words";
import { DownloadReport } from "./download-report";
import { InventoryTable } from "./inventory-table";
import type { AskedReport } from "./report-address";
import { ReportFrame } from "./report-frame";
import { ReportQuestion } from "./report-question";
import { RotationTable } from "./rotation-table";
import { shareInTime, tallyOf } from "./rotation-tally";

interface KeyReportsProps {
  scope: Scope;
  asked: AskedReport;
  report: KeyReport;
}

/** Longer reports are opened by hand, and then printed whole. */
const KEYS_AT_FIRST = 200;

/** A report on keys: what there was at a moment, and how it is known. */
export function KeyReports({ scope, asked, report }: KeyReportsProps) {
  const t = useTranslations("reports");
  const number = useNumberFormat();
  const [shownMax, setShownMax] = useState(KEYS_AT_FIRST);
  const { at, keys, unavailableRegions } = report;
  const Table = asked.view === "inventory" ? InventoryTable : RotationTable;
  return (
    <ReportFrame
      scope={scope}
      asked={asked}
      actions={
        <div className="contents print:hidden">
          <Button icon={<Printer aria-hidden />} onPress={() => window.print()}>
            {t("print")}
          </Button>
          <DownloadReport scope={scope} asked={asked} />
        </div>
      }
    >
      <ReportQuestion key={`${asked.at} ${asked.limit}`} scope={scope} asked={asked} />
      <div className="mb-4 flex flex-wrap items-baseline gap-x-4 gap-y-1 text-control text-ink-muted">
        <span className="font-medium text-ink">{t("asOf", { time: exactWords(Date.parse(at)) })}</span>
        <span role="status">{t("count", { count: keys.length, keys: number(keys.length) })}</span>
        <span>{t(scope.project === null ? "scope.organisation" : "scope.project")}</span>
        {unavailableRegions.length > 0 ? (
          <Status tone="warn">{t("missing", { regions: unavailableRegions.join(", ") })}</Status>
        ) : null}
      </div>
      {asked.view === "rotation" && keys.length > 0 ? <Share report={report} /> : null}
      <Panel isFlush>
        {keys.length === 0 ? (
          <EmptyState icon={<FileKey2 />} title={t("none")}>
            {t("noneText")}
          </EmptyState>
        ) : (
          <Table keys={keys.slice(0, shownMax)} scope={scope} />
        )}
      </Panel>
      {keys.length > shownMax ? (
        <Button className="mx-auto mt-4" onPress={() => setShownMax(Number.POSITIVE_INFINITY)}>
          {t("showAll", { keys: number(keys.length) })}
        </Button>
      ) : null}
      <How isNow={report.isNow} view={asked.view} />
    </ReportFrame>
  );
}

function Share({ report }: { report: KeyReport }) {
  const t = useTranslations("reports");
  const tally = tallyOf(report.keys);
  const share = shareInTime(tally);
  const percent = share === null ? null : `${Math.floor(share * 1_000) / 10} %`;
  return (
    <p className="mb-4 flex flex-wrap items-baseline gap-x-3">
      <strong className="text-section">{percent === null ? t("shareNone") : t("share", { share: percent })}</strong>
      <span className="text-control text-ink-muted">{t("tally", tally)}</span>
    </p>
  );
}

const OF_THE_PAST = ["keys", "versions", "status", "settings", "lastUse"] as const;

/** What is read and what is derived, for whoever relies on the report. */
function How({ isNow, view }: { isNow: boolean; view: AskedReport["view"] }) {
  const t = useTranslations("reports");
  return (
    <section className="mt-6 max-w-[80ch] break-inside-avoid-page text-control">
      <h2 className="font-medium">{t("how.title")}</h2>
      <ul className="mt-1 flex list-disc flex-col gap-1 pl-5 text-ink-muted">
        {isNow ? <li>{t("how.now")}</li> : OF_THE_PAST.map((name) => <li key={name}>{t(`how.${name}`)}</li>)}
        {view === "rotation" ? <li>{t("how.rotation")}</li> : null}
      </ul>
    </section>
  );
}
