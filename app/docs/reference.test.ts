import { describe, expect, test } from "vitest";
import { readReference } from "@/components/reference/read-reference";
import { openApiDocument } from "@/lib/api/openapi";
import { ROUTES } from "@/lib/api/routes";

const scope = { url: "https://kms.example.org", organisation: "acme", region: "nl-01", key: "first-key" };

describe("the API reference of this installation", () => {
  const { operations } = readReference(openApiDocument(), scope);

  test("shows every route and the token endpoint", () => {
    expect(operations).toHaveLength(ROUTES.length + 1);
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
    expect(new Set(operations.map(({ summary }) => summary)).size, "headings").toBe(operations.length);
  });

  test("leaves no placeholder in an address that a shell would read", () => {
    const codes = operations.flatMap(({ samples }) => samples.map(({ code }) => code.split("\n")[0] ?? ""));
    expect(codes.filter((line) => line.startsWith("curl") && /[{}]/.test(line))).toEqual([]);
  });
});
