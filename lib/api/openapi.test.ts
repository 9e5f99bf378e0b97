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

test("every operation has a name of its own that begins with a verb", () => {
  const names = ROUTES.map((route) => {
    const name = at(document, ["paths", pathOf(route.path), route.method.toLowerCase(), "operationId"]);
    expect(name, `${route.method} ${route.path}`).toMatch(/^[a-z]+([A-Z][a-z]+)*$/);
    return name;
  });
  expect(new Set(names).size).toBe(ROUTES.length);
  expect(names).toEqual(expect.arrayContaining(["encrypt", "decrypt", "createKey", "listKeys", "getKey", "rotateKey"]));
});

test("every operation belongs to a group that the document describes", () => {
  const tags = at(document, ["tags"]);
  for (const route of ROUTES) {
    const described = at(document, ["paths", pathOf(route.path), route.method.toLowerCase(), "tags"]);
    expect(described).toEqual([route.tag]);
    expect(tags).toContainEqual({ name: route.tag, description: expect.stringMatching(/\S/) });
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
