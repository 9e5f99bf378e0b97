import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeFields, type Field } from "./fields";

const field = fc.oneof(
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.uint8Array({ maxLength: 6 }),
);

test("has the documented form", () => {
  expect(encodeFields("é", ["a", 258, true, Uint8Array.of(7)]).toString("hex")).toBe(
    "0100000002c3a9" + "010000000161" + "02000000080000000000000102" + "030000000101" + "040000000107",
  );
});

test("different lists never give the same bytes", () => {
  const list = fc.tuple(fc.string({ maxLength: 3 }), fc.array(field, { maxLength: 4 }));
  fc.assert(
    fc.property(list, list, (a, b) => {
      expect(encodeFields(...a).equals(encodeFields(...b))).toBe(describeList(a) === describeList(b));
    }),
    { numRuns: 2_000 },
  );
});

test.each<[string, Field[], Field[]]>([
  ["a border between fields", ["ab", "c"], ["a", "bc"]],
  ["an empty field", ["a", ""], ["a"]],
  ["the order", ["a", "b"], ["b", "a"]],
  ["text from number", ["1"], [1]],
  ["number from boolean", [1], [true]],
  ["text from bytes", ["a"], [Uint8Array.of(0x61)]],
  ["true from false", [true], [false]],
  ["a field that looks like an encoded one", ["\u0001\0\0\0\u0001a"], ["", "a"]],
])("tells %s apart", (_, a, b) => {
  expect(encodeFields("label", a).equals(encodeFields("label", b))).toBe(false);
});

test("tells the label from the first field", () => {
  expect(encodeFields("label", ["x"]).equals(encodeFields("labelx", []))).toBe(false);
  expect(encodeFields("a", ["b"]).equals(encodeFields("b", ["a"]))).toBe(false);
});

test.each([["\ud800"], [0.5], [Number.NaN], [Number.POSITIVE_INFINITY], [2 ** 53]])(
  "refuses %j, whose encoding would not be unique",
  (value) => {
    expect(() => encodeFields("label", [value])).toThrow(TypeError);
  },
);

/** Names a list by type and value of each field, without any encoding of bytes. */
function describeList([label, fields]: [string, Field[]]): string {
  return JSON.stringify([label, ...fields.map(describeField)]);
}

function describeField(value: Field): unknown {
  return value instanceof Uint8Array ? { bytes: [...value] } : value;
}
