"use client";

import { FileKey2, Printer } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Scope } from "../layout/scope";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { ButtonLink } from "../ui/link";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { Status } from "../ui/status";
import { exactWords } from "../ui/time-words";
import { DownloadReport } from "./download-report";
import { InventoryTable } from "./inventory-table";
import { type AskedReport, reportAddress } from "./report-address";
import { ReportFrame } from "./report-frame";
import { type ReportPage, ROWS_PER_PAGE } from "./report-page";
import { ReportQuestion } from "./report-question";
import { RotationTable } from "./rotation-table";
import { shareInTime } from "./rotation-tally";
import { usePrinting } from "./use-printing";

interface KeyReportsProps {
  scope: Scope;
  asked: AskedReport;
  report: ReportPage;
}

/** A report on keys: what there was at a moment, and how it is known. On the screen page by page, on paper all of it. */
export function KeyReports({ scope, asked, report: shown }: KeyReportsProps) {
  const t = useTranslations("reports");
  const number = useNumberFormat();
  const { printed, print, isPending } = usePrinting(scope, asked, shown);
  const report = printed ?? shown;
  const { at, keys, total, found, unavailableRegions } = report;
  const Table = asked.view === "inventory" ? InventoryTable : RotationTable;
  return (
    <ReportFrame
      scope={scope}
      asked={asked}
      actions={
        <div className="contents print:hidden">
          <Button icon={<Printer aria-hidden />} onPress={print} isPending={isPending}>
            {t("print")}
          </Button>
          <DownloadReport scope={scope} asked={asked} />
        </div>
      }
    >
      <ReportQuestion key={`${asked.at} ${asked.limit} ${asked.q}`} scope={scope} asked={asked} />
      <div className="mb-4 flex flex-wrap items-baseline gap-x-4 gap-y-1 text-control text-ink-muted">
        <span className="font-medium text-ink">{t("asOf", { time: exactWords(Date.parse(at)) })}</span>
        <span role="status">
          {found === total
            ? t("count", { count: total, keys: number(total) })
            : t("found", { found: number(found), total: number(total) })}
        </span>
        <span>{t(scope.project === null ? "scope.organisation" : "scope.project")}</span>
        {unavailableRegions.length > 0 ? (
          <Status tone="warn">{t("missing", { regions: unavailableRegions.join(", ") })}</Status>
        ) : null}
      </div>
      {asked.view === "rotation" && total > 0 ? <Share tally={report.tally} /> : null}
      <Panel isFlush>
        {found === 0 ? (
          <EmptyState icon={<FileKey2 />} title={t(total === 0 ? "none" : "noneFound")}>
            {t(total === 0 ? "noneText" : "noneFoundText")}
          </EmptyState>
        ) : (
          <Table keys={keys} scope={scope} />
        )}
      </Panel>
      {report.pages > 1 ? <Pages scope={scope} asked={asked} report={report} /> : null}
      <How isNow={report.isNow} view={asked.view} />
    </ReportFrame>
  );
}

function Pages({ scope, asked, report: { page, pages, keys, found } }: KeyReportsProps) {
  const t = useTranslations("reports");
  const number = useNumberFormat();
  const first = (page - 1) * ROWS_PER_PAGE + 1;
  const link = (wanted: number, text: string) =>
    wanted < 1 || wanted > pages ? null : (
      <ButtonLink href={reportAddress(scope, { ...asked, page: wanted })}>{text}</ButtonLink>
    );
  return (
    <nav aria-label={t("pages")} className="mt-4 flex flex-wrap items-center gap-x-3 gap-y-2 text-control">
      <span className="text-ink-muted">
        {t("rows", { first: number(first), last: number(first + keys.length - 1), total: number(found) })}
      </span>
      <span className="hidden text-ink-muted print:inline">{t("onlyRows")}</span>
      <span className="flex gap-2 print:hidden">
        {link(page - 1, t("previousPage"))}
        {link(page + 1, t("nextPage"))}
      </span>
    </nav>
  );
}

function Share({ tally }: Pick<ReportPage, "tally">) {
  const t = useTranslations("reports");
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
