"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import type { AuditHistogram } from "@/lib/contract/audit";
import type { Scope } from "../layout/scope";
import { ConsoleError } from "../query/console-error";
import { QueryError } from "../query/query-error";
import { classNames } from "../ui/class-names";
import { Disclosure } from "../ui/disclosure";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { exactWords } from "../ui/time-words";
import { type BarRange, barSpan, barsBetween, heightsOf } from "./bars";
import { HistogramTable } from "./histogram-table";
import { useAuditHistogram } from "./queries";
import type { AuditAddress } from "./use-audit-page";

const HEIGHT = 64;
/** What is drawn from the ground up: the rare and grave lies on top, where it is seen. */
const FILLS = [
  ["allowed", "fill-accent/70"],
  ["refused", "fill-warn"],
  ["failed", "fill-bad"],
] as const;

/** Records over time, by outcome. Dragging over bars, or Shift and the arrow keys, narrows the page to their span. */
export function HistogramPanel({ scope, address }: { scope: Scope; address: AuditAddress }) {
  const t = useTranslations("audit");
  const number = useNumberFormat();
  const query = useAuditHistogram(scope, address.question.parameters, address.isLive);
  const { data } = query;
  // What cannot be asked is explained once, in place of the list.
  if (query.error instanceof ConsoleError && query.error.status === 400) return null;
  if (query.error && data === undefined) {
    return (
      <QueryError error={query.error} onRetry={() => query.refetch()} isRetrying={query.isFetching} className="mb-4" />
    );
  }
  const total = data?.total;
  return (
    <Panel
      className="mb-4 print:hidden"
      title={t("histogram.title")}
      aside={
        total
          ? t("histogram.total", {
              allowed: number(total.allowed),
              refused: number(total.refused),
              failed: number(total.failed),
            })
          : null
      }
    >
      {data === undefined ? (
        <div style={{ height: HEIGHT + 20 }} />
      ) : (
        <>
          <Bars data={data} onChoose={({ from, to }) => address.change({ from, to, range: "", live: "" })} />
          <div className="mt-1 flex flex-wrap justify-between gap-x-4 text-caption text-ink-muted">
            <span>{exactWords(Date.parse(data.from))}</span>
            <span className="max-sm:order-last max-sm:basis-full">
              {data.countedBackTo === null
                ? t("histogram.hint")
                : t("histogram.tooLow", { time: exactWords(Date.parse(data.countedBackTo)) })}
            </span>
            <span>{exactWords(Date.parse(data.to))}</span>
          </div>
          <Disclosure title={t("histogram.asTable")} className="mt-2">
            <HistogramTable data={data} />
          </Disclosure>
        </>
      )}
    </Panel>
  );
}

function Bars({ data, onChoose }: { data: AuditHistogram; onChoose: (span: { from: string; to: string }) => void }) {
  const t = useTranslations("audit");
  const number = useNumberFormat();
  const [marked, setMarked] = useState<BarRange | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const dragged = useRef<number | null>(null);
  const { buckets } = data;
  const shown = at === null ? undefined : buckets[at];

  function barAt(event: PointerEvent<HTMLElement>): number {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const place = Math.floor(((event.clientX - left) / width) * buckets.length);
    return Math.min(Math.max(place, 0), buckets.length - 1);
  }

  function finish(range: BarRange | null) {
    dragged.current = null;
    setMarked(null);
    if (range !== null) onChoose(barSpan(data, range));
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (event.key === "Enter" && at !== null) finish(marked ?? { first: at, last: at });
    if (event.key === "Escape") setMarked(null);
    if (step === 0) return;
    event.preventDefault();
    const from = at ?? (step > 0 ? -1 : buckets.length);
    const next = Math.min(Math.max(from + step, 0), buckets.length - 1);
    if (event.shiftKey) dragged.current ??= at ?? next;
    else dragged.current = null;
    setMarked(dragged.current === null ? null : barsBetween(dragged.current, next));
    setAt(next);
  }

  return (
    <div className="relative">
      <div
        role="slider"
        tabIndex={0}
        aria-label={t("histogram.label")}
        aria-valuemin={0}
        aria-valuemax={buckets.length - 1}
        aria-valuenow={at ?? 0}
        aria-valuetext={shown ? barWords(shown) : t("histogram.none")}
        className="cursor-crosshair touch-pan-y rounded-small"
        onKeyDown={onKeyDown}
        onBlur={() => {
          setAt(null);
          setMarked(null);
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          dragged.current = barAt(event);
          setMarked(barsBetween(dragged.current, dragged.current));
        }}
        onPointerMove={(event) => {
          const bar = barAt(event);
          setAt(bar);
          if (dragged.current !== null) setMarked(barsBetween(dragged.current, bar));
        }}
        onPointerUp={() => finish(marked)}
        onPointerCancel={() => finish(null)}
        onPointerLeave={() => dragged.current === null && setAt(null)}
      >
        <svg
          aria-hidden
          viewBox={`0 0 ${buckets.length} ${HEIGHT}`}
          preserveAspectRatio="none"
          className="block w-full"
          style={{ height: HEIGHT }}
        >
          {marked ? (
            <rect
              x={marked.first}
              width={marked.last - marked.first + 1}
              y={0}
              height={HEIGHT}
              className="fill-accent-soft"
            />
          ) : null}
          {heightsOf(buckets, HEIGHT).map((heights, index) => {
            let ground = HEIGHT;
            return FILLS.map(([outcome, fill]) => {
              const height = heights[outcome];
              ground -= height;
              return height === 0 ? null : (
                <rect
                  key={`${buckets[index]?.at} ${outcome}`}
                  x={index + 0.1}
                  width={0.8}
                  y={ground}
                  height={height}
                  className={classNames(fill, at === index && "brightness-75")}
                />
              );
            });
          })}
          <line
            x1={0}
            x2={buckets.length}
            y1={HEIGHT}
            y2={HEIGHT}
            className="stroke-line"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
      </div>
      {shown ? (
        <p
          aria-hidden
          className="pointer-events-none absolute -top-9 right-0 rounded-control border border-line bg-raised px-2 py-1 text-caption shadow-overlay"
        >
          {barWords(shown)}
        </p>
      ) : null}
    </div>
  );

  function barWords(bar: AuditHistogram["buckets"][number]): string {
    const { at: time, allowed, refused, failed } = bar;
    return t("histogram.bar", {
      time: exactWords(Date.parse(time)),
      allowed: number(allowed),
      refused: number(refused),
      failed: number(failed),
    });
  }
}
