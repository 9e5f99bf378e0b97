import { expect, test } from "vitest";
import { LABEL_KEY } from "@/lib/contract/kms-limits";
import { openApiDocument, documentedPath as pathOf } from "./openapi";
import { COMMON_ERRORS } from "./route";
import { ROUTES } from "./routes";

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

test("every answer names its request, and the other headers stand where they occur", () => {
  const headersOf = (path: string, method: string, status: string) =>
    Object.keys(Object(at(document, ["paths", path, method, "responses", status, "headers"])));
  for (const route of ROUTES) {
    const [path, method] = [pathOf(route.path), route.method.toLowerCase()];
    for (const status of Object.keys(Object(at(document, ["paths", path, method, "responses"])))) {
      expect(headersOf(path, method, status), `${method} ${path} ${status}`).toContain("X-Request-Id");
    }
    expect(headersOf(path, method, "401")).toContain("WWW-Authenticate");
    expect(headersOf(path, method, "405")).toContain("Allow");
    expect(headersOf(path, method, "503")).toContain("Retry-After");
  }
  expect(headersOf("/v1/kms/{region}/keys", "get", "200")).toContain("Link");
  expect(headersOf("/v1/kms/{region}/keys/{key}", "get", "200")).not.toContain("Link");
  const described = Object(at(document, ["components", "headers"]));
  for (const name of ["X-Request-Id", "Link", "Allow", "WWW-Authenticate", "Retry-After"])
    expect(described[name], name).toMatchObject({
      description: expect.any(String),
      schema: { type: expect.any(String) },
    });
});

test("only what can be read without a credential says so", () => {
  const securityOf = (path: string, method: string) => at(document, ["paths", path, method, "security"]);
  expect(securityOf("/v1/kms/{region}/keys/{key}/jwks", "get")).toEqual([{ token: [] }, {}]);
  for (const route of ROUTES.filter((one) => !one.path.endsWith("/jwks")))
    expect(securityOf(pathOf(route.path), route.method.toLowerCase()), route.path).toBeUndefined();
});

test("Idempotency-Key is described where a repetition gets the first answer, and there alone", () => {
  const described = ROUTES.filter((route) => {
    const operation = at(document, ["paths", pathOf(route.path), route.method.toLowerCase()]);
    const parameters = at(operation, ["parameters"]);
    const isTaken = Array.isArray(parameters) && parameters.some((one) => at(one, ["name"]) === "Idempotency-Key");
    const isTold = at(operation, ["responses", String(route.status), "headers", "Idempotency-Replayed"]) !== undefined;
    expect(isTold, route.path).toBe(isTaken);
    return isTaken;
  });
  expect(described.map(({ operationId }) => operationId)).toEqual(["createKey", "rotateKey"]);
});

test("If-Match is described where another state can be refused, ETag where a secret is the answer", () => {
  const namesOf = (path: string, method: string, place: string) => {
    const parameters = at(document, ["paths", path, method, "parameters"]);
    const found: unknown[] = Array.isArray(parameters) ? parameters : [];
    return found.filter((one) => at(one, ["in"]) === place).map((one) => at(one, ["name"]));
  };
  for (const route of ROUTES) {
    const [path, method] = [pathOf(route.path), route.method.toLowerCase()];
    const headers = namesOf(path, method, "header");
    expect(headers.includes("If-Match"), route.operationId).toBe(route.errors.includes("version_mismatch"));
    expect(namesOf(path, method, "query").includes("path"), route.operationId).toBe(
      route.alsoAt !== undefined || route.operationId === "listSecrets",
    );
  }
  const secretPath = "/v1/secrets/{region}/secret/{path}";
  expect(namesOf(`${secretPath}/versions`, "post", "header")).toContain("If-Match");
  expect(namesOf(secretPath, "patch", "header")).toContain("If-Match");
  expect(at(document, ["paths", secretPath, "get", "responses", "200", "headers"])).toHaveProperty("ETag");
});

test("every route can answer 405, 408 and 431", () => {
  for (const route of ROUTES) {
    const responses = at(document, ["paths", pathOf(route.path), route.method.toLowerCase(), "responses"]);
    expect(Object.keys(Object(responses))).toEqual(expect.arrayContaining(["405", "408", "431"]));
  }
});

test("bounds of versions and of label keys are those that requests are checked with", () => {
  const request = (path: string, name: string) =>
    at(document, ["paths", path, "post", "requestBody", "content", "application/json", "schema", "properties", name]);
  const pattern = LABEL_KEY.source;
  for (const name of ["labels", "annotations"])
    expect(request("/v1/kms/{region}/keys", name)).toMatchObject({ propertyNames: { pattern }, maxProperties: 64 });
  expect(request("/v1/kms/{region}/keys/{key}/encrypt", "keyVersion")).toMatchObject({
    anyOf: [
      { type: "integer", minimum: 1, maximum: 2_147_483_647 },
      { type: "string", pattern: "^[1-9][0-9]{0,9}$" },
    ],
  });
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
