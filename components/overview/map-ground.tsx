import type { RegionGeography } from "./region-geography";

/** Coasts and borders, drawn on the server. Decoration: the marks and the table carry the facts. */
export function MapGround({ geography }: { geography: RegionGeography }) {
  const { width, height, land, borders } = geography;
  return (
    <svg aria-hidden viewBox={`0 0 ${width} ${height}`} className="absolute inset-0 size-full">
      <path d={land} className="fill-sunken stroke-line" strokeWidth={0.75} />
      <path d={borders} className="fill-none stroke-line" strokeWidth={0.75} />
    </svg>
  );
}
