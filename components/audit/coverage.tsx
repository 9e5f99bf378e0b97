"use client";

import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMayAsk } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { RelativeTime } from "../ui/relative-time";
import { Status } from "../ui/status";
import { exactWords } from "../ui/time-words";
import { useCheckpoints } from "./queries";

/** How far the log is covered by signed checkpoints: the oldest of its databases counts. */
export function Coverage({ scope }: { scope: Scope }) {
  const t = useTranslations("audit");
  const { data } = useCheckpoints(scope, useMayAsk()("audit_log:read"));
  if (data === undefined) return null;
  const oldest = [...data.databases].sort((one, other) => (one.completeTo < other.completeTo ? -1 : 1))[0];
  if (oldest === undefined) return <Status tone="idle">{t("coverage.none")}</Status>;
  const isLate = data.databases.some(({ isOverdue }) => isOverdue);
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 text-control text-ink-muted">
      <Status tone={isLate ? "warn" : "good"} icon={isLate ? ShieldAlert : ShieldCheck}>
        {t("coverage.completeTo", { time: exactWords(Date.parse(oldest.completeTo)) })}
      </Status>
      <span>
        {t("coverage.checkpoint", { number: oldest.checkpoints[0]?.number ?? 0 })},{" "}
        <RelativeTime value={oldest.completeTo} />
      </span>
      {data.unavailableRegions.length > 0 ? (
        <Status tone="warn">{t("coverage.without", { regions: data.unavailableRegions.join(", ") })}</Status>
      ) : null}
    </span>
  );
}
