import type { NextRequest } from "next/server";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { ACCESS_READS, PERSON_READS } from "./access-reads";
import { AUDIT_READS } from "./audit-reads";
import { type ConsoleRequest, consoleCall } from "./console-call";
import { consoleError } from "./console-error";
import { findRead } from "./console-read";
import { DNS_READS } from "./dns-reads";
import { errorResponse } from "./error-response";
import { EVENT_READS } from "./event-reads";
import { KEY_READS } from "./key-reads";
import { POLICY_READS } from "./policy-reads";
import { requireRuntime } from "./require-runtime";
import { requireSameOrigin } from "./same-origin";
import { SECRET_READS } from "./secret-reads";
import { cookieName } from "./session-cookie";
import { viewerOfSession } from "./viewer";

interface RouteContext {
  params: Promise<{ path: string[] }>;
}

/** Reads in an organisation and, if named, one of its projects: each area has rows of its own. */
const ORGANISATION_READS = [
  ...KEY_READS,
  ...EVENT_READS,
  ...ACCESS_READS,
  ...POLICY_READS,
  ...AUDIT_READS,
  ...SECRET_READS,
  ...DNS_READS,
];

/**
 * Answers `GET /console-api/*`, what the console's pages read after they are loaded: `viewer`, and what the tables of reads
 * say. The session's cookie is the credential; errors have the API's body, 401 when the session is gone.
 */
export async function handleRead(request: NextRequest, context: RouteContext): Promise<Response> {
  const { path } = await context.params;
  const asked = askedIn(path);
  const call = consoleCall(requestOf(request, asked.organisation));
  try {
    requireSameOrigin(request.headers, request.method);
    const value = path.join("/") === "viewer" ? await readViewer(request) : await read(call, asked, request);
    // What is no JSON comes as the answer it is: a file to save.
    if (value instanceof Response) return value;
    return Response.json(value, { headers: { "cache-control": "private, no-store", "x-request-id": call.requestId } });
  } catch (thrown) {
    return errorResponse(consoleError(thrown, call.requestId), call.requestId);
  }
}

interface Asked {
  /** Empty for reads about the person. */
  organisation: string;
  found: ReturnType<typeof findRead>;
}

/** No organisation is called as the pages about the person are. */
function askedIn(path: readonly string[]): Asked {
  const ofPerson = findRead(PERSON_READS, path);
  if (ofPerson !== null) return { organisation: "", found: ofPerson };
  const [organisation = "", ...rest] = path;
  return { organisation, found: findRead(ORGANISATION_READS, rest) };
}

async function read(call: Call, { organisation, found }: Asked, request: NextRequest): Promise<unknown> {
  if (found === null) throw new KmsError("route_not_found");
  const { project: _, ...query } = Object.fromEntries(request.nextUrl.searchParams);
  return found.read.run(call, { organisation, segments: found.segments, query });
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
