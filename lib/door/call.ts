import type { AuditRecord } from "@/lib/audit/record";
import type { Caller } from "@/lib/iam/caller";

/**
 * Longest time from receipt of a call to its answer, in milliseconds; what is not durable by then is answered 503. Half a second
 * less than what is promised, for a process that is busy at that moment.
 */
export const CALL_DEADLINE_MS = 4_500;

/** How a call's caller is to be proven. */
export interface AuthenticateOptions {
  /** Ignore cached decisions. */
  readonly fresh: boolean;
  /** Oldest confirmation by the home database that will do, in milliseconds; absent = the commit checks the access epoch itself. */
  readonly confirmedWithinMs?: number;
  /** The call is about the principal itself: where no organisation is named, any of its own will do, or none. */
  readonly ofPrincipal?: true;
}

/** How a call can be told from its repetition. */
export interface Repetition {
  /** What the caller named the call by; null where it did not. Error: invalid_request where that is malformed. */
  key(): string | null;
  /** Set where the answer is the one an earlier call got. */
  replayed: boolean;
}

/** The call that another one is a part of, as the part sees it. */
export interface WholeCall {
  /** Whether it runs on fresh state, as its part then does too. */
  readonly fresh: boolean;
  /** Takes the part's record, to be written with that of the whole and on the same conditions, or neither. */
  record(record: AuditRecord): void;
}

/** One call as its edge received it; the core learns nothing else about where it came from. */
export interface Call {
  /** `req-…`, also in the answer and the record. */
  readonly requestId: string;
  readonly edge: "api" | "console" | "instance";
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly clientAddress: string;
  readonly userAgent: string;
  /** Monotonic milliseconds of receipt. */
  readonly startedAtMs: number;
  /** Monotonic milliseconds by which the call must be answered. */
  readonly deadlineMs: number;
  /** Proves the caller and the scope. Errors: unauthenticated, organisation_required, organisation_not_found, project_not_found. */
  authenticate(options: AuthenticateOptions): Caller | Promise<Caller>;
  /** True where no credential was sent at all; what is public may be answered then. */
  readonly withoutCredential?: boolean;
  /** Present where the edge lets a call be repeated without doing its work twice. */
  readonly repetition?: Repetition;
  /** The version of the object that the caller has seen and wants to change; null = whichever. Error: invalid_request. */
  ifMatch?(): number | null;
  /** Part of another call, which has been counted already. */
  readonly isPart?: true;
  /** Present on a part that is recorded together with the whole. */
  readonly whole?: WholeCall;
  /** The request body as parsed JSON. Errors: malformed_json, unsupported_media_type, payload_too_large. */
  body(): Promise<unknown>;
}

/** A call that is a part of another one: same caller, same request id, a body of its own. */
export function partOf(call: Call, body: unknown, whole: WholeCall | undefined = call.whole): Call {
  const own = { isPart: true, repetition: undefined, whole, body: async () => body } as const;
  return Object.assign({}, call, own);
}
