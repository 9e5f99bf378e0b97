"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../ui/button";

/** Says which regions could not be asked, so that nobody takes the list for complete. */
export function RegionNotice({ regions, onRetry }: { regions: readonly string[]; onRetry: () => void }) {
  const t = useTranslations("keys");
  if (regions.length === 0) return null;
  return (
    <div
      role="status"
      className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-panel border border-warn/40 bg-warn-soft py-2 pr-2 pl-3.5 text-control"
    >
      <TriangleAlert aria-hidden className="size-4 shrink-0 text-warn" />
      <p className="min-w-0 flex-1 basis-60">
        {t("list.unavailable", { count: regions.length, regions: regions.join(", ") })}
      </p>
      <Button className="h-7" onPress={onRetry}>
        {t("list.askAgain")}
      </Button>
    </div>
  );
}
