import { describe, expect, test } from "vitest";
import { readReference } from "./read-reference";

const answer = (schema: object) => ({ description: "Done.", content: { "application/json": { schema } } });

const document = {
  paths: {
    "/v1/things/{region}": {
      post: {
        operationId: "makeThing",
        tags: ["Things"],
        summary: "Make a thing",
        description: "Makes one.",
        parameters: [{ name: "region", in: "path", required: true, schema: { type: "string" } }],
        requestBody: {
          required: true,
          content: {
            "application/json": {
              schema: {
                type: "object",
                required: ["name"],
                properties: {
                  name: { type: "string", minLength: 1, maxLength: 1_000, description: "1 to 1000 characters." },
                  size: { type: ["integer", "null"], minimum: 2, default: 5 },
                  parts: { type: "array", items: { type: "object", properties: { id: { type: "string" } } } },
                },
              },
              example: { name: "one" },
            },
          },
        },
        responses: {
          "201": answer({ $ref: "#/components/schemas/Thing" }),
          "404": { ...answer({}), "x-error-codes": ["region_not_found"] },
        },
      },
      get: {
        operationId: "listThings",
        tags: ["Things"],
        summary: "List things",
        description: "All.",
        responses: { "200": answer({ type: "array", items: { $ref: "#/components/schemas/Thing" } }) },
      },
    },
  },
  tags: [{ name: "Things", description: "What there is." }],
  components: {
    schemas: {
      Thing: { type: "object", properties: { labels: { type: "object", additionalProperties: { type: "string" } } } },
    },
  },
};

const scope = { url: "https://kms.example.org", organisation: "acme", region: "nl-01", key: "first-key" };
const { parts, operations, objects } = readReference(document, scope);

describe("the reference read from an OpenAPI document", () => {
  test("has one operation per method, each with an anchor of its own", () => {
    expect(operations.map(({ id, method }) => `${method} ${id}`)).toEqual(["GET list-things", "POST make-thing"]);
  });

  test("has a page for each tag, with the tag's operations", () => {
    expect(parts).toEqual([{ id: "things", title: "Things", lead: "What there is.", operations }]);
  });

  test("puts a tag with many operations on several pages, each operation on one", () => {
    const get = { summary: "Get", description: "", tags: ["Things"], responses: { "200": answer({}) } };
    const paths = Object.fromEntries(
      Array.from({ length: 25 }, (_, index) => [`/v1/${index}`, { get: { ...get, operationId: `get${index}` } }]),
    );
    const many = readReference({ ...document, paths }, scope);
    expect(many.parts.map(({ id, title, operations }) => [id, title, operations.length])).toEqual([
      ["things", "Things, 1 of 3", 9],
      ["things-2", "Things, 2 of 3", 9],
      ["things-3", "Things, 3 of 3", 7],
    ]);
    expect(many.operations.map(({ id }) => id)).toEqual(Array.from({ length: 25 }, (_, index) => `get${index}`));
    expect(many.parts.every(({ id, operations }) => operations.every(({ part }) => part === id))).toBe(true);
  });

  test("names type, bounds and whether a field is required, inner fields behind the outer one", () => {
    expect(operations[1]?.request?.fields).toEqual([
      { name: "name", type: "string", isRequired: true, bounds: [], description: "1 to 1000 characters." },
      {
        name: "size",
        type: "integer or null",
        isRequired: false,
        bounds: ["at least 2", "default 5"],
        description: "",
      },
      { name: "parts", type: "array of object", isRequired: false, bounds: [], description: "" },
      { name: "parts[].id", type: "string", isRequired: false, bounds: [], description: "" },
    ]);
    expect(objects[0]?.fields[0]?.type).toBe("map of string");
  });

  test("leads from answers to the objects they hold, and tells a list from one", () => {
    expect(operations.map((operation) => operation.answer)).toMatchObject([
      { status: "200", object: "Thing", isList: true },
      { status: "201", object: "Thing", isList: false },
    ]);
  });

  test("lists error codes by status", () => {
    expect(operations[1]?.errors).toEqual([{ status: "404", codes: ["region_not_found"] }]);
  });

  test("fills samples with the address of the installation and the example body", () => {
    const curl = operations[1]?.samples.find(({ id }) => id === "curl")?.code ?? "";
    expect(curl).toContain("https://kms.example.org/v1/things/nl-01");
    expect(curl).toContain(`'{"name":"one"}'`);
  });

  test("shows a form as a form, with a sample that authenticates as its clients do", () => {
    const form = {
      schema: { type: "object", properties: { grant_type: { type: "string" } } },
      example: { grant_type: "x" },
    };
    const post = {
      operationId: "getToken",
      summary: "Get",
      description: "",
      responses: { "200": answer({}) },
    };
    const content = { "application/x-www-form-urlencoded": form };
    const paths = { "/token": { post: { ...post, tags: ["Tokens"], requestBody: { required: true, content } } } };
    const tags = [{ name: "Tokens", description: "" }];
    const [operation] = readReference({ tags, paths, components: { schemas: {} } }, scope).operations;
    expect(operation?.request).toMatchObject({ mediaType: "application/x-www-form-urlencoded", isRequired: true });
    expect(operation?.samples.map(({ code }) => code)).toEqual([
      `curl -sS https://kms.example.org/token \\\n  -u "$ACCESS_KEY:$ACCESS_SECRET" \\\n  -d "grant_type=x"`,
    ]);
  });

  test("refuses a document of another form instead of showing half of it", () => {
    expect(() => readReference({ paths: { "/x": { get: {} } } }, scope)).toThrow();
  });
});
