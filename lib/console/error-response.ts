import { errorStatus } from "@/lib/contract/errors";
import type { KmsError } from "@/lib/contract/kms-error";

/** An error as the console's reads answer it: the API's error body, its status, and `Retry-After` where waiting helps. */
export function errorResponse(
  error: KmsError,
  requestId: string,
  more: Readonly<Record<string, string>> = {},
): Response {
  const headers = new Headers({ "cache-control": "private, no-store", "x-request-id": requestId });
  if (error.retryAfterInSeconds !== undefined) headers.set("retry-after", String(error.retryAfterInSeconds));
  const body = { message: error.message, code: error.code, requestId, ...more };
  return Response.json(body, { status: errorStatus(error.code), headers });
}
