export interface Point {
  /** Pixels from the left. */
  x: number;
  /** Pixels from the top. */
  y: number;
}

export type LabelSide =
  | "right"
  | "left"
  | "above"
  | "below"
  | "right-up"
  | "right-down"
  | "left-up"
  | "left-down"
  | "none";

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const DOT = 9;
const GAP = 3;

/** Where a label of this size stands, as an offset of its box's centre from the dot. */
const OFFSETS: readonly { side: Exclude<LabelSide, "none">; dx: number; dy: number }[] = [
  { side: "right", dx: 1, dy: 0 },
  { side: "left", dx: -1, dy: 0 },
  { side: "right-up", dx: 1, dy: -1 },
  { side: "right-down", dx: 1, dy: 1 },
  { side: "left-up", dx: -1, dy: -1 },
  { side: "left-down", dx: -1, dy: 1 },
  { side: "above", dx: 0, dy: -1 },
  { side: "below", dx: 0, dy: 1 },
];

/**
 * Chooses a side for every label so that it covers no dot and no other label and stays inside the picture: the first that
 * fits, in reading order of preference; `none` where nothing fits (the table below the map still names the region).
 */
export function placeLabels(
  points: readonly Point[],
  picture: { width: number; height: number },
  label: { width: number; height: number },
): LabelSide[] {
  const taken: Box[] = points.map(({ x, y }) => ({ left: x - DOT, right: x + DOT, top: y - DOT, bottom: y + DOT }));
  return points.map((point, index) => {
    for (const offset of OFFSETS) {
      const box = labelBox(point, offset, label);
      const others = taken.filter((_, position) => position !== index);
      if (!isInside(box, picture) || others.some((other) => overlaps(box, other))) continue;
      taken.push(box);
      return offset.side;
    }
    return "none";
  });
}

function labelBox(point: Point, { dx, dy }: { dx: number; dy: number }, size: { width: number; height: number }): Box {
  const x = point.x + dx * (size.width / 2 + (dy === 0 || dx === 0 ? DOT + GAP : GAP));
  const y = point.y + dy * (size.height / 2 + (dx === 0 ? DOT + GAP : GAP));
  const lift = dx !== 0 && dy !== 0 ? dy * DOT : 0;
  return {
    left: x - size.width / 2,
    right: x + size.width / 2,
    top: y + lift - size.height / 2,
    bottom: y + lift + size.height / 2,
  };
}

function isInside(box: Box, picture: { width: number; height: number }): boolean {
  return box.left >= 0 && box.top >= 0 && box.right <= picture.width && box.bottom <= picture.height;
}

function overlaps(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
