"use client";

import { ChartNoAxesColumn, Plus } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { UsagePage } from "@/lib/contract/console";
import { keyAddress, newKeyAddress } from "../keys/addresses";
import { useKeyRights } from "../keys/use-key-rights";
import { useMayAsk } from "../layout/organisation-context";
import { type Scope, scopedAddress } from "../layout/scope";
import { isRefusal } from "../query/console-error";
import { NotPermitted } from "../query/not-permitted";
import { QueryError } from "../query/query-error";
import { useListSearch } from "../query/use-list-search";
import { Disclosure } from "../ui/disclosure";
import { EmptyState } from "../ui/empty-state";
import { ButtonLink, Link } from "../ui/link";
import { useNow } from "../ui/now";
import { PageHeader } from "../ui/page-header";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import { SegmentedControl } from "../ui/segmented-control";
import { Skeleton } from "../ui/skeleton";
import { Status } from "../ui/status";
import { DownloadUsage } from "./download-usage";
import { MeasuredTable } from "./measured-table";
import { MonthBars } from "./month-bars";
import { monthsOf, monthWords, spanNamed, USAGE_SPANS } from "./months";
import { useUsage } from "./queries";
import { useMoney } from "./use-money";

const PARTS = ["project", "key"] as const;

/** What the organisation or project used: figures, courses by the month, and who used it. */
export function UsageView({ scope }: { scope: Scope }) {
  const t = useTranslations("usage");
  const search = useListSearch("");
  const parameters = useSearchParams();
  const span = spanNamed(parameters.get("months"));
  const months = monthsOf(span, useNow());
  const mayRead = useMayAsk()("usage:read");
  const query = useUsage(scope, months, mayRead);
  const by = PARTS.find((part) => part === parameters.get("by")) ?? (scope.project === null ? "project" : "key");
  const { data } = query;
  const may = useKeyRights();
  const isUnused = data !== undefined && data.total.kmsKeys + data.total.kmsApiCalls === 0;
  const head = { title: t("title"), lead: t(scope.project === null ? "lead" : "leadProject") };
  if (!mayRead || isRefusal(query.error)) {
    return (
      <>
        <PageHeader {...head} />
        <NotPermitted permission="usage:read" />
      </>
    );
  }
  return (
    <>
      <PageHeader {...head} actions={isUnused ? null : <DownloadUsage scope={scope} months={months} by={by} />} />
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <span className="flex items-center gap-2.5 text-control">
          <span aria-hidden className="text-ink-muted">
            {t("span")}
          </span>
          <SegmentedControl
            label={t("span")}
            options={USAGE_SPANS.map((value) => ({ value, label: value }))}
            value={span}
            onChange={(value) => search.change({ months: value })}
          />
        </span>
        {data === undefined ? null : (
          <span className="text-caption text-ink-muted">
            {t.rich("countedTo", { when: () => <RelativeTime value={data.callsCountedTo} /> })}
          </span>
        )}
      </div>
      {query.error ? (
        <QueryError
          error={query.error}
          title={t("failed")}
          onRetry={() => query.refetch()}
          isRetrying={query.isFetching}
          className="mb-4"
        />
      ) : null}
      {data === undefined ? (
        query.error ? null : (
          <Skeletons />
        )
      ) : (
        <>
          {data.unavailableRegions.length > 0 ? (
            <p className="mb-3">
              <Status tone="warn">{t("without", { regions: data.unavailableRegions.join(", ") })}</Status>
            </p>
          ) : null}
          <Figures of={data} />
          {isUnused ? (
            <Panel isFlush>
              <EmptyState
                icon={<ChartNoAxesColumn />}
                title={t("none")}
                action={
                  may("create") ? (
                    <ButtonLink href={newKeyAddress(scope)} tone="primary" icon={<Plus aria-hidden />}>
                      {t("createKey")}
                    </ButtonLink>
                  ) : null
                }
              >
                {t("noneText")}
              </EmptyState>
            </Panel>
          ) : (
            <>
              <Courses of={data} />
              <Parts scope={scope} of={data} by={by} onChange={(part) => search.change({ by: part })} />
            </>
          )}
        </>
      )}
    </>
  );
}

function Figures({ of }: { of: UsagePage }) {
  const t = useTranslations("usage");
  const number = useNumberFormat();
  const money = useMoney(of.currency);
  const { kmsKeys, kmsApiCalls, cost } = of.total;
  return (
    <dl className="mb-4 grid gap-4 sm:grid-cols-3">
      <Figure name={t("hours")} note={t("hoursNote")} value={number(kmsKeys)} />
      <Figure name={t("calls")} note={t("callsNote")} value={number(kmsApiCalls)} />
      {of.currency === undefined ? (
        <Figure name={t("cost")} note={t("costNone")} value={t("costUnknown")} isQuiet />
      ) : (
        <Figure name={t("cost")} note={t("costNote")} value={money(cost ?? 0)} />
      )}
    </dl>
  );
}

function Figure({ name, note, value, isQuiet }: { name: string; note: string; value: string; isQuiet?: boolean }) {
  return (
    <div className="rounded-panel border border-line bg-surface p-4 shadow-panel">
      <dt className="text-control text-ink-muted">{name}</dt>
      <dd>
        <span
          className={
            isQuiet
              ? "flex min-h-8.5 items-center text-control text-ink-faint"
              : "flex min-h-8.5 items-center font-semibold text-figure tracking-[-0.02em]"
          }
        >
          {value}
        </span>
        <span className="block text-caption text-ink-muted">{note}</span>
      </dd>
    </div>
  );
}

function Courses({ of }: { of: UsagePage }) {
  const t = useTranslations("usage");
  const number = useNumberFormat();
  const words = { from: monthWords(of.from, true), to: monthWords(of.to, true) };
  const hours = of.months.map(({ month, kmsKeys }) => ({ month, value: kmsKeys }));
  const calls = of.months.map(({ month, kmsApiCalls }) => ({ month, value: kmsApiCalls }));
  return (
    <Panel title={t("byMonth")} className="mb-4">
      <div className="grid gap-x-8 gap-y-5 md:grid-cols-2">
        <Course title={t("hours")}>
          <MonthBars
            label={t("hoursCourse", words)}
            months={hours}
            words={(value) => t("hoursOf", { count: number(value) })}
          />
        </Course>
        <Course title={t("calls")}>
          <MonthBars
            label={t("callsCourse", words)}
            months={calls}
            words={(value) => t("callsOf", { count: number(value) })}
          />
        </Course>
      </div>
      <Disclosure title={t("asTable")} className="mt-2">
        <MeasuredTable
          label={t("byMonth")}
          nameHead={t("column.month")}
          currency={of.currency}
          rows={of.months
            .toReversed()
            .map(({ month, ...use }) => ({ id: month, name: monthWords(month, true), ...use }))}
        />
      </Disclosure>
    </Panel>
  );
}

function Course({ title, children }: { title: string; children: ReactNode }) {
  return (
    <figure className="min-w-0">
      <figcaption className="mb-2 text-control text-ink-muted">{title}</figcaption>
      {children}
    </figure>
  );
}

interface PartsProps {
  scope: Scope;
  of: UsagePage;
  by: (typeof PARTS)[number];
  onChange: (part: (typeof PARTS)[number]) => void;
}

/** Who used it. */
function Parts({ scope, of, by, onChange }: PartsProps) {
  const t = useTranslations("usage");
  const rows = by === "project" ? projectRows() : keyRows();
  return (
    <Panel
      isFlush
      title={t(`by.${by}`)}
      aside={
        <SegmentedControl
          label={t("by.label")}
          options={PARTS.map((value) => ({ value, label: t(`part.${value}`) }))}
          value={by}
          onChange={onChange}
        />
      }
    >
      {rows.length === 0 ? (
        <EmptyState icon={<ChartNoAxesColumn />} title={t("none")}>
          {t("noneText")}
        </EmptyState>
      ) : (
        <MeasuredTable label={t(`by.${by}`)} nameHead={t(`column.${by}`)} currency={of.currency} rows={rows} />
      )}
      {by === "key" && of.keyCount > of.keys.length ? (
        <p className="border-line border-t px-4 py-3 text-caption text-ink-muted">
          {t("more", { shown: of.keys.length, count: of.keyCount })}
        </p>
      ) : null}
    </Panel>
  );

  function projectRows() {
    return of.projects.map(({ projectId, slug, name, ...use }) => ({
      id: projectId ?? "",
      name:
        projectId === null ? (
          t("own")
        ) : slug === null ? (
          <span className="font-mono">{projectId}</span>
        ) : (
          <Link href={scopedAddress({ ...scope, project: slug }, "/usage")}>{name}</Link>
        ),
      ...use,
    }));
  }

  function keyRows() {
    return of.keys.map(({ identity, name, slug, region, projectId, projectSlug, deletedAt, ...use }) => ({
      id: identity,
      name: (
        <>
          {deletedAt === null ? (
            <Link
              href={keyAddress({
                organisation: scope.organisation,
                project: projectSlug ?? projectId,
                region,
                key: slug,
              })}
              prefetch={false}
            >
              {name}
            </Link>
          ) : (
            <span>
              {name}{" "}
              <span className="text-caption text-ink-muted">
                {t.rich("deleted", { when: () => <RelativeTime value={deletedAt} look="day" /> })}
              </span>
            </span>
          )}
          <span className="block font-mono text-caption text-ink-muted">
            {projectId === null ? region : `${region}, ${projectSlug ?? projectId}`}
          </span>
        </>
      ),
      ...use,
    }));
  }
}

function Skeletons() {
  return (
    <div aria-hidden className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-3">
        <Skeleton className="h-28" />
        <Skeleton className="h-28" />
        <Skeleton className="h-28" />
      </div>
      <Skeleton className="h-64" />
      <Skeleton className="h-48" />
    </div>
  );
}
