"use client";

import { Download, ScrollText, SearchX, ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, useMemo, useState } from "react";
import type { AuditItem } from "@/lib/contract/audit";
import { useMayAsk, usePlace } from "../layout/organisation-context";
import { type Scope, scopedAddress } from "../layout/scope";
import { isRefusal } from "../query/console-error";
import { NotPermitted } from "../query/not-permitted";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { Link } from "../ui/link";
import { PageHeader } from "../ui/page-header";
import { Status } from "../ui/status";
import { exactWords } from "../ui/time-words";
import { actorIdentity } from "./actor-name";
import { AuditToolbar } from "./audit-toolbar";
import { Coverage } from "./coverage";
import { ExportDialog } from "./export-dialog";
import { HistogramPanel } from "./histogram";
import { useAuditHistogram, useAuditPages } from "./queries";
import { RecordDrawer } from "./record-drawer";
import { RecordTable } from "./record-table";
import { type AuditAddress, useAuditPage } from "./use-audit-page";
import { VerifyDialog } from "./verify-dialog";

/** Every act and every refusal: found, looked at, checked and taken along. */
export function AuditExplorer({ scope }: { scope: Scope }) {
  const t = useTranslations("audit");
  const address = useAuditPage();
  const [open, setOpen] = useState<"export" | "verify" | null>(null);
  const mayList = useMayAsk()("audit_log:list");
  const pages = useAuditPages(scope, address.question.parameters, address.isLive, mayList);
  const records = useShown(pages.records, address.isLive);
  const eventId = address.search.get("record");
  if (!mayList || isRefusal(pages.query.error)) {
    return (
      <>
        <PageHeader title={t("title")} lead={t("lead")} />
        <NotPermitted permission="audit_log:list" />
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        facts={
          <>
            <Coverage scope={scope} />
            <Link href={scopedAddress(scope, "/audit/reports")}>{t("reports")}</Link>
            <Link href={scopedAddress(scope, "/audit/streaming")}>{t("sinks")}</Link>
          </>
        }
        actions={
          <>
            <Button icon={<ShieldCheck aria-hidden />} onPress={() => setOpen("verify")}>
              {t("verify.action")}
            </Button>
            <Button icon={<Download aria-hidden />} onPress={() => setOpen("export")}>
              {t("export.open")}
            </Button>
          </>
        }
      />
      <AuditToolbar scope={scope} address={address} />
      {/* Where nothing is known, the list says so for both. */}
      {pages.query.error && pages.first === undefined ? null : <HistogramPanel scope={scope} address={address} />}
      <Notes pages={pages} />
      <CountedRecords
        scope={scope}
        address={address}
        pages={pages}
        records={records}
        hrefOf={(record) => address.hrefWith({ record })}
        onNavigate={(href) => window.history.pushState(null, "", href)}
        empty={<NoRecords address={address} />}
      />
      {eventId === null ? null : (
        <RecordDrawer
          scope={scope}
          address={address}
          eventId={eventId}
          known={pages.records.find((record) => record.eventID === eventId)}
        />
      )}
      {open === "export" ? (
        <ExportDialog scope={scope} question={address.question} onClose={() => setOpen(null)} />
      ) : null}
      {open === "verify" ? <VerifyDialog scope={scope} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

type Pages = ReturnType<typeof useAuditPages>;

/** The list with the histogram's count: both answer the same question, and the histogram has more time for it. */
function CountedRecords({
  scope,
  address,
  ...table
}: Omit<ComponentProps<typeof RecordTable>, "counted"> & { scope: Scope; address: AuditAddress }) {
  const { data, isPlaceholderData } = useAuditHistogram(scope, address.question.parameters, address.isLive);
  const isWhole = data?.countedBackTo === null && data.incompleteRegions.length === 0 && !isPlaceholderData;
  const counted = isWhole ? data.total.allowed + data.total.refused + data.total.failed : null;
  return <RecordTable {...table} counted={counted} />;
}

/** Looking at the log is recorded too; a live page would otherwise show little but its own asking. */
function useShown(records: readonly AuditItem[], isLive: boolean): readonly AuditItem[] {
  const { identity } = usePlace().viewer.user;
  return useMemo(() => {
    const isOwnReading = (record: AuditItem) =>
      record.client === "console" && record.event.startsWith("audit.") && actorIdentity(record) === identity;
    return isLive ? records.filter((record) => !isOwnReading(record)) : records;
  }, [records, isLive, identity]);
}

/** What the list is short of. */
function Notes({ pages }: { pages: Pages }) {
  const t = useTranslations("audit");
  const missing = pages.first?.incompleteRegions ?? [];
  const back = pages.newest?.searchedBackTo ?? null;
  if (missing.length === 0 && back === null) return null;
  return (
    <div className="mb-3 flex flex-col gap-1">
      {missing.length > 0 ? <Status tone="warn">{t("list.incomplete", { regions: missing.join(", ") })}</Status> : null}
      {back === null ? null : (
        <Status tone="idle">{t("list.searchedBack", { time: exactWords(Date.parse(back)) })}</Status>
      )}
    </div>
  );
}

function NoRecords({ address }: { address: AuditAddress }) {
  const t = useTranslations("audit");
  const isFiltered = Object.keys(address.question.parameters).some((name) => name !== "from" && name !== "to");
  return (
    <EmptyState
      icon={isFiltered ? <SearchX /> : <ScrollText />}
      title={t(isFiltered ? "list.noMatch" : "list.empty")}
      action={<Button onPress={() => address.change({ ...NOTHING, range: "all" })}>{t("list.showAll")}</Button>}
    >
      {t(isFiltered ? "list.noMatchText" : "list.emptyText")}
    </EmptyState>
  );
}

const NOTHING = {
  q: "",
  event: "",
  actor: "",
  outcome: "",
  region: "",
  resourceType: "",
  responseStatus: "",
  resourceIdentity: "",
  requestId: "",
  from: "",
  to: "",
};
