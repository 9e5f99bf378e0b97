"use client";

import { useTranslations } from "next-intl";
import type { Availability } from "@/lib/contract/usage";
import { classNames } from "../ui/class-names";
import { useNumberFormat } from "../ui/reader-locale";
import { historyOf } from "./region-history";
import { REGION_STATES } from "./region-state";

/** How a region was, one bar an hour, newest at the right. Trouble is also shorter, so colour is not alone. */
export function HistoryBars({ region, availability }: { region: string; availability: Availability }) {
  const t = useTranslations("overview");
  const percent = useNumberFormat({ style: "percent", maximumFractionDigits: 2 });
  const hours = historyOf(availability, region);
  const seen = hours.filter(({ state }) => state !== null);
  const troubled = seen.filter(({ state }) => state !== "available").length;
  const share = availability.regions.find(({ slug }) => slug === region)?.availability ?? null;
  const words =
    share === null ? t("historyNone") : t("historyWords", { share: percent(share), hours: seen.length, troubled });
  return (
    <span role="img" aria-label={words} title={words} className="flex h-5 items-end justify-end gap-0.5">
      {hours.map(({ start, state }) => (
        <span
          key={start}
          data-fill
          className={classNames(
            "w-0.5 shrink-0",
            state === null ? "h-full bg-line" : classNames(REGION_STATES[state].fill, HEIGHTS[state]),
          )}
        />
      ))}
    </span>
  );
}

const LEGEND = [
  { state: "available", text: "available" },
  { state: "slow", text: "slow" },
  { state: "unreachable", text: "refusing" },
] as const;

/** What the bars mean: their length in time, their order, and the three looks one of them can have. */
export function HistoryLegend() {
  const t = useTranslations("overview");
  return (
    <p className="flex flex-wrap items-center justify-end gap-x-4 gap-y-1 text-caption text-ink-muted">
      <span className="min-w-0 flex-1 basis-72">{t("historyMeaning")}</span>
      {LEGEND.map(({ state, text }) => (
        <span key={state} className="inline-flex items-center gap-1.5 whitespace-nowrap">
          <span aria-hidden className="flex h-3.5 items-end">
            <span data-fill className={classNames("w-0.5", REGION_STATES[state].fill, HEIGHTS[state])} />
          </span>
          {t(`check.${text}`)}
        </span>
      ))}
    </p>
  );
}

const HEIGHTS = { available: "h-full opacity-80", slow: "h-3/4", sealed: "h-2/5", unreachable: "h-2/5" } as const;
