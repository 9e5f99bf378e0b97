import { type Context, Hono } from "hono";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { openRuntime } from "@/lib/kms/runtime";
import { type Answer, type Bindings, send } from "./answer";
import { apiCall } from "./api-call";
import { documentHeaders } from "./document-headers";
import { errorAnswer } from "./error-answer";
import { healthRoutes } from "./health-routes";
import { type HttpInput, nodeInput, webInput } from "./http-input";
import { withKeyVersionFor } from "./key-version-form";
import { openApiDocument } from "./openapi";
import type { Route, RouteResult } from "./route";
import { ROUTES } from "./routes";
import { TOKEN_ADDRESSES, tokenRoutes } from "./token-routes";

type ApiContext = Context<{ Bindings: Bindings }>;

/** The API: every route of the table, health, metrics and the OpenAPI document. The same app serves both mounts. */
export function createApi(): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>();
  for (const route of ROUTES) {
    const paths = route.alsoAt === undefined ? [route.path] : [route.alsoAt, route.path];
    app.on(route.method, paths, async (context) => send(bindings(context), await answerRoute(route, askedBy(context))));
  }
  app.route("/", healthRoutes());
  app.route("/", tokenRoutes());
  app.get("/openapi.json", (context) =>
    context.json(openApiDocument(), 200, documentHeaders({ "cache-control": "public, max-age=300" })),
  );
  app.notFound((context) => send(bindings(context), unknownRoute(context.req.method, context.req.path)));
  app.onError((error, context) => send(bindings(context), errorAnswer(error)));
  return app;
}

/** Addresses beside those of the table. */
const DOCUMENTS: readonly string[] = ["/healthz", "/readyz", "/metrics", "/openapi.json"];

/** Next calls the app without any. */
const bindings = (context: ApiContext): Bindings => context.env ?? {};

function askedBy(context: ApiContext): Asked {
  const { raw, url, path } = context.req;
  const { incoming } = bindings(context);
  const input = incoming === undefined ? webInput(raw) : nodeInput(incoming);
  return { input, url, path, parameters: context.req.param() };
}

/** What a request asks of a route. */
interface Asked {
  readonly input: HttpInput;
  /** The request's address, query included. */
  readonly url: string;
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Runs a route and gives its answer, whatever happens. */
export async function answerRoute(route: Route, { input, url, path, parameters }: Asked): Promise<Answer> {
  const query = queryOf(url);
  const call = apiCall(input, path, query, route.bodyBytesMax);
  try {
    if (query.size > 1) refuseRepeated(query);
    await openRuntime();
    query.delete("project");
    const result = await route.run(call, { parameters, query });
    const headers = headersOf(call, url, result);
    const { requestId, userAgent } = call;
    const { status } = route;
    if (result.chunks !== undefined) return { status, requestId, headers, body: null, chunks: result.chunks };
    return { status, requestId, headers, body: withKeyVersionFor(userAgent, result.body) };
  } catch (error) {
    return errorAnswer(error, call.requestId);
  }
}

function headersOf({ repetition }: Call, url: string, { nextCursor, headers }: RouteResult): Answer["headers"] {
  if (nextCursor) return { ...headers, link: nextLink(url, nextCursor) };
  return repetition?.replayed ? { ...headers, "idempotency-replayed": "true" } : headers;
}

function queryOf(url: string): URLSearchParams {
  const start = url.indexOf("?");
  return new URLSearchParams(start < 0 ? "" : url.slice(start + 1));
}

/** Which of several values wins differs from one server to the next, proxies included: none does. Error: invalid_request. */
function refuseRepeated(query: URLSearchParams): void {
  const seen = new Set<string>();
  for (const name of query.keys()) {
    if (seen.has(name)) {
      throw new KmsError("invalid_request", { message: `${name.slice(0, 128)}: must be given only once.` });
    }
    seen.add(name);
  }
}

/** RFC 8288; relative, so that it is right behind any proxy. */
function nextLink(url: string, cursor: string): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.set("cursor", cursor);
  return `<${pathname}?${searchParams}>; rel="next"`;
}

/** 405 with the methods of the path where it exists, else 404; JSON like every other answer. */
function unknownRoute(method: string, path: string): Answer {
  const only = DOCUMENTS.includes(path) ? "GET" : TOKEN_ADDRESSES[path];
  const here = ROUTES.filter((route) => matches(route, path)).map((route) => route.method);
  const allowed = only === undefined ? [...new Set(here)] : [only];
  if (allowed.length === 0) return errorAnswer(new KmsError("route_not_found"));
  const message = `${method} is not supported here; use ${allowed.join(" or ")}.`;
  const answer = errorAnswer(new KmsError("method_not_allowed", { message }));
  return { ...answer, headers: { ...answer.headers, allow: allowed.join(", ") } };
}

function matches({ path: pattern, alsoAt }: Route, path: string): boolean {
  return [pattern, alsoAt].some((one) => one !== undefined && addressOf(one).test(path));
}

/** The addresses of a pattern, whose only signs with a meaning are those of its parameters. */
function addressOf(pattern: string): RegExp {
  const parts = pattern.split("/").map((part) => {
    if (!part.startsWith(":")) return part.replaceAll(".", "\\.");
    return part.endsWith("{.+}") ? ".+" : "[^/]+";
  });
  return new RegExp(`^${parts.join("/")}$`);
}
