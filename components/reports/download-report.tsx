"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { downloadText } from "../keys/download-text";
import { readAddress, type Scope } from "../layout/scope";
import { Button } from "../ui/button";
import { notify } from "../ui/notify";
import { type AskedReport, reportQuery } from "./report-address";

const FILES = { inventory: "key-inventory.csv", rotation: "rotation.csv" } as const;

/** Saves the report as CSV, all of it, read anew with the session of the page. */
export function DownloadReport({ scope, asked }: { scope: Scope; asked: AskedReport }) {
  const t = useTranslations("reports");
  const [isPending, setPending] = useState(false);

  async function download() {
    setPending(true);
    try {
      const file = FILES[asked.view];
      const response = await fetch(readAddress(scope, `reports/${file}`, reportQuery(asked)), {
        credentials: "same-origin",
      });
      if (!response.ok) throw new Error(response.statusText);
      downloadText(file, await response.text());
    } catch {
      notify({ title: t("downloadFailed"), tone: "bad" });
    }
    setPending(false);
  }

  return (
    <Button tone="primary" icon={<Download aria-hidden />} onPress={download} isPending={isPending}>
      {t("download")}
    </Button>
  );
}
