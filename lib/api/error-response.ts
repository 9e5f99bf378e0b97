import { errorStatus } from "@/lib/contract/errors";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";

/** Turns anything thrown into the API's error answer: `{ message, code, requestId }` with the code's status. */
export function errorResponse(thrown: unknown, requestId: string = newId("req"), headers: HeadersInit = {}): Response {
  const error = isKmsError(thrown) ? thrown : unexpected(thrown, requestId);
  const answer = new Headers(headers);
  answer.set("content-type", "application/json");
  answer.set("cache-control", "no-store");
  answer.set("x-request-id", requestId);
  if (error.code === "unauthenticated") answer.set("www-authenticate", 'Bearer realm="pelagos"');
  if (error.retryAfterInSeconds !== undefined) answer.set("retry-after", String(error.retryAfterInSeconds));
  // The rest of a body that is too large is not read: the connection cannot be used again.
  if (error.code === "payload_too_large") answer.set("connection", "close");
  const body = JSON.stringify({ message: error.message, code: error.code, requestId });
  return new Response(body, { status: errorStatus(error.code), headers: answer });
}

function unexpected(thrown: unknown, requestId: string): KmsError {
  log.error({ requestId, error: thrown instanceof Error ? thrown.stack : String(thrown) }, "request failed unexpectedly");
  return new KmsError("internal", { cause: thrown });
}
