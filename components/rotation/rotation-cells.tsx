"use client";

import { CalendarClock, CirclePause, CircleSlash, type LucideIcon, RefreshCwOff, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RotationRow } from "@/lib/contract/console";
import { RelativeTime } from "../ui/relative-time";
import { Status, type StatusTone } from "../ui/status";

const LOOK: Readonly<Record<RotationRow["state"], { tone: StatusTone; icon: LucideIcon }>> = {
  failed: { tone: "bad", icon: RefreshCwOff },
  overdue: { tone: "warn", icon: TriangleAlert },
  scheduled: { tone: "good", icon: CalendarClock },
  paused: { tone: "idle", icon: CirclePause },
  none: { tone: "idle", icon: CircleSlash },
};

/** How a key stands with its schedule. */
export function RotationStatus({ of }: { of: RotationRow }) {
  const t = useTranslations("rotation");
  const { tone, icon } = LOOK[of.state];
  return (
    <Status tone={tone} icon={icon}>
      {t(`state.${of.state}`)}
    </Status>
  );
}

/** When a key rotates next, and where something is wrong since when it should have. */
export function NextTurn({ of }: { of: RotationRow }) {
  const t = useTranslations("rotation");
  const { state, dueAt, nextRotationAt } = of;
  if (nextRotationAt === null)
    return <span className="text-ink-faint">{t(state === "paused" ? "nextPaused" : "nextNone")}</span>;
  return (
    <>
      <RelativeTime value={nextRotationAt} isFocusable={false} className="text-ink" />
      {state === "failed" || state === "overdue" ? (
        <span className="block truncate text-caption text-ink-muted max-sm:inline max-sm:before:content-['_·_']">
          {t.rich("due", { when: () => <RelativeTime value={dueAt ?? nextRotationAt} isFocusable={false} /> })}
        </span>
      ) : null}
    </>
  );
}

/** What is under a key's name: why its last scheduled rotation failed, or how its schedule is. */
export function RotationDetail({ of }: { of: RotationRow }) {
  const t = useTranslations("rotation");
  const { failure, rotationPeriodInDays, state } = of;
  if (failure !== null) return t("failure", { message: failure.message, attempts: failure.attempts });
  if (state === "none" || rotationPeriodInDays === null) return <span className="font-mono">{of.keyType}</span>;
  return t("every", { days: rotationPeriodInDays });
}
