"use client";

import { scaleBand, scaleLinear } from "d3-scale";
import { useLayoutEffect, useRef, useState } from "react";
import { useNumberFormat } from "../ui/reader-locale";
import { monthWords } from "./months";

interface MonthBarsProps {
  /** Says what the picture shows, in words: the table below has the same figures. */
  label: string;
  /** One for each month, oldest first. */
  months: readonly { readonly month: string; readonly value: number }[];
  /** Tells the figure of a bar that the pointer is on. */
  words: (value: number) => string;
}

const HEIGHT = 172;
const GROUND = HEIGHT - 22;
const LEFT = 44;
const TICKS = 3;
/** Room for the name of a month, in pixels. */
const NAME_WIDTH = 36;

/** One figure by the month. Drawn as wide as its place is, so that its words are as large as those around it. */
export function MonthBars({ label, months, words }: MonthBarsProps) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);

  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <div ref={place} style={{ height: HEIGHT }}>
      {width > LEFT ? <Bars label={label} months={months} words={words} width={width} /> : null}
    </div>
  );
}

function Bars({ label, months, words, width: whole }: MonthBarsProps & { width: number }) {
  const short = useNumberFormat({ notation: "compact", maximumFractionDigits: 1 });
  const x = scaleBand(
    months.map(({ month }) => month),
    [LEFT, whole],
  ).padding(0.28);
  const y = scaleLinear([0, Math.max(TICKS, ...months.map(({ value }) => value))], [GROUND, 10]).nice(TICKS);
  const width = Math.min(x.bandwidth(), 56);
  const everyNth = Math.ceil(NAME_WIDTH / x.step());
  return (
    <svg role="img" aria-label={label} width={whole} height={HEIGHT} className="block">
      {y.ticks(TICKS).map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={whole} y1={y(tick)} y2={y(tick)} className="stroke-line" />
          <text x={LEFT - 6} y={y(tick) + 3.5} textAnchor="end" className="fill-ink-muted text-[11px]">
            {short(tick)}
          </text>
        </g>
      ))}
      {months.map(({ month, value }, index) => {
        const centre = (x(month) ?? 0) + x.bandwidth() / 2;
        return (
          <g key={month}>
            <title>{`${monthWords(month, true)}: ${words(value)}`}</title>
            {/* The whole column answers to the pointer. */}
            <rect x={x(month)} y={0} width={x.bandwidth()} height={GROUND} className="fill-transparent" />
            <rect
              x={centre - width / 2}
              width={width}
              y={y(value)}
              height={GROUND - y(value)}
              data-fill
              className="fill-accent"
            />
            {(months.length - 1 - index) % everyNth === 0 ? (
              <text
                x={Math.min(centre, whole - NAME_WIDTH / 2.5)}
                y={HEIGHT - 5}
                textAnchor="middle"
                className="fill-ink-muted text-[11px]"
              >
                {monthWords(month, false)}
              </text>
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}
