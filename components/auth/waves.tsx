import { curveNatural, line as curveThrough } from "d3-shape";

const WIDTH = 720;
const HEIGHT = 900;
const LINES = 26;
const STEP = 40;

/** Swell seen from above: lines of one sum of two sines each, calmer towards the text. Decoration only. */
export function Waves() {
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="xMidYMin slice"
      className="absolute inset-0 size-full fill-none"
    >
      {Array.from({ length: LINES }, (_, line) => (
        <path
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines never move
          key={line}
          d={wave(line)}
          className={line % 5 === 2 ? "stroke-accent" : "stroke-line-strong"}
          strokeWidth={line % 5 === 2 ? 1.5 : 1}
          opacity={Math.max(0, 0.75 - line / LINES)}
        />
      ))}
    </svg>
  );
}

function wave(line: number): string {
  const height = 26 * (1 - line / (LINES * 1.2));
  const points: [number, number][] = [];
  for (let x = -STEP; x <= WIDTH + STEP; x += STEP) {
    points.push([x, 60 + line * 26 + height * (Math.sin(x / 96 + line * 0.42) + 0.5 * Math.sin(x / 41 - line * 0.3))]);
  }
  return curveThrough().curve(curveNatural).digits(1)(points) ?? "";
}
