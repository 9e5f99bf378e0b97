"use client";

import { CirclePause, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyRow } from "@/lib/contract/console";
import { useNow } from "../ui/now";
import { Status } from "../ui/status";
import { nearDayWords, relativeWords } from "../ui/time-words";

/** State of a key: sign and word. */
export function KeyStatus({ of }: { of: Pick<KeyRow, "status" | "deletionScheduledAt"> }) {
  const t = useTranslations("keys");
  const now = useNow();
  if (of.status === "active") return <Status tone="good">{t("status.active")}</Status>;
  if (of.status === "disabled") {
    return (
      <Status tone="idle" icon={CirclePause}>
        {t("status.disabled")}
      </Status>
    );
  }
  const end = of.deletionScheduledAt;
  return (
    <Status tone="bad" icon={Trash2}>
      {end === undefined ? (
        t("status.pending_deletion")
      ) : (
        <time dateTime={end} title={relativeWords(Date.parse(end), now) ?? undefined}>
          {t("deletes", { day: nearDayWords(Date.parse(end)) })}
        </time>
      )}
    </Status>
  );
}
