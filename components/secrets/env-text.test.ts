import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readEnvText, writeEnvText } from "./env-text";

const valuesOf = (text: string) =>
  Object.fromEntries(readEnvText(text).entries.map(({ name, value }) => [name, value]));

describe("a .env file", () => {
  test.each([
    ["plain", "A=1\nB=two words \n", { A: "1", B: "two words" }],
    ["comments and empty lines", "# first\n\nA=1 # note\nB=a#b\nC=# none\n", { A: "1", B: "a#b", C: "" }],
    ["export and spaces", "export A=1\n  export  B = 2\n", { A: "1", B: "2" }],
    ["CRLF and a byte order mark", "\uFEFFA=1\r\nB='x'\r\n", { A: "1", B: "x" }],
    ["single quotes as they are", "A='a \\n $B \"c\" # d'\n", { A: 'a \\n $B "c" # d' }],
    ["double quotes with escapes", 'A="a\\nb\\t\\"c\\" \\$D \\\\ \\x" # note\n', { A: 'a\nb\t"c" $D \\ \\x' }],
    [
      "quotes over several lines",
      'A="-----BEGIN\nMIIE=\n-----END"\nB=2\n',
      { A: "-----BEGIN\nMIIE=\n-----END", B: "2" },
    ],
    ["an equals sign in a value", "URL=postgres://u:p@db/x?a=b\n", { URL: "postgres://u:p@db/x?a=b" }],
    ["nothing after the equals sign", "A=\nB=''\n", { A: "", B: "" }],
    ["no replacement of other variables", "A=1\nB=$A\n", { A: "1", B: "$A" }],
  ])("reads %s", (_, text, values) => {
    expect(valuesOf(text)).toEqual(values);
    expect(readEnvText(text).unreadable).toEqual([]);
  });

  test("of a name that is there twice the last value counts, and the name is told", () => {
    expect(readEnvText("A=1\nB=2\nA=3\n")).toEqual({
      entries: [
        { name: "A", value: "3" },
        { name: "B", value: "2" },
      ],
      duplicates: ["A"],
      unreadable: [],
    });
  });

  test("lines that are no variable are named, and the others are read", () => {
    const { entries, unreadable } = readEnvText("A=1\nnonsense\n1B=2\nC='x' y\nD=\"open\n");
    expect(entries).toEqual([{ name: "A", value: "1" }]);
    expect(unreadable).toEqual([2, 3, 4, 5]);
  });

  test("whatever is written is read back", () => {
    const value = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\uFEFF", ""));
    const entries = fc.dictionary(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,20}$/), value);
    fc.assert(
      fc.property(entries, (given) => {
        const written = writeEnvText(Object.entries(given).map(([name, text]) => ({ name, value: text })));
        expect(valuesOf(written)).toEqual({ ...given });
      }),
    );
  });
});
