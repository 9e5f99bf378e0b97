import { type Context, Hono } from "hono";
import { KmsError } from "@/lib/contract/kms-error";
import { openRuntime } from "@/lib/kms/runtime";
import { apiCall } from "./api-call";
import { errorResponse } from "./error-response";
import { healthRoutes } from "./health-routes";
import { withKeyVersionFor } from "./key-version-form";
import { openApiDocument } from "./openapi";
import { ROUTES, type Route } from "./routes";

/** Facts the server hands over beside the request; absent where the app is mounted in Next. */
interface Bindings {
  incoming?: { socket?: { remoteAddress?: string } };
}

type ApiContext = Context<{ Bindings: Bindings }>;

const ANSWER_HEADERS = { "content-type": "application/json", "cache-control": "no-store" } as const;

/** The API: every route of the table, health, metrics and the OpenAPI document. The same app serves both mounts. */
export function createApi(): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>();
  for (const route of ROUTES) app.on(route.method, route.path, (context) => answerRoute(context, route));
  app.route("/", healthRoutes());
  app.get("/openapi.json", (context) => context.json(openApiDocument()));
  app.all("/*", (context) => unknownRoute(context.req.method, context.req.path));
  app.onError((error) => errorResponse(error));
  return app;
}

async function answerRoute(context: ApiContext, route: Route): Promise<Response> {
  const request = context.req.raw;
  const query = queryOf(request.url);
  const call = apiCall(request, context.req.path, query, context.env?.incoming?.socket?.remoteAddress ?? null);
  try {
    await openRuntime();
    query.delete("project");
    const { body, nextCursor } = await route.run(call, { parameters: context.req.param(), query });
    const answer = withKeyVersionFor(request.headers.get("user-agent"), body);
    const headers: Record<string, string> = { ...ANSWER_HEADERS, "x-request-id": call.requestId };
    if (nextCursor) headers.link = nextLink(request.url, nextCursor);
    return new Response(JSON.stringify(answer), { status: route.status, headers });
  } catch (error) {
    return errorResponse(error, call.requestId);
  }
}

function queryOf(url: string): URLSearchParams {
  const start = url.indexOf("?");
  return new URLSearchParams(start < 0 ? "" : url.slice(start + 1));
}

/** RFC 8288; relative, so that it is right behind any proxy. */
function nextLink(url: string, cursor: string): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.set("cursor", cursor);
  return `<${pathname}?${searchParams}>; rel="next"`;
}

/** 405 with the methods of the path where it exists, else 404; JSON like every other answer. */
function unknownRoute(method: string, path: string): Response {
  const allowed = ROUTES.filter((route) => matches(route.path, path)).map((route) => route.method);
  if (allowed.length === 0) return errorResponse(new KmsError("route_not_found"));
  const message = `${method} is not supported here; use ${allowed.join(" or ")}.`;
  return errorResponse(new KmsError("method_not_allowed", { message }), undefined, { allow: allowed.join(", ") });
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = path.split("/");
  return wanted.length === given.length && wanted.every((part, index) => part.startsWith(":") || part === given[index]);
}
