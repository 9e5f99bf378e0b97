import { expect, test } from "vitest";
import { emptyValue, shownValue, valueProblem, valueRequest, withEntries } from "./value-draft";

const pairs = (...named: [string, string][]) => named.map(([name, value], id) => ({ id, name, value }));
const base64 = (text: string) => Buffer.from(text).toString("base64");

test("a value is sent as its kind, whatever was typed for the others", () => {
  const draft = { ...emptyValue("text"), text: "ü", pairs: pairs(["A", "1"], ["", ""]), byteLength: "48" };
  expect(valueRequest(draft)).toEqual({ secretString: base64("ü") });
  expect(valueRequest({ ...draft, kind: "keyValues" })).toEqual({ secretKeyValues: { A: base64("1") } });
  expect(valueRequest({ ...draft, kind: "generated" })).toEqual({ generateSecret: { byteLength: 48 } });
});

test("what the server would refuse is found before it is asked", () => {
  const of = (...named: [string, string][]) =>
    valueProblem({ ...emptyValue("keyValues"), pairs: pairs(...named) })?.code;
  expect(valueProblem(emptyValue("text"))?.code).toBe("textMissing");
  expect(valueProblem({ ...emptyValue("text"), text: "ü".repeat(32_769) })?.code).toBe("large");
  expect(of(["", ""])).toBe("pairsMissing");
  expect(of(["", "x"])).toBe("pairName");
  expect(of(["A", "1"], ["A", "2"])).toBe("pairTwice");
  expect(of(["A", "x".repeat(65_536)])).toBe("large");
  expect(of(["A", ""])).toBeUndefined();
  expect(valueProblem({ ...emptyValue("generated"), byteLength: "15" })?.code).toBe("length");
  expect(valueProblem({ ...emptyValue("generated"), byteLength: "16.5" })?.code).toBe("length");
});

test("entries from a file take the place of rows of the same name, and empty rows go", () => {
  const merged = withEntries(pairs(["A", "1"], ["", ""]), [
    { name: "A", value: "2" },
    { name: "B", value: "3" },
  ]);
  expect(merged.map(({ name, value }) => [name, value])).toEqual([
    ["A", "2"],
    ["B", "3"],
  ]);
});

test("bytes that are no text are shown in base64", () => {
  expect(shownValue({ secretString: base64("hi") })).toEqual({ kind: "text", text: "hi", isBase64: false });
  expect(shownValue({ secretString: "/w==" })).toEqual({ kind: "text", text: "/w==", isBase64: true });
  expect(shownValue({ secretKeyValues: { B: base64("2"), A: "/w==" } })).toEqual({
    kind: "keyValues",
    entries: [
      { name: "A", value: "/w==" },
      { name: "B", value: "2" },
    ],
  });
});
