"use client";

import { useTranslations } from "next-intl";
import { addedByRotationPerYear } from "@/lib/contract/added-by-rotation";
import { useNow } from "../ui/now";
import { SegmentedControl } from "../ui/segmented-control";
import { TextField } from "../ui/text-field";
import { periodOf } from "./new-key";

interface PeriodFieldProps {
  /** Days, as typed. */
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  isDisabled?: boolean;
  /** How many keys get the period; 1 unless given. */
  keyCount?: number;
  /** When the newest version of the key was made, in RFC 3339; absent for a new key and for several. */
  newestSince?: string;
}

const DAY_MILLISECONDS = 86_400_000;
const PRESETS = ["30", "90", "180", "365"] as const;

/** Days between rotations: the usual ones to choose, any other to type. */
export function PeriodField(props: PeriodFieldProps) {
  const { value, onChange, error, isDisabled, keyCount = 1, newestSince } = props;
  const t = useTranslations("keys");
  return (
    <div className="flex flex-col gap-2">
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
      {isDisabled ? null : <PeriodMeaning days={periodOf(value)} keyCount={keyCount} newestSince={newestSince} />}
    </div>
  );
}

interface PeriodMeaningProps {
  /** Null while what is typed is no period. */
  days: number | null;
  keyCount: number;
  newestSince?: string;
}

/** What a period adds to what is metered, and that a key older than the period rotates soon. */
function PeriodMeaning({ days, keyCount, newestSince }: PeriodMeaningProps) {
  const t = useTranslations("keys");
  const now = useNow();
  if (days === null) return null;
  const { versions, versionHours } = addedByRotationPerYear(days);
  const isPast = newestSince !== undefined && Date.parse(newestSince) + days * DAY_MILLISECONDS <= now;
  return (
    <p className="text-caption text-ink-muted">
      {t("form.periodAdds", { versions: versions * keyCount, hours: versionHours * keyCount })}
      {isPast ? <span className="block font-medium text-warn">{t("form.periodPast")}</span> : null}
    </p>
  );
}
