"use client";

import { useTranslations } from "next-intl";
import type { KeyUse } from "@/lib/contract/console";
import { Disclosure } from "../ui/disclosure";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { Skeleton } from "../ui/skeleton";
import { Sparkline } from "../ui/sparkline";
import { dayWords } from "../ui/time-words";
import { courseOfUse } from "./version-use";

/** How often a key was used in the last 30 days: figure, course and its table. `use` is undefined until it is known. */
export function UsePanel({ use }: { use: KeyUse | undefined }) {
  const t = useTranslations("keys");
  const number = useNumberFormat();
  const percent = useNumberFormat({ style: "percent", maximumFractionDigits: 2 });
  const course = use === undefined ? null : courseOfUse(use);
  return (
    <Panel title={t("use30.title")} aside={t("use30.days", { count: course?.days.length ?? 30 })}>
      {course === null ? (
        <Skeleton className="h-20 w-full" />
      ) : (
        <>
          <p>
            <span className="font-semibold text-page">{number(course.calls)}</span>{" "}
            <span className="text-control text-ink-muted">
              {course.calls === 0
                ? t("use30.none")
                : t("use30.calls", { count: course.calls, share: percent(course.succeeded / course.calls) })}
            </span>
          </p>
          <Sparkline
            label={t("use30.course", {
              count: number(course.calls),
              most: number(Math.max(...course.days.map(({ calls }) => calls))),
            })}
            values={course.days.map(({ calls }) => calls)}
            className="mt-2 h-10 w-full"
          />
          {course.calls === 0 ? null : (
            <Disclosure title={t("use30.asTable")} className="mt-2">
              <div className="max-h-60 overflow-auto">
                <table className="w-full text-control">
                  <tbody>
                    {course.days
                      .filter(({ calls }) => calls > 0)
                      .map(({ start, calls }) => (
                        <tr key={start} className="border-line border-t first:border-t-0">
                          <th scope="row" className="py-1.5 text-left font-normal text-ink-muted">
                            {dayWords(Date.parse(start))}
                          </th>
                          <td className="py-1.5 text-right">{number(calls)}</td>
                        </tr>
                      ))}
                  </tbody>
                </table>
              </div>
            </Disclosure>
          )}
        </>
      )}
    </Panel>
  );
}
