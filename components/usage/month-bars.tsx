"use client";

import { scaleBand, scaleLinear } from "d3-scale";
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

const WIDTH = 400;
const HEIGHT = 140;
const GROUND = HEIGHT - 22;
const LEFT = 44;
/** Names of months that have room for one beside the other. */
const NAMES_MAX = 12;

/** One figure by the month. */
export function MonthBars({ label, months, words }: MonthBarsProps) {
  const short = useNumberFormat({ notation: "compact", maximumFractionDigits: 1 });
  const x = scaleBand(
    months.map(({ month }) => month),
    [LEFT, WIDTH],
  ).padding(0.28);
  const y = scaleLinear([0, Math.max(1, ...months.map(({ value }) => value))], [GROUND, 10]).nice(3);
  const width = Math.min(x.bandwidth(), 56);
  const everyNth = Math.ceil(months.length / NAMES_MAX);
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="block w-full">
      {y.ticks(3).map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={WIDTH} y1={y(tick)} y2={y(tick)} className="stroke-line" />
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
              <text x={centre} y={HEIGHT - 5} textAnchor="middle" className="fill-ink-muted text-[11px]">
                {monthWords(month, false)}
              </text>
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}
