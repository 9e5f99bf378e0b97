"use client";

import NextLink from "next/link";
import { useTranslations } from "next-intl";
import type { RegionHealth } from "@/lib/contract/console";
import { type Scope, scopedAddress } from "../layout/scope";
import { classNames } from "../ui/class-names";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { Skeleton } from "../ui/skeleton";
import { type KeyCounts, sumCounts } from "./key-counts";
import { NotKnown } from "./not-known";

interface KeyFiguresProps {
  scope: Scope;
  /** Undefined until the first answer. */
  regions: readonly RegionHealth[] | undefined;
  /** No answer came: figures are not known. */
  hasFailed: boolean;
}

const PARTS = [
  { count: "active", text: "figureActive", note: "figureActiveNote", status: "active", fill: "bg-accent" },
  { count: "disabled", text: "figureDisabled", note: "figureDisabledNote", status: "disabled", fill: "bg-line-field" },
  {
    count: "pendingDeletion",
    text: "figurePending",
    note: "figurePendingNote",
    status: "pending_deletion",
    fill: "bg-bad",
  },
] as const;

/** How many keys, and in which state; every figure opens the list behind it. */
export function KeyFigures({ scope, regions, hasFailed }: KeyFiguresProps) {
  const t = useTranslations("overview");
  const format = useNumberFormat();
  const counts = regions ? sumCounts(regions) : null;
  const unknown = <NotKnown />;
  const missing = regions?.filter(({ totalKeys }) => totalKeys === null).map(({ slug }) => slug) ?? [];
  return (
    <Panel isFlush>
      <div className="relative px-4 pt-4 pb-3">
        <h2 className="font-normal text-control text-ink-muted">
          <NextLink prefetch={false} href={scopedAddress(scope, "/keys")} className="stretched-link">
            {t("figureKeys")}
          </NextLink>
        </h2>
        <p className="flex min-h-8.5 items-center font-semibold text-figure tracking-[-0.02em]">
          {counts ? format(counts.total) : hasFailed ? unknown : <Skeleton className="h-6 w-16" />}
        </p>
        <ShareBar counts={counts} />
        <p className="mt-2 text-caption text-ink-muted">
          {missing.length > 0
            ? t("figureWithout", { regions: missing.join(", ") })
            : regions
              ? t("figureKeysNote", { count: regions.length })
              : "\u00a0"}
        </p>
      </div>
      <ul className="divide-y divide-line border-line border-t">
        {PARTS.map((part) => (
          <li
            key={part.status}
            className="relative flex items-center gap-3 px-4 py-2.5 last:rounded-b-panel hover:bg-sunken"
          >
            <span aria-hidden data-fill className={classNames("size-2 shrink-0 rounded-full", part.fill)} />
            <span className="min-w-0 flex-1">
              <NextLink
                prefetch={false}
                href={scopedAddress(scope, "/keys", { status: part.status })}
                className="stretched-link block font-medium text-control"
              >
                {t(part.text)}
              </NextLink>
              <span className="block text-caption text-ink-muted">{t(part.note)}</span>
            </span>
            <span className="font-medium text-body">
              {counts ? format(counts[part.count]) : hasFailed ? unknown : <Skeleton className="w-6" />}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The three states as shares of one bar. The figures beside their names are its text. */
function ShareBar({ counts }: { counts: KeyCounts | null }) {
  return (
    <span aria-hidden className="mt-2 flex h-1.5 gap-0.5 overflow-hidden rounded-full bg-line">
      {PARTS.map((part) => {
        const count = counts?.[part.count] ?? 0;
        if (count === 0) return null;
        return (
          <span key={part.status} data-fill className={classNames("min-w-1", part.fill)} style={{ flexGrow: count }} />
        );
      })}
    </span>
  );
}
