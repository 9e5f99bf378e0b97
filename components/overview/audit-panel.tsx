"use client";

import NextLink from "next/link";
import { useTranslations } from "next-intl";
import { useCheckpoints } from "../audit/queries";
import { useMayAsk } from "../layout/organisation-context";
import { type Scope, scopedAddress } from "../layout/scope";
import { isRefusal } from "../query/console-error";
import { classNames } from "../ui/class-names";
import { Panel } from "../ui/panel";
import { RelativeTime } from "../ui/relative-time";
import { Skeleton } from "../ui/skeleton";
import { exactWords } from "../ui/time-words";
import { NotKnown } from "./not-known";

/** Up to when the audit log is covered by signed checkpoints; absent for those who may not read it. */
export function AuditPanel({ scope }: { scope: Scope }) {
  const t = useTranslations("overview.audit");
  const maySee = useMayAsk()("audit_log:read");
  const { data, error } = useCheckpoints(scope, maySee);
  if (!maySee) return null;
  if (isRefusal(error)) return null;
  const oldest = data?.databases.toSorted((one, other) => one.completeTo.localeCompare(other.completeTo))[0];
  const isLate = data?.databases.some(({ isOverdue }) => isOverdue) ?? false;
  const time = oldest === undefined ? "" : exactWords(Date.parse(oldest.completeTo));
  const without = data?.unavailableRegions ?? [];
  return (
    <Panel className="relative hover:border-line-strong">
      <h2 className="font-normal text-control text-ink-muted">
        <NextLink prefetch={false} href={scopedAddress(scope, "/audit")} className="stretched-link">
          {t("title")}
        </NextLink>
      </h2>
      <p className={classNames("mt-1 font-semibold text-page", isLate && "text-warn")}>
        {data === undefined ? (
          error === null ? (
            <Skeleton className="h-5 w-40" />
          ) : (
            <NotKnown />
          )
        ) : oldest === undefined ? (
          t("none")
        ) : isLate ? (
          t("late")
        ) : (
          t("completeTo", { time: time.slice(-8) })
        )}
      </p>
      <p className="mt-1 min-h-4 text-caption text-ink-muted">
        {oldest === undefined
          ? null
          : isLate
            ? t("lateNote", { time })
            : t.rich("note", {
                number: oldest.checkpoints[0]?.number ?? 0,
                when: () => <RelativeTime value={oldest.completeTo} isFocusable={false} />,
              })}
        {without.length > 0 ? `, ${t("without", { regions: without.join(", ") })}` : null}
      </p>
    </Panel>
  );
}
