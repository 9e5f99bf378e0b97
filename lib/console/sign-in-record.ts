import { type AuditFacts, type AuditRecord, auditRecord } from "@/lib/audit/record";
import { writersOf } from "@/lib/audit/writers";
import type { ErrorCode } from "@/lib/contract/errors";
import { errorStatus } from "@/lib/contract/errors";
import type { IamTransaction } from "@/lib/iam/store";
import { clock } from "@/lib/platform/clock";
import { homeDatabase } from "@/lib/platform/db";

/** Longest time from receipt of a sign-in or sign-out to its answer, in milliseconds. */
export const SIGN_IN_DEADLINE_MS = 4_500;

/** A request to sign in or out, as the console's edge received it. */
export interface SignInRequest {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly clientAddress: string;
  readonly userAgent: string;
  /** Monotonic milliseconds of receipt. */
  readonly startedAtMs: number;
}

/** What happened, and to whom. */
export interface SignInAct {
  readonly event: "iam.session.create" | "iam.session.revoke" | "iam.password.set" | "iam.membership.accept";
  readonly userId: string;
  /** Each of these organisations can read the record in its own log. */
  readonly organisationIds: readonly string[];
  /** Names the session; empty where none came about. */
  readonly credentialId: string;
  /** Why it was refused; null = it was allowed. */
  readonly refusedAs: ErrorCode | null;
  /** `mem-…`, of an invitation accepted; absent where it is about the session. */
  readonly membershipId?: string;
}

/** Makes the record of an act durable, once for each organisation of the person, before anybody is answered. */
export async function recordAct(request: SignInRequest, act: SignInAct): Promise<void> {
  const { groups } = writersOf(homeDatabase());
  await Promise.all(recordsOf(request, act).map((record) => groups.commit(record, deadlineOf(request))));
}

/**
 * Runs a change and commits it together with its records, or neither.
 * Errors: unavailable.
 */
export async function recordChange<T>(
  request: SignInRequest,
  change: (transaction: IamTransaction) => Promise<{ value: T; acts: readonly SignInAct[] }>,
): Promise<T> {
  const { changes } = writersOf(homeDatabase());
  return changes.transact(deadlineOf(request), async (transaction, record) => {
    const { value, acts } = await change(transaction);
    await record(...acts.flatMap((act) => recordsOf(request, act)));
    return value;
  });
}

function deadlineOf(request: SignInRequest): number {
  return request.startedAtMs + SIGN_IN_DEADLINE_MS;
}

function recordsOf(request: SignInRequest, act: SignInAct): AuditRecord[] {
  const organisationIds = act.organisationIds.length === 0 ? [""] : act.organisationIds;
  return organisationIds.map((organisationId) =>
    auditRecord(factsOf(request, act, organisationId), { key: null, epoch: null }),
  );
}

function factsOf(request: SignInRequest, act: SignInAct, organisationId: string): AuditFacts {
  return {
    organisationId,
    projectId: "",
    region: "",
    actorId: act.userId,
    credentialId: act.credentialId,
    credentialKind: act.credentialId === "" ? "password" : "session",
    action: request.method,
    event: act.event,
    resourceType: act.membershipId === undefined ? "session" : "membership",
    resourceId: act.membershipId ?? act.credentialId,
    resourceSlug: "",
    keyType: "",
    keyVersion: null,
    revision: "",
    payloadBytes: null,
    outcome: act.refusedAs === null ? "allowed" : "refused",
    reason: act.refusedAs ?? "",
    status: act.refusedAs === null ? 200 : errorStatus(act.refusedAs),
    requestId: request.requestId,
    edge: "console",
    method: request.method,
    path: request.path,
    clientAddress: request.clientAddress,
    userAgent: request.userAgent,
    durationInMicroseconds: Math.round((clock.monotonicMs() - request.startedAtMs) * 1_000),
  };
}
