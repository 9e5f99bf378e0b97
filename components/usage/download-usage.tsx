"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { downloadText } from "../keys/download-text";
import { readAddress, type Scope } from "../layout/scope";
import { Button } from "../ui/button";
import { notify } from "../ui/notify";

interface DownloadUsageProps {
  scope: Scope;
  months: { from: string; to: string };
  by: "project" | "key";
}

/** Saves every row of the months as CSV, by month and project or key. */
export function DownloadUsage({ scope, months, by }: DownloadUsageProps) {
  const t = useTranslations("usage");
  const [isPending, setPending] = useState(false);

  async function download() {
    setPending(true);
    try {
      const address = readAddress(scope, "usage.csv", { ...months, by });
      const response = await fetch(address, { credentials: "same-origin" });
      if (!response.ok) throw new Error(response.statusText);
      downloadText(`usage-${months.from}-${months.to}.csv`, await response.text());
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
