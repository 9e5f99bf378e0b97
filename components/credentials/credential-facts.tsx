"use client";

import { CalendarClock, CircleSlash, Infinity as Endless } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "../ui/badge";
import { useNow } from "../ui/now";
import { RelativeTime } from "../ui/relative-time";
import { Status } from "../ui/status";

const DAY_MS = 86_400_000;
/** From this many days before its end an expiry is pointed out. */
export const EXPIRING_DAYS = 30;

interface MomentProps {
  value: string | null;
  /** False inside rows that are links. */
  isFocusable?: boolean;
}

/** When a credential was last used, to the minute. */
export function LastUse({ value, isFocusable }: MomentProps) {
  const t = useTranslations("credentials");
  return value === null ? t("neverUsed") : <RelativeTime value={value} isFocusable={isFocusable} />;
}

/** When a credential ends; pointed out in the last month, and where it never does. */
export function Expiry({ value, isFocusable }: MomentProps) {
  const t = useTranslations("credentials");
  const now = useNow();
  if (value === null) {
    return (
      <Status tone="idle" icon={Endless}>
        {t("neverExpires")}
      </Status>
    );
  }
  const left = Date.parse(value) - now;
  if (left <= 0) {
    return (
      <Status tone="bad" icon={CircleSlash}>
        {t("expired")}
      </Status>
    );
  }
  const time = <RelativeTime value={value} look="day" isFocusable={isFocusable} />;
  if (left > EXPIRING_DAYS * DAY_MS) return time;
  return (
    <Status tone="warn" icon={CalendarClock}>
      {time}
    </Status>
  );
}

/** What a credential may be used for. An access token without scopes does everything that its person may do. */
export function Scopes({ scopes }: { scopes: readonly string[] }) {
  const t = useTranslations("credentials");
  if (scopes.length === 0) return t("everything");
  return (
    <span className="flex flex-wrap gap-1">
      {scopes.map((scope) => (
        <Badge key={scope}>{scope}</Badge>
      ))}
    </span>
  );
}
