import { expect, test } from "vitest";
import { openApiDocument } from "./openapi";
import { COMMON_ERRORS, ROUTES } from "./routes";

const pathOf = (path: string) => path.replaceAll(/:([a-z]+)/gi, "{$1}");
const document: unknown = JSON.parse(JSON.stringify(openApiDocument()));

test("the OpenAPI document describes every route with its body, answer and errors", () => {
  for (const route of ROUTES) {
    const operation = `${route.method} ${route.path}`;
    const described = at(document, ["paths", pathOf(route.path), route.method.toLowerCase()]);
    expect(described, operation).toMatchObject({ summary: route.summary, description: route.description });
    expect(at(described, ["requestBody", "content", "application/json", "schema"]) !== undefined, operation).toBe(
      route.request !== undefined,
    );
    expect(at(described, ["responses", String(route.status)]), operation).toBeDefined();
    expect(codesOf(described).sort(), operation).toEqual([...new Set([...COMMON_ERRORS, ...route.errors])].sort());
  }
});

test("keys and errors are described once and referred to", () => {
  expect(Object.keys(Object(at(document, ["components", "schemas"])))).toEqual(["Key", "Error"]);
  const created = at(document, ["paths", "/v1/kms/{region}/keys", "post", "responses", "201", "content"]);
  expect(created).toEqual({ "application/json": { schema: { $ref: "#/components/schemas/Key" } } });
});

test("label filters are described as matchLabels[key]=value", () => {
  const parameters = at(document, ["paths", "/v1/kms/{region}/keys", "get", "parameters"]);
  expect(parameters).toContainEqual(expect.objectContaining({ name: "matchLabels", style: "deepObject" }));
});

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => Object(inner)[name], value);
}

function codesOf(operation: unknown): string[] {
  const answers: unknown[] = Object.values(Object(at(operation, ["responses"])));
  return answers.flatMap((answer) => Object(answer)["x-error-codes"] ?? []);
}
