import type { z } from "zod";
import { errorBody } from "@/lib/contract/kms";
import { ConsoleError } from "./console-error";

/**
 * Reads JSON from the console's own server. Anything but a 2xx in the expected shape becomes a `ConsoleError`:
 * codes of the API, `network` (no answer) or `shape` (an answer this page does not know).
 * An expired session leads to sign-in and back to this address.
 */
export async function fetchJson<Schema extends z.ZodType>(
  address: string,
  schema: Schema,
  signal?: AbortSignal,
): Promise<z.output<Schema>> {
  const response = await ask(address, signal);
  if (response.status === 401) leaveToSignIn();
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw refusal(response, body);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ConsoleError({
    code: "shape",
    message: parsed.error.message,
    status: response.status,
    requestId: response.headers.get("x-request-id"),
  });
}

async function ask(address: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, { signal, headers: { accept: "application/json" }, credentials: "same-origin" });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ConsoleError({ code: "network", message: String(cause), status: 0, requestId: null });
  }
}

function refusal(response: Response, body: unknown): ConsoleError {
  const parsed = errorBody.safeParse(body);
  const requestId = response.headers.get("x-request-id");
  if (parsed.success) return new ConsoleError({ ...parsed.data, status: response.status });
  return new ConsoleError({ code: "internal", message: response.statusText, status: response.status, requestId });
}

function leaveToSignIn(): void {
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/sign-in?callbackUrl=${encodeURIComponent(here)}`);
}
