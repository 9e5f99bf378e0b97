"use client";

import { useTranslations } from "next-intl";
import { classNames } from "../ui/class-names";
import { CHECKS_SHOWN, type SeenCheck } from "./check-history";
import { REGION_STATES } from "./region-state";

/** The checks since the page was opened, newest at the right. Sealed and unreachable are also shorter, so colour is not alone. */
export function CheckBars({ checks }: { checks: readonly SeenCheck[] }) {
  const t = useTranslations("overview");
  const passed = checks.filter(({ state }) => state === "available").length;
  const empty = Math.max(CHECKS_SHOWN - checks.length, 0);
  return (
    <span
      role="img"
      aria-label={t("checksSeen", { passed, count: checks.length })}
      title={t("checksSeen", { passed, count: checks.length })}
      className="flex h-5 items-end justify-end gap-0.5"
    >
      {Array.from({ length: empty }, (_, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places still to be filled are all alike
        <span key={position} className="h-full w-0.5 shrink-0 bg-line" />
      ))}
      {checks.map(({ checkedAt, state }) => (
        <span
          key={checkedAt}
          data-fill
          className={classNames("w-0.5 shrink-0", REGION_STATES[state].fill, HEIGHTS[state])}
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

/** What the bars mean: their number, their order, and the three looks one of them can have. */
export function CheckLegend() {
  const t = useTranslations("overview");
  return (
    <p className="flex flex-wrap items-center justify-end gap-x-4 gap-y-1 text-caption text-ink-muted">
      <span className="min-w-0 flex-1 basis-72">{t("checksMeaning")}</span>
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
