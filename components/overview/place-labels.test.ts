import { describe, expect, test } from "vitest";
import { placeLabels } from "./place-labels";

const PICTURE = { width: 690, height: 236 };
const LABEL = { width: 52, height: 18 };

describe("labels on the map", () => {
  test("a lone region is named at its right", () => {
    expect(placeLabels([{ x: 300, y: 100 }], PICTURE, LABEL)).toEqual(["right"]);
  });

  test("a region at the right edge is named at its left", () => {
    expect(placeLabels([{ x: 670, y: 100 }], PICTURE, LABEL)).toEqual(["left"]);
  });

  test("a name does not cover the neighbour to its right", () => {
    const sides = placeLabels(
      [
        { x: 300, y: 100 },
        { x: 330, y: 100 },
      ],
      PICTURE,
      LABEL,
    );
    expect(sides).toEqual(["left", "right"]);
  });

  test("six regions in one town get six different sides", () => {
    const sides = placeLabels(
      Array.from({ length: 6 }, () => ({ x: 300, y: 100 })),
      PICTURE,
      LABEL,
    );
    const named = sides.filter((side) => side !== "none");
    expect(new Set(named).size).toBe(named.length);
  });

  test("a region whose name fits nowhere is left to the table", () => {
    expect(placeLabels([{ x: 10, y: 10 }], { width: 20, height: 20 }, LABEL)).toEqual(["none"]);
  });
});
