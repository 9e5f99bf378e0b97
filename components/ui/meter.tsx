"use client";

import { useTranslations } from "next-intl";
import { Meter as AriaMeter } from "react-aria-components/Meter";
import { classNames } from "./class-names";
import { useNumberFormat } from "./reader-locale";

interface MeterProps {
  /** What is measured. */
  label: string;
  value: number;
  valueMax: number;
  /** From this share on it is drawn as a warning; 0.75 unless given. */
  warnFrom?: number;
  className?: string;
}

/** How much of a limit is used: bar and percentage. */
export function Meter({ label, value, valueMax, warnFrom = 0.75, className }: MeterProps) {
  const t = useTranslations("ui");
  const share = valueMax === 0 ? 0 : value / valueMax;
  const percent = useNumberFormat({ style: "percent", maximumFractionDigits: 0 })(share);
  return (
    <AriaMeter
      aria-label={label}
      value={value}
      maxValue={valueMax}
      valueLabel={t("percentOf", { percent, label })}
      className={classNames("inline-flex items-center gap-2", className)}
    >
      {({ percentage }) => (
        <>
          <span className="h-1.5 w-24 overflow-hidden rounded-full bg-line">
            <span
              data-fill
              className={classNames("block h-full rounded-full", share >= warnFrom ? "bg-warn" : "bg-accent")}
              style={{ width: `${Math.max(percentage, value > 0 ? 2 : 0)}%` }}
            />
          </span>
          <span className="min-w-8 text-right text-caption text-ink-muted tabular-nums">{percent}</span>
        </>
      )}
    </AriaMeter>
  );
}
