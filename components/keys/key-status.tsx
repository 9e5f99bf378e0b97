"use client";

import { CirclePause, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyRow } from "@/lib/contract/console";
import { useNow } from "../ui/now";
import { Status } from "../ui/status";
import { relativeWords } from "../ui/time-words";

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
  const when = of.deletionScheduledAt ? relativeWords(Date.parse(of.deletionScheduledAt), now) : null;
  return (
    <Status tone="bad" icon={Trash2}>
      {when ? t("deletes", { when }) : t("status.pending_deletion")}
    </Status>
  );
}
