import { expect, test } from "vitest";
import { ROUTES } from "./routes";
import { ACCESS_ROWS } from "./test-access-rows";
import { unknownKinds } from "./test-objects";

test("every route has a line in lib/api/test-access-rows.ts that says who may call it", () => {
  const without = ROUTES.filter(({ operationId }) => ACCESS_ROWS[operationId] === undefined);
  expect(without.map(({ operationId, method, path }) => `${operationId} (${method} ${path})`)).toEqual([]);
});

test("every parameter of a route has a line in MAKERS of lib/api/test-objects.ts that makes what it names", () => {
  expect([...new Set(ROUTES.flatMap(unknownKinds))]).toEqual([]);
});
