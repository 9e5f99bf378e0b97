import { area, curveLinear, line } from "d3-shape";

interface SparklineProps {
  /** Says what the picture shows, with its range in words: the text twin. */
  label: string;
  values: readonly number[];
  className?: string;
}

const WIDTH = 320;
const HEIGHT = 40;

/** The course of one figure, filled to the ground. */
export function Sparkline({ label, values, className }: SparklineProps) {
  const highest = Math.max(...values, 1);
  const points = values.map((value, position): [number, number] => [
    (position / Math.max(values.length - 1, 1)) * WIDTH,
    HEIGHT - 2 - (value / highest) * (HEIGHT - 6),
  ]);
  const curve = line().curve(curveLinear)(points) ?? "";
  const ground = area().curve(curveLinear).y0(HEIGHT)(points) ?? "";
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={className ?? "h-10 w-full"}
    >
      <path d={ground} className="fill-accent-soft" />
      <path d={curve} className="fill-none stroke-accent" strokeWidth={1.5} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
