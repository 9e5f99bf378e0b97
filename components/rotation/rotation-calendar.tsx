"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RotationRow } from "@/lib/contract/console";
import type { ListSearch } from "../query/use-list-search";
import { classNames } from "../ui/class-names";
import { IconButton } from "../ui/icon-button";
import { useNow } from "../ui/now";
import { Panel } from "../ui/panel";
import { type GridDay, monthAfter, monthIn, weeksOf } from "./month-grid";
import { rotationDay } from "./rotation-filters";

interface RotationCalendarProps {
  keys: readonly RotationRow[];
  search: ListSearch;
}

const MONTH_WORDS = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const DAY_WORDS = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "UTC" });
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** How many keys rotate by themselves on each day of a month; a day chooses its keys in the list, which is the text of it. */
export function RotationCalendar({ keys, search }: RotationCalendarProps) {
  const t = useTranslations("rotation.calendar");
  const now = useNow();
  const month = monthIn(search.chosen("month")[0] ?? null, now);
  const chosen = search.chosen("day")[0] ?? null;
  const counts = new Map<string, number>();
  for (const day of keys.map(rotationDay)) if (day !== null) counts.set(day, (counts.get(day) ?? 0) + 1);
  const words = MONTH_WORDS.format(Date.parse(`${month}-01T00:00:00Z`));
  const go = (months: number) => search.change({ month: monthAfter(month, months) }, true);
  return (
    <Panel
      title={<span aria-live="polite">{words}</span>}
      aside={
        <span className="flex">
          <IconButton label={t("previous")} icon={<ChevronLeft aria-hidden />} onPress={() => go(-1)} />
          <IconButton label={t("next")} icon={<ChevronRight aria-hidden />} onPress={() => go(1)} />
        </span>
      }
    >
      <table aria-label={t("label", { month: words })} className="w-full table-fixed text-control">
        <thead>
          <tr>
            {WEEKDAYS.map((weekday) => (
              <th key={weekday} scope="col" className="pb-1 font-normal text-caption text-ink-muted">
                <abbr title={t(`weekday.${weekday}`)} className="no-underline">
                  {t(`weekday.${weekday}`).slice(0, 2)}
                </abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr key={week.find(Boolean)?.day}>
              {week.map((day, at) => (
                <td key={day?.day ?? WEEKDAYS[at]} className="p-0.5 align-top">
                  {day === null ? null : (
                    <Day
                      of={day}
                      count={counts.get(day.day) ?? 0}
                      isToday={day.day === new Date(now).toISOString().slice(0, 10)}
                      isChosen={day.day === chosen}
                      onChoose={() => search.change({ day: day.day === chosen ? "" : day.day })}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-3 text-caption text-ink-muted">{t("note")}</p>
    </Panel>
  );
}

interface DayProps {
  of: GridDay;
  count: number;
  isToday: boolean;
  isChosen: boolean;
  onChoose: () => void;
}

function Day({ of, count, isToday, isChosen, onChoose }: DayProps) {
  const t = useTranslations("rotation.calendar");
  const number = <span className={classNames(isToday && "font-semibold text-accent-text underline")}>{of.number}</span>;
  const place = "flex h-11 w-full flex-col items-center justify-center rounded-small border";
  if (count === 0 && !isChosen) {
    return (
      <span
        aria-current={isToday ? "date" : undefined}
        className={classNames(place, "border-transparent text-ink-muted")}
      >
        {number}
      </span>
    );
  }
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      aria-current={isToday ? "date" : undefined}
      aria-label={t("day", { day: DAY_WORDS.format(Date.parse(`${of.day}T00:00:00Z`)), count })}
      onClick={onChoose}
      className={classNames(
        place,
        isChosen
          ? "border-accent bg-accent text-accent-ink [&_span]:text-accent-ink"
          : "border-line bg-accent-soft hover:border-accent",
      )}
    >
      {number}
      <span className="font-semibold text-accent-text text-caption">{count}</span>
    </button>
  );
}
