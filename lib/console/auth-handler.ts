import { randomBytes } from "node:crypto";
import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { REVEAL_SECRET } from "@/lib/crypto/secret-bytes";
import { readStream } from "@/lib/platform/body";
import { clock } from "@/lib/platform/clock";
import { provideEnvironment } from "@/lib/platform/config";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import { shared } from "@/lib/platform/shared";
import { homeSecret } from "@/lib/regions/home-secrets";
import { type AuthExchange, authOptions } from "./auth-options";
import { markedClientAddress } from "./client-origin";
import { errorResponse } from "./error-response";
import { requireRuntime } from "./require-runtime";
import { consoleOrigin, requireSameOrigin } from "./same-origin";
import { cookieName } from "./session-cookie";

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

const BODY_BYTES_MAX = 16_384;
const FORM_EXPIRED = "The form is older than this browser's cookies. Reload the page and try again.";

/** What of next-auth the console uses; the rest (its own pages, its log intake, session updates) does not exist. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  GET: ["csrf", "providers", "session", "signin", "signout", "error"],
  POST: ["callback", "signout"],
};

/**
 * Answers `/api/auth/*`: sign-in, sign-out and who is signed in. Sign-in answers 401 for wrong credentials, 429 with
 * `Retry-After` for attempts that come too soon, 503 where it can be neither checked nor recorded, each with the error's
 * code as `error` in the address that next-auth's client reads.
 */
export async function handleAuth(request: NextRequest, context: RouteContext): Promise<Response> {
  const requestId = newId("req");
  try {
    const action = (await context.params).nextauth[0] ?? "";
    if (!ACTIONS[request.method]?.includes(action)) throw new KmsError("route_not_found");
    requireSameOrigin(request.headers, request.method);
    await requireRuntime();
    const exchange = exchangeOf(request, requestId);
    const response = await askNextAuth(await withBoundedBody(request), context, exchange);
    if (await isCsrfRefusal(response)) throw new KmsError("permission_denied", { message: FORM_EXPIRED });
    return answerOf(request, response, exchange);
  } catch (error) {
    if (!isKmsError(error)) log.error({ requestId, error }, "sign-in route failed unexpectedly");
    return errorResponse(isKmsError(error) ? error : new KmsError("internal", { cause: error }), requestId);
  }
}

function exchangeOf(request: NextRequest, requestId: string): AuthExchange {
  return {
    request: {
      requestId,
      method: request.method,
      path: request.nextUrl.pathname,
      clientAddress: markedClientAddress(request.headers),
      userAgent: request.headers.get("user-agent") ?? "",
      startedAtMs: clock.monotonicMs(),
    },
    previousSessionId: request.cookies.get(cookieName("session"))?.value ?? null,
    failure: null,
    newSessionId: null,
  };
}

async function askNextAuth(request: NextRequest, context: RouteContext, exchange: AuthExchange): Promise<Response> {
  // next-auth reads its own address from this variable only.
  provideEnvironment("NEXTAUTH_URL", consoleOrigin());
  const options = authOptions(exchange, await authSecret());
  return NextAuth(request, context, options);
}

/** The secret under which next-auth authenticates its CSRF cookie: made once for the installation, the same on every node. */
async function authSecret(): Promise<string> {
  const held = shared<{ secret: string | null }>("console.auth-secret", () => ({ secret: null }));
  held.secret ??= (await homeSecret("console.auth", () => randomBytes(32))).reveal(REVEAL_SECRET).toString("base64");
  return held.secret;
}

/** next-auth answers a wrong CSRF token like a success, with a way back to its own form that says so. */
async function isCsrfRefusal(response: Response): Promise<boolean> {
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  const body: unknown = isJson ? await response.clone().json() : null;
  const target = response.headers.get("location") ?? Reflect.get(Object(body), "url");
  return typeof target === "string" && /\/api\/auth\/sign(in|out)\?csrf=true$/.test(target);
}

/** next-auth reads a body of any size; this reads as much as a sign-in needs. Errors: payload_too_large, malformed_json. */
async function withBoundedBody(request: NextRequest): Promise<NextRequest> {
  if (request.method !== "POST" || request.body === null) return request;
  const body = Buffer.from(await readStream(request.body, BODY_BYTES_MAX, { tooLarge }));
  if (request.headers.get("content-type")?.includes("application/json")) requireJsonObject(body.toString());
  return new NextRequest(request.url, { method: "POST", headers: request.headers, body });
}

function tooLarge(bytesMax: number): KmsError {
  return new KmsError("payload_too_large", { message: `The request body exceeds ${bytesMax} bytes.` });
}

function requireJsonObject(text: string): void {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return;
  } catch {
    // Not JSON at all: the same refusal.
  }
  throw new KmsError("malformed_json");
}

function answerOf(request: NextRequest, response: Response, exchange: AuthExchange): Response {
  const { failure } = exchange;
  const { requestId } = exchange.request;
  if (failure === null) {
    response.headers.set("x-request-id", requestId);
    response.headers.set("cache-control", "private, no-store");
    return response;
  }
  // Without next-auth's cookies: a session that cannot be checked just now is not taken from the browser.
  if (request.method !== "POST") return errorResponse(failure, requestId);
  const error = new URL("/sign-in", consoleOrigin());
  error.searchParams.set("error", failure.code);
  if (failure.retryAfterInSeconds !== undefined) error.searchParams.set("retry", String(failure.retryAfterInSeconds));
  return errorResponse(failure, requestId, { url: error.href });
}
