import { describe, expect, test } from "vitest";
import {
  besideProblem,
  completeName,
  isTtl,
  nameProblem,
  type RecordDraft,
  stringsOf,
  valuesIn,
  valuesProblem,
} from "./record-draft";

const ZONE = "example.com";
const draft = (more: Partial<RecordDraft>): RecordDraft => ({ name: "www", type: "A", ttl: "", values: "", ...more });

describe("a draft of records", () => {
  test("has one value a line", () => {
    expect(valuesIn(" 192.0.2.1 \n\n192.0.2.2\n")).toEqual(["192.0.2.1", "192.0.2.2"]);
  });

  test("names the line that is wrong, where there are several", () => {
    expect(valuesProblem(draft({ values: "192.0.2.1\n\n192.0.2.256" }), ZONE)).toEqual({
      line: 3,
      problem: "must be an IPv4 address such as 192.0.2.1, not 192.0.2.256",
    });
    expect(valuesProblem(draft({ values: "x" }), ZONE)?.line).toBeNull();
    expect(valuesProblem(draft({ values: "192.0.2.1\n192.0.2.1" }), ZONE)?.problem).toContain("same value twice");
    expect(valuesProblem(draft({ type: "CNAME", name: "@", values: "a.example.net" }), ZONE)?.problem).toContain(
      "the zone itself",
    );
    expect(valuesProblem(draft({ values: "" }), ZONE)).toBeNull();
  });

  test("has values of at most as many characters as the API takes", () => {
    const text = (length: number) => draft({ type: "TXT", values: "x".repeat(length) });
    expect(valuesProblem(text(4_096), ZONE)).toBeNull();
    expect(valuesProblem(text(4_097), ZONE)?.problem).toBe("must have at most 4096 characters (it has 4097)");
  });

  test("must not stand beside a CNAME, or twice, as far as is known", () => {
    const known = [
      { name: "www", type: "A" },
      { name: "alias", type: "CNAME" },
    ] as const;
    const problem = (more: Partial<RecordDraft>) => besideProblem(draft(more), ZONE, known);
    expect(problem({ type: "CNAME" })).toContain("has a CNAME, which must stand alone, and A");
    expect(problem({ name: "ALIAS", type: "TXT" })).toContain("which must stand alone, and TXT");
    expect(problem({})).toBe("taken");
    expect(problem({ type: "AAAA" })).toBeNull();
    expect(problem({ type: "CNAME", name: "other" })).toBeNull();
    expect(problem({ type: "DS" })).toBeNull();
    expect(problem({ name: "a..b" })).toBeNull();
  });

  test("knows its complete name", () => {
    expect(completeName(draft({ name: "" }), ZONE)).toBe("example.com");
    expect(completeName(draft({ name: "a.b" }), ZONE)).toBe("a.b.example.com");
    expect(completeName(draft({ name: "a..b" }), ZONE)).toBeNull();
    expect(nameProblem(draft({ name: "www.example.com" }), ZONE)).toContain("would be www.example.com.example.com");
  });

  test("has a time to live of at most a week, or the zone's", () => {
    expect(["", "0", "604800", " 60 "].every(isTtl)).toBe(true);
    expect(["604801", "-1", "1h", "1.5"].some(isTtl)).toBe(false);
  });

  test("says into how many strings a text is split", () => {
    expect(stringsOf(draft({ type: "TXT", values: "short" }))).toBe(1);
    expect(stringsOf(draft({ type: "TXT", values: `short\n${"x".repeat(600)}` }))).toBe(3);
  });
});
