"use client";

import NextLink from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Availability } from "@/lib/contract/usage";
import { type Scope, scopedAddress } from "../layout/scope";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { Skeleton } from "../ui/skeleton";
import { Sparkline } from "../ui/sparkline";
import { callCourse } from "./call-course";
import { NotKnown } from "./not-known";

interface CallPanelsProps {
  scope: Scope;
  /** Undefined until the first answer. */
  availability: Availability | undefined;
  /** No answer came: figures are not known. */
  hasFailed: boolean;
}

/** Calls per minute, and how many were refused in a day; absent for those who may not read usage. */
export function CallPanels({ scope, availability, hasFailed }: CallPanelsProps) {
  const t = useTranslations("overview.calls");
  const number = useNumberFormat();
  const percent = useNumberFormat({ style: "percent", maximumFractionDigits: 1 });
  const course = availability ? callCourse(availability) : undefined;
  if (course === null) return null;
  const minutes = course?.perMinute ?? [];
  const count = minutes.reduce((sum, calls) => sum + calls, 0);
  const { allowed, refused, failed } = course?.lastDay ?? { allowed: 0, refused: 0, failed: 0 };
  const all = allowed + refused + failed;
  const missing = course?.without.length ? `, ${t("without", { regions: course.without.join(", ") })}` : "";
  const ofAll =
    refused === 0 ? t("refusedNone", { count: all }) : t("refusedNote", { share: percent(refused / all), count: all });
  const range = {
    least: number(Math.min(...minutes, count)),
    most: number(Math.max(...minutes, 0)),
    count: number(count),
  };
  const isKnown = course !== undefined;
  const unknown = hasFailed && !isKnown ? <NotKnown /> : null;
  // Records of acts that are about no region, such as sign-ins, are not among these calls.
  const ofRegions: Record<string, string> = course ? { region: course.regions.join(",") } : {};
  return (
    <>
      <FigurePanel
        title={t("title")}
        figure={isKnown ? number(minutes.at(-1) ?? 0) : unknown}
        note={isKnown ? t("lastHour", { count }) + missing : null}
        href={scopedAddress(scope, "/audit", { range: "1h", ...ofRegions })}
      >
        {isKnown ? <Sparkline label={t("course", range)} values={minutes} /> : <div className="h-10" />}
      </FigurePanel>
      <FigurePanel
        title={t("refused")}
        figure={isKnown ? number(refused) : unknown}
        note={isKnown ? (failed === 0 ? ofAll : `${ofAll}, ${t("failed", { count: failed })}`) + missing : null}
        href={scopedAddress(scope, "/audit", { outcome: "refused", ...ofRegions })}
      />
    </>
  );
}

interface FigurePanelProps {
  title: string;
  /** Null until it is known. */
  figure: ReactNode;
  note: ReactNode;
  /** The list behind the figure. */
  href: string;
  children?: ReactNode;
}

/** One figure; the whole panel opens the list behind it. */
export function FigurePanel({ title, figure, note, href, children }: FigurePanelProps) {
  return (
    <Panel className="relative hover:border-line-strong">
      <h2 className="font-normal text-control text-ink-muted">
        <NextLink prefetch={false} href={href} className="stretched-link">
          {title}
        </NextLink>
      </h2>
      <p className="flex min-h-8.5 items-center font-semibold text-figure tracking-[-0.02em]">
        {figure ?? <Skeleton className="h-6 w-16" />}
      </p>
      {children}
      <p className="mt-1 min-h-4 text-caption text-ink-muted">{note}</p>
    </Panel>
  );
}
