"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { readAddress, type Scope } from "../layout/scope";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { InlineError } from "../ui/inline-error";
import { RadioList } from "../ui/radio-list";
import { useNumberFormat } from "../ui/reader-locale";
import { type AuditQuestion, beyondExport, exportParameters, spanWords } from "./audit-question";
import { useExport } from "./use-export";

const FORMATS = ["jsonl", "csv", "proof"] as const;
type Format = (typeof FORMATS)[number];

/** Saves the records of the span shown, with what proves them. */
export function ExportDialog({
  scope,
  question,
  onClose,
}: {
  scope: Scope;
  question: AuditQuestion;
  onClose: () => void;
}) {
  const t = useTranslations("audit");
  const number = useNumberFormat();
  const [format, setFormat] = useState<Format>("jsonl");
  const { state, start, cancel } = useExport();
  const beyond = beyondExport(question);
  const { kind, ...ends } = spanWords(question);
  const isRunning = state.kind === "running";

  function save() {
    const parameters = exportParameters(question);
    const whole = { ...scope, project: null };
    const address =
      format === "proof"
        ? readAddress(whole, "audit/proof", parameters)
        : readAddress(whole, "audit/export", { ...parameters, format });
    void start(address, `audit-${format === "proof" ? "proof" : "log"}.${format === "csv" ? "csv" : "jsonl"}`);
  }

  function close() {
    cancel();
    onClose();
  }

  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && close()}
      title={t("export.title")}
      footer={
        <>
          <Button onPress={close}>{t(isRunning ? "export.cancel" : "export.close")}</Button>
          <Button tone="primary" icon={<Download aria-hidden />} onPress={save} isPending={isRunning}>
            {t("export.action")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 pt-1">
        <p className="text-ink-muted">
          {t(`export.span.${kind}`, ends)}{" "}
          {beyond.length > 0
            ? t("export.beyond", { filters: beyond.map((name) => t(`exportFilter.${filterName(name)}`)).join(", ") })
            : ""}
        </p>
        <RadioList
          label={t("export.format")}
          options={FORMATS.map((value) => ({ value, label: t(`export.as.${value}`) }))}
          value={format}
          onChange={setFormat}
        />
        <p className="text-control text-ink-muted">{t(`export.help.${format}`)}</p>
        <p role="status" className="text-control">
          {state.kind === "running" ? t("export.running", { records: number(state.lines) }) : null}
          {state.kind === "done" ? t("export.done", { records: number(state.lines) }) : null}
        </p>
        {state.kind === "failed" ? <InlineError message={state.message} /> : null}
      </div>
    </Dialog>
  );
}

const FILTER_NAMES = [
  "searchText",
  "event",
  "outcome",
  "region",
  "resourceType",
  "responseStatus",
  "requestId",
  "userIdentity",
  "serviceAccount",
  "includePageViews",
] as const;

function filterName(name: string): (typeof FILTER_NAMES)[number] {
  return FILTER_NAMES.find((known) => known === name) ?? "searchText";
}
