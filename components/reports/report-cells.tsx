"use client";

import { CircleHelp } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { ReportedKey } from "@/lib/contract/key-report";
import { KeyStatus } from "../keys/key-status";
import { type Scope, scopedAddress } from "../layout/scope";
import { Link } from "../ui/link";
import { RelativeTime } from "../ui/relative-time";
import { Status } from "../ui/status";
import { dayWords } from "../ui/time-words";

const CELL =
  "border-line border-b px-3 py-2 align-top in-[tr:last-child]:border-b-0 break-words max-md:border-b-0 max-md:p-0 print:border-b print:px-2 print:py-1";

interface ReportTableProps {
  label: string;
  heads: readonly { id: string; text: string; width?: string }[];
  children: ReactNode;
}

/** The table of a report: rows on paper and on wide screens, cards on phones. */
export function ReportTable({ label, heads, children }: ReportTableProps) {
  return (
    <table
      aria-label={label}
      className="w-full table-fixed border-separate border-spacing-0 text-control max-md:block print:table print:text-caption"
    >
      <thead className="max-md:sr-only">
        <tr className="text-left text-ink-muted [&>th]:h-8 [&>th]:border-line [&>th]:border-b [&>th]:px-3 [&>th]:font-medium print:[&>th]:px-2">
          {heads.map(({ id, text, width }) => (
            <th key={id} scope="col" style={{ width }}>
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-md:block">{children}</tbody>
    </table>
  );
}

/** One key. */
export function ReportRow({ children }: { children: ReactNode }) {
  return (
    <tr className="break-inside-avoid-page max-md:flex max-md:flex-wrap max-md:gap-x-4 max-md:gap-y-1 max-md:border-line max-md:border-b max-md:px-4 max-md:py-3 max-md:last:border-b-0">
      {children}
    </tr>
  );
}

interface ReportCellProps {
  /** What it is; said on phones, where no head of a column stands above it. */
  head?: string;
  children: ReactNode;
  /** Quieter, below. */
  under?: ReactNode;
}

/** A cell with a first line, and quieter ones under it. */
export function ReportCell({ head, children, under }: ReportCellProps) {
  return (
    <td className={CELL}>
      {head === undefined ? null : <span className="text-caption text-ink-muted md:hidden print:hidden">{head}: </span>}
      {children}
      {under ? <span className="block text-caption text-ink-muted">{under}</span> : null}
    </td>
  );
}

/** The key itself: a link while it is there. */
export function KeyCell({ of, scope }: { of: ReportedKey; scope: Scope }) {
  const { region, slug, name, identity, purgedAt } = of;
  return (
    <td className={`${CELL} max-md:basis-full`}>
      {purgedAt === null ? (
        <Link href={scopedAddress(scope, `/keys/${region}/${slug}`)} prefetch={false}>
          {name}
        </Link>
      ) : (
        <span className="font-medium">{name}</span>
      )}
      <span className="block break-all font-mono text-caption text-ink-muted">{identity}</span>
    </td>
  );
}

/** Status of then. */
export function StatusCell({ of }: { of: ReportedKey }) {
  const t = useTranslations("reports");
  const { status, purgedAt } = of;
  return (
    <ReportCell under={purgedAt === null ? null : t("purged", { day: dayWords(Date.parse(purgedAt)) })}>
      {status === null ? (
        <Status tone="warn" icon={CircleHelp}>
          {t("statusUnknown")}
        </Status>
      ) : (
        <KeyStatus of={{ status }} />
      )}
    </ReportCell>
  );
}

/** Newest version of then, and when it was made. */
export function NewestCell({ of }: { of: ReportedKey }) {
  const t = useTranslations("reports");
  const { latestVersion, latestVersionAgeInDays, latestVersionCreatedAt, versions, destroyedVersions } = of;
  return (
    <ReportCell
      head={t("column.newest")}
      under={
        <>
          <RelativeTime value={latestVersionCreatedAt} look="day" isFocusable={false} />,{" "}
          {t("versions", { count: versions })}
          {destroyedVersions > 0 ? `, ${t("destroyed", { count: destroyedVersions })}` : null}
        </>
      }
    >
      {t("newest", { version: latestVersion, days: latestVersionAgeInDays })}
    </ReportCell>
  );
}
