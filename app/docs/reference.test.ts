import { describe, expect, test } from "vitest";
import { readReference } from "@/components/reference/read-reference";
import { referenceEntries } from "@/components/reference/reference-entries";
import { openApiDocument } from "@/lib/api/openapi";
import { ROUTES } from "@/lib/api/routes";

const scope = { url: "https://kms.example.org", organisation: "acme", region: "nl-01", key: "first-key" };

describe("the API reference of this installation", () => {
  const reference = readReference(openApiDocument(), scope);
  const { operations, parts } = reference;

  test("shows every route and the token endpoint", () => {
    expect(operations).toHaveLength(ROUTES.length + 1);
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
    expect(new Set(operations.map(({ summary }) => summary)).size, "headings").toBe(operations.length);
  });

  test("has every operation on one page, no page empty, and finds each by its words", () => {
    expect(
      parts
        .flatMap((part) => part.operations)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(operations.map(({ id }) => id).sort());
    expect(parts.filter((part) => part.operations.length === 0)).toEqual([]);
    const entries = referenceEntries(reference);
    expect(new Set(entries.map(({ id }) => id)).size, "anchors").toBe(entries.length);
    for (const { id, part, path } of operations) {
      expect(entries.find((entry) => entry.id === id)).toMatchObject({
        part,
        words: expect.stringContaining(path.toLowerCase()),
      });
    }
  });

  test("leaves no placeholder in an address that a shell would read", () => {
    const codes = operations.flatMap(({ samples }) => samples.map(({ code }) => code.split("\n")[0] ?? ""));
    expect(codes.filter((line) => line.startsWith("curl") && /[{}]/.test(line))).toEqual([]);
  });
});
