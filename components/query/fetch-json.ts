import type { ErrorBody } from "@/lib/contract/kms";
import { ConsoleError } from "./console-error";
import { reportEndedAtRead } from "./session-end";

/**
 * Reads JSON from the console's own server, which has the same version as the page and types its answers with the same
 * contract; checking them again would put the schema library into every page. Anything but a 2xx becomes a `ConsoleError`
 * with a code of the API, `network` (no answer) or `shape` (not JSON). Where the session has ended, the page asks to sign in.
 */
export async function fetchJson<Answer>(address: string, signal?: AbortSignal): Promise<Answer> {
  const response = await ask(address, signal);
  if (response.status === 401) reportEndedAtRead();
  if (!response.ok) throw await refusal(response);
  try {
    const answer: Answer = await response.json();
    return answer;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    const requestId = response.headers.get("x-request-id");
    throw new ConsoleError({ code: "shape", message: String(cause), status: response.status, requestId });
  }
}

async function ask(address: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, { signal, headers: { accept: "application/json" }, credentials: "same-origin" });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ConsoleError({ code: "network", message: String(cause), status: 0, requestId: null });
  }
}

async function refusal(response: Response): Promise<ConsoleError> {
  const { status, statusText } = response;
  const given: Partial<ErrorBody> | null = await response.json().catch(() => null);
  return new ConsoleError({
    code: given?.code ?? "internal",
    message: given?.message ?? statusText,
    status,
    requestId: given?.requestId ?? response.headers.get("x-request-id"),
  });
}
