"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { KeyReport } from "@/lib/contract/key-report";
import { readAddress, type Scope } from "../layout/scope";
import { fetchJson } from "../query/fetch-json";
import { notify } from "../ui/notify";
import { type AskedReport, reportQuery } from "./report-address";
import { type ReportPage, wholeReport } from "./report-page";

/** Reads all of a report that has more pages, draws it, prints, and goes back to the page that was shown. */
export function usePrinting(scope: Scope, asked: AskedReport, shown: ReportPage) {
  const t = useTranslations("reports");
  const [printed, setPrinted] = useState<ReportPage | null>(null);
  const [isPending, setPending] = useState(false);

  useEffect(() => {
    if (printed === null) return;
    const end = () => setPrinted(null);
    window.addEventListener("afterprint", end);
    window.print();
    return () => window.removeEventListener("afterprint", end);
  }, [printed]);

  async function print(): Promise<void> {
    if (shown.pages === 1) return window.print();
    setPending(true);
    try {
      const report = await fetchJson<KeyReport>(readAddress(scope, "reports/keys", reportQuery(asked)));
      setPrinted(wholeReport(report, asked.q));
    } catch {
      notify({ title: t("printFailed"), tone: "bad" });
    }
    setPending(false);
  }

  return { printed, print, isPending };
}
