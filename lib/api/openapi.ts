import { extendZodWithOpenApi, OpenAPIRegistry, OpenApiGeneratorV31 } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { ERRORS, type ErrorCode, errorStatus } from "@/lib/contract/errors";
import { errorBody, kmsKey, kmsKeyList } from "@/lib/contract/kms";
import { secret as taggedMessage } from "@/lib/contract/secrets";
import { shared } from "@/lib/platform/shared";
import { API_TAGS } from "./api-tags";
import { RESPONSE_HEADERS, responseHeaders } from "./openapi-headers";
import { COMMON_ERRORS, type Route } from "./route";
import { ROUTES } from "./routes";
import { TOKEN_PATH } from "./token-routes";

extendZodWithOpenApi(z);

type Document = ReturnType<OpenApiGeneratorV31["generateDocument"]>;

const SCOPE_HEADERS = z.object({
  "X-Organisation-Identity": z
    .string()
    .optional()
    .describe("Identity or slug of the organisation. Required unless the credential belongs to exactly one."),
  "X-Project-Identity": z
    .string()
    .optional()
    .describe("Identity or slug of a project. Without it the call is about the organisation's own keys."),
});

const REPEATABLE_HEADERS = SCOPE_HEADERS.extend({
  "Idempotency-Key": z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      "1 to 255 visible ASCII characters, a new one for each new request. A repetition of the request with the same value within 24 hours changes nothing and gets the first answer.",
    ),
});

const PARAMETERS: Readonly<Record<string, z.ZodString>> = {
  region: z.string().describe("Slug or identity of the region, for example nl-01."),
  key: z.string().describe("Identity or slug of the key."),
  role: z
    .string()
    .describe("Identity or slug of the role; a built-in one's slug is its name, for example kms:Encrypt."),
  policy: z.string().describe("Identity or slug of the policy; a built-in one's slug is its name."),
  rule: z.string().describe("Identity of the rule."),
  binding: z.string().describe("Identity of the binding."),
  user: z.string().describe("Identity of the person."),
  credential: z.string().describe("Identity of the access credential."),
  identity: z.string().describe("Identity or slug of the object."),
  path: z
    .string()
    .describe(
      "Path of the secret without its first slash; further slashes stay as they are. Or leave it and its slash out and send ?path=/….",
    ),
};

/** Of routes with a second spelling of their address. */
const PATH_QUERY = {
  path: z
    .string()
    .optional()
    .describe(
      "The path with its first slash, in place of the one in the address: /secret/value?path=/app/database. Its + is written %2B, as + stands for a space in a query. Not together with another path in the address.",
    ),
};

const IF_MATCH = {
  "If-Match": z
    .string()
    .optional()
    .describe(
      'The objectVersion that was read, such as "3": what somebody else has changed since is refused with 412 instead of written over.',
    ),
};

const INTRODUCTION = `Keys that applications use without ever seeing them. Every call needs a token and, if the token opens more than one
organisation, the header X-Organisation-Identity. Every answer carries X-Request-Id; errors are \`{ message, code, requestId }\`.`;

/** The OpenAPI 3.1 document, generated from the routes and the contract's schemas. */
export function openApiDocument(): Document {
  return shared("openapi", generate);
}

function generate(): Document {
  const registry = new OpenAPIRegistry();
  const named = nameSchemas(registry);
  registry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description:
      "Personal access token (tc_pat_…) or a service account's token from /oidc/token: Authorization: Bearer … (the scheme Token works as well).",
  });
  for (const [name, header] of Object.entries(RESPONSE_HEADERS)) registry.registerComponent("headers", name, header);
  for (const route of ROUTES) register(registry, route, named);
  registry.registerPath(TOKEN_PATH);
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: {
      title: "Pelagos API",
      version: "1",
      description: INTRODUCTION,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "This installation" }],
    security: [{ token: [] }],
    tags: Object.entries(API_TAGS).map(([name, description]) => ({ name, description })),
  });
}

/**
 * Messages that the document describes once and refers to by name. The contract made its schemas before they could carry
 * a name, so copies of them do.
 */
function nameSchemas(registry: OpenAPIRegistry): ReadonlyMap<z.ZodType, z.ZodType> {
  const key = registry.register("Key", kmsKey.clone());
  const error = registry.register("Error", errorBody.clone());
  return new Map<z.ZodType, z.ZodType>([
    [kmsKey, key],
    [kmsKeyList, z.array(key)],
    [errorBody, error],
  ]);
}

/** `:name`, or `:name{.+}` where it may hold slashes. */
const PARAMETER = /:([a-z]+)(?:\{[^}]+\})?/gi;

/** A route's path as the document writes it: `{name}` for every parameter. */
export function documentedPath(path: string): string {
  return path.replaceAll(PARAMETER, "{$1}");
}

function register(registry: OpenAPIRegistry, route: Route, named: ReadonlyMap<z.ZodType, z.ZodType>): void {
  const names = [...route.path.matchAll(PARAMETER)].map((match) => match[1] ?? "");
  const parameters = names.map((name) => [name, PARAMETERS[name] ?? z.string()] as const);
  registry.registerPath({
    method: METHODS[route.method],
    path: documentedPath(route.path),
    operationId: route.operationId,
    summary: route.summary,
    description: route.description,
    tags: [route.tag],
    security: route.public ? [{ token: [] }, {}] : undefined,
    request: {
      headers: requestHeaders(route),
      params: z.object(Object.fromEntries(parameters)),
      query: route.alsoAt === undefined ? route.query : (route.query ?? z.object({})).extend(PATH_QUERY),
      body: route.request && {
        required: !route.requestOptional,
        content: { "application/json": { schema: route.request, example: route.example } },
      },
    },
    responses: {
      [route.status]: {
        description: "Done.",
        headers: responseHeaders(route.status, headersOf(route)),
        content: { [route.mediaType ?? "application/json"]: { schema: named.get(route.response) ?? route.response } },
      },
      ...errorResponses([...COMMON_ERRORS, ...route.errors], named.get(errorBody) ?? errorBody),
    },
  });
}

function requestHeaders({ repeatable, errors }: Route) {
  const headers = repeatable ? REPEATABLE_HEADERS : SCOPE_HEADERS;
  return errors.includes("version_mismatch") ? headers.extend(IF_MATCH) : headers;
}

const headersOf = ({ query, repeatable, response }: Route) => [
  ...(response === taggedMessage ? (["ETag"] as const) : []),
  ...(query !== undefined && "cursor" in query.shape ? (["Link"] as const) : []),
  ...(repeatable ? (["Idempotency-Replayed"] as const) : []),
];

const METHODS = { GET: "get", POST: "post", PUT: "put", PATCH: "patch", DELETE: "delete" } as const;

const json = (schema: z.ZodType) => ({ "application/json": { schema } });

function errorResponses(codes: readonly ErrorCode[], error: z.ZodType) {
  const distinct = [...new Set(codes)];
  const entries = [...new Set(distinct.map(errorStatus))].map((status) => {
    const of = distinct.filter((code) => errorStatus(code) === status);
    const lines = of.map((code) => `- \`${code}\`: ${ERRORS[code].message}`);
    // The same codes once more, for programs and for our own reference page.
    return [
      status,
      { description: lines.join("\n"), "x-error-codes": of, headers: responseHeaders(status), content: json(error) },
    ] as const;
  });
  return Object.fromEntries(entries);
}
