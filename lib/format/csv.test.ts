import { expect, test } from "vitest";
import { csvOf } from "./csv";

test("cells with commas, quotes and line breaks are quoted", () => {
  expect(csvOf([["a", "b,c", 'say "hi"', "two\nlines"]])).toBe('a,"b,c","say ""hi""","two\nlines"\r\n');
});

test("cells that a spreadsheet would run are made harmless", () => {
  const cells = ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "a=1", "'=1"];
  expect(csvOf(cells.map((cell) => [cell]))).toBe(
    "'=1+1\r\n'+1\r\n'-1\r\n'@A1\r\n'\t=1\r\n\"'\r=1\"\r\na=1\r\n'=1\r\n",
  );
});
