import { errorStatus } from "@/lib/contract/errors";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import type { Answer } from "./answer";

/** Turns anything thrown into the API's error answer: `{ message, code, requestId }` with the code's status. */
export function errorAnswer(thrown: unknown, requestId: string = newId("req")): Answer {
  const error = isKmsError(thrown) ? thrown : unexpected(thrown, requestId);
  const headers: Record<string, string> = {};
  if (error.code === "unauthenticated") headers["www-authenticate"] = 'Bearer realm="pelagos"';
  if (error.retryAfterInSeconds !== undefined) headers["retry-after"] = String(error.retryAfterInSeconds);
  // RFC 9110, section 12.5.3.
  if (error.code === "unsupported_media_type") headers["accept-encoding"] = "identity";
  // The rest of a body that is too large is thrown away: the connection cannot be used again.
  if (error.code === "payload_too_large") headers.connection = "close";
  return {
    status: errorStatus(error.code),
    requestId,
    headers,
    body: { message: error.message, code: error.code, requestId },
  };
}

function unexpected(thrown: unknown, requestId: string): KmsError {
  const error = thrown instanceof Error ? thrown.stack : String(thrown);
  log.error({ requestId, error }, "request failed unexpectedly");
  return new KmsError("internal", { cause: thrown });
}
