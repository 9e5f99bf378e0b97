import { geoMercator, geoPath } from "d3-geo";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlas from "world-atlas/countries-50m.json";
import { type LabelSide, type Point, placeLabels } from "./place-labels";

export interface RegionPlace {
  slug: string;
  /** Degrees, north and east positive. */
  latitude: number;
  longitude: number;
}

export interface RegionMark {
  slug: string;
  /** Per cent of the picture's width and height. */
  left: number;
  top: number;
  /** Side of the name from 640 px on, and below. */
  side: LabelSide;
  sideNarrow: LabelSide;
}

export interface RegionGeography {
  width: number;
  height: number;
  /** SVG path data. */
  land: string;
  borders: string;
  marks: RegionMark[];
}

/** Size the picture is drawn for; it scales with its column. */
const WIDTH = 690;
const HEIGHT = 330;
const NARROW_WIDTH = 330;
const PADDING = { x: 150, y: 60 };
/** Closest view: about 28 degrees of longitude across, so that coasts stay recognisable around a single region. */
const SCALE_MAX = 1_400;
const LABEL = { width: 56, height: 18 };

// The package has no types of its own for the file.
const topology = atlas as unknown as Topology<{ countries: GeometryCollection }>;

/** Coasts and borders around the given regions, and where each region's dot and name stand. */
export function regionGeography(places: readonly RegionPlace[]): RegionGeography {
  const projection = projectionAround(places);
  const path = geoPath(projection).digits(1);
  const { countries } = topology.objects;
  const points = places.map(({ longitude, latitude }) => pointOf(projection([longitude, latitude])));
  const sides = placeLabels(points, { width: WIDTH, height: HEIGHT }, LABEL);
  const ratio = NARROW_WIDTH / WIDTH;
  const narrow = points.map(({ x, y }) => ({ x: x * ratio, y: y * ratio }));
  const sidesNarrow = placeLabels(narrow, { width: NARROW_WIDTH, height: HEIGHT * ratio }, LABEL);
  return {
    width: WIDTH,
    height: HEIGHT,
    land: path(feature(topology, countries)) ?? "",
    borders: path(mesh(topology, countries, (one, other) => one !== other)) ?? "",
    marks: places.map(({ slug }, index) => ({
      slug,
      left: percent(points[index]?.x ?? 0, WIDTH),
      top: percent(points[index]?.y ?? 0, HEIGHT),
      side: sides[index] ?? "none",
      sideNarrow: sidesNarrow[index] ?? "none",
    })),
  };
}

/** Mercator, turned to the regions' middle so that the date line never cuts between them, and scaled to hold them all. */
function projectionAround(places: readonly RegionPlace[]) {
  const projection = geoMercator()
    .rotate([-middleLongitude(places), 0])
    .scale(1)
    .translate([0, 0]);
  const points = places.map(({ longitude, latitude }) => pointOf(projection([longitude, latitude])));
  const [left, right] = rangeOf(points.map(({ x }) => x));
  const [top, bottom] = rangeOf(points.map(({ y }) => y));
  const scale = Math.min(
    SCALE_MAX,
    (WIDTH - 2 * PADDING.x) / Math.max(right - left, Number.EPSILON),
    (HEIGHT - 2 * PADDING.y) / Math.max(bottom - top, Number.EPSILON),
  );
  return projection
    .scale(scale)
    .translate([WIDTH / 2 - ((left + right) / 2) * scale, HEIGHT / 2 - ((top + bottom) / 2) * scale])
    .clipExtent([
      [-2, -2],
      [WIDTH + 2, HEIGHT + 2],
    ]);
}

/** Mean direction of the longitudes, in degrees. */
function middleLongitude(places: readonly RegionPlace[]): number {
  const radians = places.map(({ longitude }) => (longitude * Math.PI) / 180);
  const east = radians.reduce((sum, angle) => sum + Math.sin(angle), 0);
  const north = radians.reduce((sum, angle) => sum + Math.cos(angle), 0);
  return (Math.atan2(east, north) * 180) / Math.PI;
}

function rangeOf(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

function pointOf(projected: [number, number] | null): Point {
  return { x: projected?.[0] ?? 0, y: projected?.[1] ?? 0 };
}

function percent(value: number, whole: number): number {
  return Math.round((value / whole) * 10_000) / 100;
}
