"use client";

import { useTranslations } from "next-intl";
import type { KeyRow } from "@/lib/contract/console";
import { useNow } from "../ui/now";
import { RelativeTime } from "../ui/relative-time";
import { exactWords } from "../ui/time-words";
import { HintText } from "../ui/tooltip";

type RotationFacts = Pick<KeyRow, "status" | "keyRotationEnabled" | "nextRotationAt">;

const DAY_MILLISECONDS = 86_400_000;

/** When a key rotates next, or why it does not. */
export function NextRotation({ of, isFocusable = false }: { of: RotationFacts; isFocusable?: boolean }) {
  const t = useTranslations("keys");
  const now = useNow();
  if (!of.keyRotationEnabled) return <span className="text-ink-muted">{t("rotation.none")}</span>;
  if (of.nextRotationAt === undefined) return <span className="text-ink-muted">{t("rotation.paused")}</span>;
  const distance = Date.parse(of.nextRotationAt) - now;
  if (distance > 2 * DAY_MILLISECONDS) return <InDays value={of.nextRotationAt} {...{ distance, isFocusable }} />;
  if (distance > 0) return <RelativeTime value={of.nextRotationAt} isFocusable={isFocusable} />;
  return (
    <span className="font-medium text-warn">
      {t.rich("rotation.overdue", {
        when: () => <RelativeTime value={of.nextRotationAt ?? ""} isFocusable={isFocusable} />,
      })}
    </span>
  );
}

/** The same as a sentence of its own, for the head of a panel that is about something else. */
export function NextRotationLine({ of }: { of: RotationFacts }) {
  const t = useTranslations("keys");
  if (!of.keyRotationEnabled) return t("rotation.noneLine");
  if (of.nextRotationAt === undefined) return t("rotation.pausedLine");
  return t.rich("rotation.line", { when: () => <NextRotation of={of} isFocusable /> });
}

/** How long until something: in days while it is more than two, so that a wait of 30 days begins as that. */
export function DaysUntil({ value }: { value: string }) {
  const distance = Date.parse(value) - useNow();
  if (distance > 2 * DAY_MILLISECONDS) return <InDays value={value} distance={distance} isFocusable />;
  return <RelativeTime value={value} />;
}

/** Periods are set in days, so the distance is said in days however long it is. */
function InDays({ value, distance, isFocusable }: { value: string; distance: number; isFocusable: boolean }) {
  const t = useTranslations("keys");
  const exact = useTranslations("ui")("exactTime", { time: exactWords(Date.parse(value)) });
  const words = t("rotation.inDays", { days: Math.round(distance / DAY_MILLISECONDS) });
  if (!isFocusable) {
    return (
      <time dateTime={value} title={exact}>
        {words}
      </time>
    );
  }
  return (
    <HintText text={exact}>
      <time dateTime={value}>{words}</time>
    </HintText>
  );
}
