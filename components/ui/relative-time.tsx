"use client";

import { useTranslations } from "next-intl";
import { useNow } from "./now";
import { dayWords, exactWords, relativeWords } from "./time-words";
import { HintText } from "./tooltip";

interface RelativeTimeProps {
  /** RFC 3339. */
  value: string;
  /** `relative`: "2 minutes ago"; `day`: "4 Sept 2026"; `exact`: "4 Sept 2026, 14:20:05", in UTC. */
  look?: "relative" | "day" | "exact";
  /** False inside rows that are links: the exact time then stands in the title only, Tab does not stop. */
  isFocusable?: boolean;
  className?: string;
}

/** A time as people say it; the exact UTC time on hover and focus. */
export function RelativeTime({ value, look = "relative", isFocusable = true, className }: RelativeTimeProps) {
  const t = useTranslations("ui");
  const now = useNow();
  const time = Date.parse(value);
  const exact = t("exactTime", { time: exactWords(time) });
  const words = {
    relative: () => relativeWords(time, now) ?? t("justNow"),
    day: () => dayWords(time),
    exact: () => exactWords(time),
  }[look]();
  if (!isFocusable) {
    return (
      <time dateTime={value} title={exact} className={className}>
        {words}
      </time>
    );
  }
  return (
    <HintText text={exact} className={className}>
      <time dateTime={value}>{words}</time>
    </HintText>
  );
}
