"use client";

import { useTranslations } from "next-intl";
import { SegmentedControl } from "../ui/segmented-control";
import { TextField } from "../ui/text-field";

interface PeriodFieldProps {
  /** Days, as typed. */
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  isDisabled?: boolean;
}

const PRESETS = ["30", "90", "180", "365"] as const;

/** Days between rotations: the usual ones to choose, any other to type. */
export function PeriodField({ value, onChange, error, isDisabled }: PeriodFieldProps) {
  const t = useTranslations("keys");
  return (
    <TextField
      label={t("form.period")}
      help={t("form.periodHelp")}
      value={value}
      onChange={onChange}
      error={error}
      isDisabled={isDisabled}
      suffix={t("form.days")}
      inputMode="numeric"
      autoComplete="off"
      beside={
        <SegmentedControl
          label={t("form.presets")}
          options={PRESETS.map((days) => ({ value: days, label: t("form.preset", { days }), isDisabled }))}
          value={value.trim()}
          onChange={onChange}
        />
      }
    />
  );
}
