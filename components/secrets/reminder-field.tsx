"use client";

import { useTranslations } from "next-intl";
import { REMINDER_DAYS_MAX } from "@/lib/contract/secret-limits";
import { SegmentedControl } from "../ui/segmented-control";
import { TextField } from "../ui/text-field";

/** Days of a reminder as typed; null for none and for what is no number of days. */
export function reminderOf(typed: string): number | null {
  const days = Number(typed.trim());
  return typed.trim() !== "" && Number.isInteger(days) && days >= 1 && days <= REMINDER_DAYS_MAX ? days : null;
}

interface ReminderFieldProps {
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
}

const PRESETS = ["30", "90", "180", "365"] as const;

/** Days after which a value is due to be replaced. */
export function ReminderField({ value, onChange, error }: ReminderFieldProps) {
  const t = useTranslations("secrets");
  return (
    <TextField
      label={t("reminder.label")}
      help={t("reminder.help")}
      isOptional
      suffix={t("reminder.days")}
      inputMode="numeric"
      autoComplete="off"
      value={value}
      onChange={onChange}
      error={error}
      beside={
        <SegmentedControl
          label={t("reminder.presets")}
          options={PRESETS.map((days) => ({ value: days, label: t("reminder.preset", { days }) }))}
          value={value.trim()}
          onChange={onChange}
        />
      }
    />
  );
}
