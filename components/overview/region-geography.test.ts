import { describe, expect, test } from "vitest";
import { regionGeography } from "./region-geography";

const EUROPE = [
  { slug: "nl-01", latitude: 52.37, longitude: 4.9 },
  { slug: "nl-02", latitude: 51.44, longitude: 5.48 },
  { slug: "de-01", latitude: 50.11, longitude: 8.68 },
];

describe("the map of regions", () => {
  test("holds every region, inside its edges, with a name", () => {
    const { marks } = regionGeography(EUROPE);
    for (const mark of marks) {
      expect(mark.left).toBeGreaterThan(5);
      expect(mark.left).toBeLessThan(95);
      expect(mark.top).toBeGreaterThan(5);
      expect(mark.top).toBeLessThan(95);
      expect([mark.side, mark.sideNarrow]).not.toContain("none");
    }
  });

  test("keeps north up and east right", () => {
    const [north, south, east] = regionGeography(EUROPE).marks;
    expect(north?.top).toBeLessThan(south?.top ?? 0);
    expect(south?.left).toBeLessThan(east?.left ?? 0);
  });

  test("is light enough to be part of the page", () => {
    const { land, borders } = regionGeography(EUROPE);
    expect(land.length).toBeGreaterThan(1_000);
    expect(land.length + borders.length).toBeLessThan(80_000);
  });

  test("regions on both sides of the date line stand near each other", () => {
    const { marks } = regionGeography([
      { slug: "fj-01", latitude: -18, longitude: 178 },
      { slug: "ws-01", latitude: -13.8, longitude: -171.8 },
    ]);
    expect(marks[0]?.left).toBeLessThan(marks[1]?.left ?? 0);
    expect((marks[1]?.left ?? 0) - (marks[0]?.left ?? 0)).toBeLessThan(60);
  });

  test("a single region stands in the middle", () => {
    const [mark] = regionGeography([{ slug: "nl-01", latitude: 52.37, longitude: 4.9 }]).marks;
    expect(mark).toMatchObject({ left: 50, top: 50 });
  });
});
