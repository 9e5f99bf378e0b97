"use client";

import { CalendarClock, CalendarDays, KeyRound, MapPin, Plus, RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import type { RotationOverview, RotationRow } from "@/lib/contract/console";
import { AccessList, type ListFilter } from "../iam/access-list";
import type { RowOrder } from "../iam/arrange-rows";
import { keyAddress, newKeyAddress } from "../keys/addresses";
import { RotateDialog } from "../keys/rotate-dialog";
import { useKeyRights } from "../keys/use-key-rights";
import type { Scope } from "../layout/scope";
import { NotPermitted } from "../query/not-permitted";
import { useConsoleChange } from "../query/use-console-change";
import { AT_REST_MILLISECONDS, useConsoleRead } from "../query/use-console-read";
import { type ListSearch, useListSearch } from "../query/use-list-search";
import { Button } from "../ui/button";
import { classNames } from "../ui/class-names";
import { Disclosure } from "../ui/disclosure";
import { EmptyState } from "../ui/empty-state";
import { FilterChip } from "../ui/filter-chip";
import { ButtonLink } from "../ui/link";
import { notify } from "../ui/notify";
import { useNow } from "../ui/now";
import { PageHeader } from "../ui/page-header";
import { Status } from "../ui/status";
import type { TableColumn } from "../ui/table-column";
import { dayWords } from "../ui/time-words";
import type { RotationActions } from "./rotation-actions";
import { RotationCalendar } from "./rotation-calendar";
import { NextTurn, RotationDetail, RotationStatus } from "./rotation-cells";
import { isWithin, ROTATION_SPANS, ROTATION_STATES, rotationDay } from "./rotation-filters";
import { ScheduleDialog } from "./schedule-dialog";

interface RotationViewProps {
  scope: Scope;
  first: RotationOverview | undefined;
  actions: RotationActions;
}

const STATE_RANK = (row: RotationRow) => ROTATION_STATES.indexOf(row.state);

const ORDER: RowOrder<RotationRow> = {
  text: ({ name, slug, identity, region, keyType }) => [name, slug, identity, region, keyType].join(" "),
  sorts: {
    urgency: (row) => `${STATE_RANK(row)} ${row.dueAt ?? row.newestSince}`,
    name: ({ slug }) => slug,
    state: STATE_RANK,
    next: ({ nextRotationAt }) => nextRotationAt,
    period: ({ rotationPeriodInDays, state }) => (state === "none" ? null : rotationPeriodInDays),
    newest: ({ newestSince }) => newestSince,
  },
};

/** Which keys rotate when, which did not, and which never will. */
export function RotationView({ scope, first, actions }: RotationViewProps) {
  const t = useTranslations("rotation");
  const may = useKeyRights();
  const query = useConsoleRead(scope, "rotation", first, may("list"), AT_REST_MILLISECONDS);
  const search = useListSearch("urgency");
  const keys = query.data?.keys;
  const hasKeys = keys !== undefined && keys.length > 0;
  const columns = useColumns();
  const filters = useFilters(search, keys ?? []);
  const [rotating, setRotating] = useState<RotationRow | null>(null);
  const [isScheduling, setScheduling] = useState(false);
  const unscheduled = keys?.filter(({ state, isActive }) => state === "none" && isActive) ?? [];
  const without = query.data?.unavailableRegions ?? [];
  const { rotateKey, updateRotation } = actions;
  if (!may("list")) {
    return (
      <>
        <PageHeader title={t("title")} lead={t("lead")} />
        <NotPermitted permission="kms_key:list" />
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          may("update_rotation") && unscheduled.length > 0 ? (
            <Button tone="primary" icon={<CalendarClock aria-hidden />} onPress={() => setScheduling(true)}>
              {t("schedule.open")}
            </Button>
          ) : null
        }
      />
      {without.length > 0 ? (
        <p className="mb-3">
          <Status tone="warn">{t("without", { regions: without.join(", ") })}</Status>
        </p>
      ) : null}
      {query.data?.hasMore ? <p className="mb-3 text-control text-ink-muted">{t("hasMore")}</p> : null}
      <div className={classNames("grid items-start gap-4", hasKeys && "xl:grid-cols-[minmax(0,1fr)_20rem]")}>
        {/* Below a list of hundreds of keys nobody would find it. */}
        {hasKeys ? (
          <Disclosure title={t("calendar.open")} className="xl:hidden" isOpenAtFirst={search.chosen("day").length > 0}>
            <div className="mt-2">
              <RotationCalendar keys={keys} search={search} />
            </div>
          </Disclosure>
        ) : null}
        <div className="min-w-0">
          <AccessList
            id="rotation"
            label={t("title")}
            query={{ ...query, data: keys }}
            columns={columns}
            rowKey={({ identity }) => identity}
            rowName={({ name }) => name}
            rowHref={({ region, slug }) => keyAddress({ ...scope, region, key: slug }, "versions")}
            rowDetail={(row) => <RotationDetail of={row} />}
            rowMenu={may("rotate") ? menuOf : undefined}
            search={search}
            order={ORDER}
            filters={filters}
            filterLabel={t("filter")}
            countWords={(count) => t("count", { count })}
            empty={
              <EmptyState
                icon={<KeyRound />}
                title={t("empty")}
                action={
                  may("create") ? (
                    <ButtonLink href={newKeyAddress(scope)} tone="primary" icon={<Plus aria-hidden />}>
                      {t("createKey")}
                    </ButtonLink>
                  ) : undefined
                }
              >
                {t("emptyText")}
              </EmptyState>
            }
          />
        </div>
        {hasKeys ? (
          <div className="max-xl:hidden xl:sticky xl:top-[calc(var(--topbar)+1.5rem)]">
            <RotationCalendar keys={keys} search={search} />
          </div>
        ) : null}
      </div>
      {rotating === null ? null : (
        <RotateNow scope={scope} of={rotating} rotateKey={rotateKey} onClose={() => setRotating(null)} />
      )}
      {isScheduling ? (
        <ScheduleDialog {...{ scope, updateRotation }} keys={unscheduled} onClose={() => setScheduling(false)} />
      ) : null}
    </>
  );

  function menuOf(row: RotationRow) {
    if (!row.isActive) return [];
    const rotate = {
      id: "rotate",
      label: t("rotateNow"),
      icon: <RefreshCw aria-hidden />,
      onAction: () => setRotating(row),
    };
    return [{ id: "act", entries: [rotate] }];
  }
}

interface RotateNowProps {
  scope: Scope;
  of: RotationRow;
  rotateKey: RotationActions["rotateKey"];
  onClose: () => void;
}

function RotateNow({ scope, of, rotateKey, onClose }: RotateNowProps) {
  const t = useTranslations("rotation");
  const { runOrExplain } = useConsoleChange(scope);
  return (
    <RotateDialog
      of={of}
      isOpen
      onOpenChange={onClose}
      onConfirm={() =>
        runOrExplain(
          () => rotateKey({ ...scope, region: of.region, key: of.slug }),
          ({ name, latestVersion }) => notify({ title: t("rotated", { name, version: latestVersion }) }),
        )
      }
    />
  );
}

function useColumns(): readonly TableColumn<RotationRow>[] {
  const t = useTranslations("rotation");
  return useMemo(
    () => [
      { id: "name", header: t("column.name"), cell: ({ name }) => name, sortKey: "name" },
      {
        id: "region",
        header: t("column.region"),
        cell: ({ region }) => <span className="font-mono text-ink">{region}</span>,
        width: "84px",
      },
      {
        id: "state",
        header: t("column.state"),
        cell: (row) => <RotationStatus of={row} />,
        sortKey: "state",
        width: "140px",
        card: "status",
      },
      { id: "next", header: t("column.next"), cell: (row) => <NextTurn of={row} />, sortKey: "next", width: "164px" },
      {
        id: "newest",
        header: t("column.newest"),
        cell: ({ newestSince }) => dayWords(Date.parse(newestSince)),
        sortKey: "newest",
        width: "124px",
        hideBelow: "lg",
        isOptional: true,
        card: "hidden",
      },
    ],
    [t],
  );
}

function useFilters(search: ListSearch, keys: readonly RotationRow[]): ListFilter<RotationRow>[] {
  const t = useTranslations("rotation");
  const now = useNow();
  const [states, spans, regions, days] = [
    search.chosen("state"),
    search.chosen("within"),
    search.chosen("region"),
    search.chosen("day"),
  ];
  const span = Math.max(0, ...spans.map(Number).filter(Number.isFinite));
  const known = [...new Set(keys.map(({ region }) => region))].toSorted();
  const set = (id: string) => (values: string[]) => search.change({ [id]: values.join(",") });
  const day = days[0];
  return [
    {
      id: "state",
      keeps: ({ state }) => states.length === 0 || states.includes(state),
      control: (
        <FilterChip
          label={t("column.state")}
          icon={<RefreshCw aria-hidden />}
          options={ROTATION_STATES.map((value) => ({
            value,
            label: t(`state.${value}`),
            count: keys.filter(({ state }) => state === value).length,
          }))}
          selected={states}
          onChange={set("state")}
        />
      ),
    },
    {
      id: "within",
      keeps: (row) => span === 0 || isWithin(row, span, now),
      control: (
        <FilterChip
          label={t("within.label")}
          icon={<CalendarClock aria-hidden />}
          options={ROTATION_SPANS.map((value) => ({
            value,
            label: t("within.days", { days: value }),
            count: keys.filter((row) => isWithin(row, Number(value), now)).length,
          }))}
          selected={spans}
          // One span at a time: the newest choice stays.
          onChange={(values) => set("within")(values.filter((value) => !spans.includes(value)).slice(-1))}
        />
      ),
    },
    {
      id: "region",
      keeps: ({ region }) => regions.length === 0 || regions.includes(region),
      control:
        known.length < 2 && regions.length === 0 ? null : (
          <FilterChip
            label={t("column.region")}
            icon={<MapPin aria-hidden />}
            options={known.map((value) => ({ value, label: value }))}
            selected={regions}
            onChange={set("region")}
            isMono
          />
        ),
    },
    {
      id: "day",
      keeps: (row) => day === undefined || rotationDay(row) === day,
      control:
        day === undefined ? null : (
          <FilterChip
            label={t("day")}
            icon={<CalendarDays aria-hidden />}
            options={[{ value: day, label: day }]}
            selected={[day]}
            onChange={set("day")}
          />
        ),
    },
  ];
}
