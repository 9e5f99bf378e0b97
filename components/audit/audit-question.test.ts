import { describe, expect, test } from "vitest";
import { auditQuestion, beyondExport, exportParameters, spanWords } from "./audit-question";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const asked = (text: string) => auditQuestion(new URLSearchParams(text), NOW);

describe("what the page of the audit log asks for", () => {
  test("is the last day unless the address says otherwise", () => {
    expect(asked("")).toEqual({
      range: "24h",
      from: "2026-11-25T12:00:00.000Z",
      to: null,
      parameters: { from: "2026-11-25T12:00:00.000Z" },
    });
    expect(asked("range=all").parameters).toEqual({});
    expect(asked("range=all&views=0").parameters).toEqual({ includePageViews: "false" });
    expect(asked("range=nonsense").range).toBe("24h");
    expect(asked("from=2026-11-01T00:00:00Z&range=1h")).toMatchObject({
      range: "custom",
      from: "2026-11-01T00:00:00Z",
    });
  });

  test("parts people from programs, which the API asks for separately", () => {
    expect(asked("range=all&actor=u-1,sa-2,u-3&q=orders&outcome=refused").parameters).toEqual({
      userIdentity: "u-1,u-3",
      serviceAccount: "sa-2",
      searchText: "orders",
      outcome: "refused",
    });
  });

  test("gives an export what it can filter by, and says what it cannot", () => {
    const question = asked("range=all&event=kms.encrypt&outcome=refused,failed&q=x");
    expect(exportParameters(question)).toEqual({ event: "kms.encrypt" });
    expect(beyondExport(question).sort()).toEqual(["outcome", "searchText"]);
  });

  test("says its span in words, with one end, both or none, and shows what is no time as it is", () => {
    const moment = "2026-11-01T00:00:00Z";
    const words = "1 Nov 2026, 00:00:00";
    expect(spanWords({ from: moment, to: moment })).toEqual({ kind: "between", from: words, to: words });
    expect(spanWords({ from: moment, to: null })).toMatchObject({ kind: "since", from: words });
    expect(spanWords({ from: null, to: moment })).toMatchObject({ kind: "until", to: words });
    expect(spanWords({ from: null, to: null })).toMatchObject({ kind: "all" });
    expect(spanWords({ from: "abc", to: null })).toMatchObject({ kind: "since", from: "abc" });
  });
});
