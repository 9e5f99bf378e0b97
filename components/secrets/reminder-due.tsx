"use client";

import { useTranslations } from "next-intl";
import { useNow } from "../ui/now";
import { RelativeTime } from "../ui/relative-time";
import { Status } from "../ui/status";

/** When the value is due to be replaced; in red once it is. */
export function ReminderDue({ value, isFocusable }: { value: string | undefined; isFocusable?: boolean }) {
  const t = useTranslations("secrets");
  const isDue = useNow() >= Date.parse(value ?? "");
  if (value === undefined) return <span className="text-ink-faint">{t("reminder.none")}</span>;
  const when = <RelativeTime value={value} isFocusable={isFocusable} />;
  return isDue ? <Status tone="warn">{t.rich("reminder.due", { when: () => when })}</Status> : when;
}
