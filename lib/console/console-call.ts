import { KmsError } from "@/lib/contract/kms-error";
import { type AuthenticateOptions, CALL_DEADLINE_MS, type Call } from "@/lib/door/call";
import type { Caller } from "@/lib/iam/caller";
import { principalOfSession } from "@/lib/iam/principal";
import { callerInScope, callerOfPrincipal } from "@/lib/iam/scope";
import { clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/id";
import { markedClientAddress } from "./client-origin";
import { requireRuntime } from "./require-runtime";

/** What a call from the console is made of. Organisation and project come from the page's address, never from the body. */
export interface ConsoleRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Headers;
  /** Value of the session cookie; null where the browser sent none. */
  readonly sessionId: string | null;
  /** Slug or identity; empty on pages about the person, not an organisation. */
  readonly organisation: string;
  /** Slug or identity; null for the organisation's own keys. */
  readonly project: string | null;
  /** What the verb parses as its request body. */
  readonly body: unknown;
}

/** The call that a request from the console makes to a verb: a session instead of a token, otherwise as through the API. */
export function consoleCall(request: ConsoleRequest): Call {
  const startedAtMs = clock.monotonicMs();
  return {
    requestId: newId("req"),
    edge: "console",
    method: request.method,
    path: request.path,
    clientAddress: markedClientAddress(request.headers),
    userAgent: request.headers.get("user-agent") ?? "",
    startedAtMs,
    deadlineMs: startedAtMs + CALL_DEADLINE_MS,
    authenticate: (options) => authenticate(request, options),
    body: async () => request.body,
  };
}

async function authenticate(request: ConsoleRequest, options: AuthenticateOptions): Promise<Caller> {
  await requireRuntime();
  if (request.sessionId === null) throw new KmsError("unauthenticated", { detail: "no session cookie" });
  const principal = await principalOfSession(request.sessionId, options);
  const origin = { clientAddress: markedClientAddress(request.headers), method: request.method };
  if (options.ofPrincipal) return callerOfPrincipal(principal, request.organisation, origin);
  return callerInScope(principal, request.organisation, request.project, origin);
}
