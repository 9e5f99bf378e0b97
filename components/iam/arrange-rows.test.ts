import { describe, expect, test } from "vitest";
import { arrangeRows } from "./arrange-rows";

interface Row {
  name: string;
  usedAt: number | null;
}

const rows: readonly Row[] = [
  { name: "team 10", usedAt: 3 },
  { name: "Team 9", usedAt: null },
  { name: "Élodie", usedAt: 7 },
];
const order = {
  text: ({ name }: Row) => name,
  sorts: { name: (row: Row) => row.name, used: (row: Row) => row.usedAt },
};
const names = (words: string, sort: string) => arrangeRows(rows, words, sort, order).map(({ name }) => name);

describe("a list that the page has whole", () => {
  test("finds rows that contain every word, whatever their case and order", () => {
    expect(names("10 TEAM", "name")).toEqual(["team 10"]);
    expect(names("nobody", "name")).toEqual([]);
  });

  test("orders names as people do", () => {
    expect(names("", "name")).toEqual(["Élodie", "Team 9", "team 10"]);
    expect(names("", "-name")).toEqual(["team 10", "Team 9", "Élodie"]);
  });

  test("puts what is not known last in both directions", () => {
    expect(names("", "used")).toEqual(["team 10", "Élodie", "Team 9"]);
    expect(names("", "-used")).toEqual(["Élodie", "team 10", "Team 9"]);
  });

  test("keeps the order of the server for a sort it does not know", () => {
    expect(names("", "shoe size")).toEqual(rows.map(({ name }) => name));
  });
});
