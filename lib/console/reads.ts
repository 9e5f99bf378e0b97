import type { NextRequest } from "next/server";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { getPublicKey } from "@/lib/kms/get-public-key";
import { readWrappingKey } from "@/lib/kms/wrapping-key";
import { type ConsoleRequest, consoleCall } from "./console-call";
import { consoleError } from "./console-error";
import { errorResponse } from "./error-response";
import { readKeyDetail } from "./key-detail";
import { readKeyPage } from "./key-page";
import { readRegionOverview } from "./region-overview";
import { requireRuntime } from "./require-runtime";
import { requireSameOrigin } from "./same-origin";
import { cookieName } from "./session-cookie";
import { viewerOfSession } from "./viewer";

interface RouteContext {
  params: Promise<{ path: string[] }>;
}

/**
 * Answers `GET /console-api/*`, what the console's pages read after they are loaded: `viewer`, `{org}/keys`,
 * `{org}/keys/{region}/{key}`, `{org}/keys/{region}/{key}/public-key`, `{org}/regions`, `{org}/wrapping-key/{region}`. The
 * session's cookie is the credential; errors have the API's body, 401 when the session is gone.
 */
export async function handleRead(request: NextRequest, context: RouteContext): Promise<Response> {
  const [first = "", ...rest] = (await context.params).path;
  const call = consoleCall(requestOf(request, first));
  try {
    requireSameOrigin(request.headers, request.method);
    const value = first === "viewer" && rest.length === 0 ? await readViewer(request) : await read(call, rest, request);
    return Response.json(value, { headers: { "cache-control": "private, no-store", "x-request-id": call.requestId } });
  } catch (thrown) {
    return errorResponse(consoleError(thrown, call.requestId), call.requestId);
  }
}

function read(call: Call, rest: readonly string[], request: NextRequest): Promise<unknown> {
  const [noun, region, key] = rest;
  const { project: _, ...query } = Object.fromEntries(request.nextUrl.searchParams);
  if (noun === "keys" && rest.length === 1) return readKeyPage(call, query);
  if (noun === "keys" && rest.length === 3 && region && key) return readKeyDetail(call, { region, key });
  if (noun === "keys" && rest.length === 4 && region && key && rest[3] === "public-key") {
    return getPublicKey(call, { region, key }, query);
  }
  if (noun === "wrapping-key" && rest.length === 2 && region) return readWrappingKey(call, { region });
  if (noun === "regions" && rest.length === 1) return readRegionOverview(call);
  throw new KmsError("route_not_found");
}

async function readViewer(request: NextRequest): Promise<unknown> {
  await requireRuntime();
  const sessionId = sessionIdOf(request);
  const viewer = sessionId === null ? null : await viewerOfSession(sessionId);
  if (viewer === null) throw new KmsError("unauthenticated");
  return viewer;
}

function requestOf(request: NextRequest, organisation: string): ConsoleRequest {
  return {
    method: "GET",
    path: request.nextUrl.pathname,
    headers: request.headers,
    sessionId: sessionIdOf(request),
    organisation,
    project: request.nextUrl.searchParams.get("project") || null,
    body: {},
  };
}

function sessionIdOf(request: NextRequest): string | null {
  return request.cookies.get(cookieName("session"))?.value ?? null;
}
