"use client";

import NextLink from "next/link";
import { useTranslations } from "next-intl";
import type { RegionHealth } from "@/lib/contract/console";
import type { Availability } from "@/lib/contract/usage";
import { type Scope, scopedAddress } from "../layout/scope";
import { classNames } from "../ui/class-names";
import { useNumberFormat } from "../ui/reader-locale";
import { Skeleton } from "../ui/skeleton";
import { HistoryBars, HistoryLegend } from "./history-bars";
import { RegionStatus } from "./region-state";

interface RegionTableProps {
  scope: Scope;
  regions: readonly RegionHealth[];
  /** Undefined until the first answer. */
  availability: Availability | undefined;
  /** Whether the reader may see keys: a count of none would say that there are none. */
  hasKeys: boolean;
}

const CELL = "px-4 py-1 max-sm:p-0";
const HEAD = "h-9 border-line border-b px-4 text-left font-medium text-caption text-ink-muted";
const HEADS = ["region", "location", "state", "keys", "latency"] as const;
/** The bars need more room than the other facts. */
const WHERE_BARS_FIT = "max-md:hidden lg:max-[84rem]:hidden";

/** The text twin of the map: each row leads to the keys of its region. */
export function RegionTable({ scope, regions, availability, hasKeys }: RegionTableProps) {
  const t = useTranslations("overview");
  return (
    <>
      <table aria-label={t("regions")} className="w-full text-control max-sm:block">
        {/* Cards at 390 px name their facts themselves. */}
        <thead className="max-sm:sr-only">
          <tr>
            {HEADS.filter((head) => hasKeys || head !== "keys").map((head) => (
              <th key={head} scope="col" className={HEAD}>
                {t(head)}
              </th>
            ))}
            <th scope="col" className={classNames(HEAD, "text-right", WHERE_BARS_FIT)}>
              {t("history")}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line max-sm:block">
          {regions.map((region) => (
            <RegionRow
              key={region.slug}
              region={region}
              availability={availability}
              hasKeys={hasKeys}
              href={scopedAddress(scope, "/keys", { region: region.slug })}
            />
          ))}
        </tbody>
      </table>
      <div className={classNames("rounded-b-panel border-line border-t px-4 py-2.5", WHERE_BARS_FIT)}>
        <HistoryLegend />
      </div>
    </>
  );
}

interface RegionRowProps {
  region: RegionHealth;
  availability: Availability | undefined;
  hasKeys: boolean;
  href: string;
}

function RegionRow({ region, availability, hasKeys, href }: RegionRowProps) {
  const t = useTranslations("overview");
  const format = useNumberFormat();
  const latency = useNumberFormat({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const { totalKeys, latencyInMilliseconds } = region;
  return (
    <tr className="relative h-row last:[&>td:first-child]:rounded-bl-panel hover:bg-sunken max-sm:grid max-sm:h-auto max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:gap-y-1 max-sm:px-4 max-sm:py-3">
      <td className={CELL}>
        <NextLink prefetch={false} href={href} className="stretched-link whitespace-nowrap font-mono">
          {region.slug}
        </NextLink>
      </td>
      <td className={`${CELL} text-ink-muted max-sm:col-start-1 max-sm:row-start-2 max-sm:text-caption`}>
        {region.location}
      </td>
      <td className={`${CELL} max-sm:text-right`}>
        <RegionStatus state={region.state} />
      </td>
      {hasKeys ? (
        <td className={`${CELL} whitespace-nowrap max-sm:col-start-1 max-sm:row-start-3 max-sm:text-caption`}>
          {totalKeys === null ? (
            <span className="text-ink-faint">{t("unknown")}</span>
          ) : (
            <>
              {format(totalKeys)} <span className="text-ink-muted">{t("keyWord", { count: totalKeys })}</span>
            </>
          )}
        </td>
      ) : null}
      <td
        className={`${CELL} whitespace-nowrap text-ink-muted max-sm:col-start-2 max-sm:row-start-2 max-sm:text-right max-sm:text-caption`}
      >
        {latencyInMilliseconds === null ? t("noAnswer") : t("milliseconds", { value: latency(latencyInMilliseconds) })}
      </td>
      <td className={classNames(CELL, WHERE_BARS_FIT)}>
        {availability ? <HistoryBars region={region.slug} availability={availability} /> : null}
      </td>
    </tr>
  );
}

/** The rows' shape until the first answer; the map above it stands already. */
export function RegionTableSkeleton({ rows }: { rows: number }) {
  return (
    <div aria-hidden className="divide-y divide-line">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={row} className="flex h-row items-center gap-10 px-4">
          <Skeleton className="w-12" />
          <Skeleton className="w-20" />
          <Skeleton className="w-20" />
          <Skeleton className="ml-auto w-40 max-sm:w-16" />
        </div>
      ))}
    </div>
  );
}
