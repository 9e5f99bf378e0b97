import { type Outcome as AuditOutcome, type AuditRecord, auditRecord, type SeenState } from "@/lib/audit/record";
import type { Feature } from "@/lib/contract/access";
import { errorStatus } from "@/lib/contract/errors";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import type { Caller } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import { isDatabaseLost } from "@/lib/platform/database-lost";
import { log } from "@/lib/platform/log";
import type { Region } from "@/lib/regions/registry";
import type { Call } from "./call";

/** What is being done, and to what, as the path names it. */
export interface Act {
  /** As the reference documents it, for example `kms.encrypt`; generic acts carry the HTTP method. */
  readonly action: string;
  /** Our own name, for example `kms.key.disable`. */
  readonly event: string;
  /** Slug or identity of the region; null for acts over all regions. */
  readonly region: string | null;
  /** Slug or identity of the key; empty where none is named. */
  readonly asked: string;
  /** Answered only where this feature is on for the organisation: `kms` where absent, null = none. */
  readonly feature?: Feature | null;
  /** About the principal itself, not about one organisation; its rights are then read anew. */
  readonly ofPrincipal?: true;
  /** HTTP status of the answer where it is not 200. */
  readonly status?: 201;
}

/**
 * One attempt at a call: what it has found out so far. A refusal is recorded with exactly this, so every step notes what
 * it learns before it decides.
 */
export interface Attempt {
  call: Call;
  readonly act: Act;
  caller: Caller | null;
  /** The caller as proven, while it is not known yet whether it calls too often. */
  throttled: Caller | null;
  region: Region | null;
  key: RecordedKey | null;
  /** Whether the record is written only while the key still has the revision seen; off for reads, which use nothing. */
  bindsKey: boolean;
  /** The secret whose state the record is written under; null where it is about none, or does not depend on it. */
  secret: SeenState | null;
  /** Access epoch under which the caller was proven, in the database of the record. */
  epoch: bigint | null;
  keyVersion: number | null;
  payloadBytes: number | null;
  /** What it is about, where that is not a key. */
  resource: RecordedResource | null;
  /** What a batch did, each recorded by itself; null for a call that is one act. */
  uses: readonly RecordedUse[] | null;
  /** Records of parts, written together with its own. */
  parts: AuditRecord[];
  /** Status of the answer that an earlier call got and this one gets again; null where it was decided anew. */
  replayedStatus: number | null;
}

/** What a record says of something that is not a key. */
export interface RecordedResource {
  readonly type: string;
  readonly id: string;
  readonly slug?: string;
}

/** What a record says of a key. */
export interface RecordedKey {
  readonly id: string;
  readonly slug: string;
  readonly keyType: string;
  readonly revision: string;
}

/** Uses of one version of a key for one operation with one outcome, as one record tells them. */
export interface RecordedUse {
  readonly action: string;
  readonly keyVersion: number | null;
  readonly payloadBytes: number;
  readonly count: number;
  /** Null where they were allowed. */
  readonly error: KmsError | null;
  /** Numbers of the items in the batch, from 0, where they were not allowed. */
  readonly items: readonly number[];
}

/** An attempt about which nothing is known yet. */
export function newAttempt(call: Call, act: Act): Attempt {
  return {
    call,
    act,
    caller: null,
    throttled: null,
    region: null,
    key: null,
    bindsKey: true,
    secret: null,
    epoch: null,
    keyVersion: null,
    payloadBytes: null,
    resource: null,
    uses: null,
    parts: [],
    replayedStatus: null,
  };
}

/** How an attempt ends: with a value, or with the error it is refused with. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: KmsError };

/** Runs a decision and catches its refusal; a database that does not answer is `unavailable`, anything else unexpected is logged and `internal`. */
export async function outcomeOf<T>(attempt: Attempt, decide: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await decide() };
  } catch (thrown) {
    return { ok: false, error: isKmsError(thrown) ? thrown : unexpected(attempt, thrown) };
  }
}

function unexpected({ call, act }: Attempt, thrown: unknown): KmsError {
  const error = thrown instanceof Error ? thrown.stack : String(thrown);
  if (isDatabaseLost(thrown))
    return new KmsError("unavailable", { detail: error, retryAfterInSeconds: 1, cause: thrown });
  log.error({ requestId: call.requestId, event: act.event, error }, "call failed unexpectedly");
  return new KmsError("internal", { cause: thrown });
}

/** The records of an attempt: those of its parts, and its own, or for a batch that was carried out one for each of its uses. */
export function recordsOf(attempt: Attempt, outcome: Outcome<unknown>): AuditRecord[] {
  if (attempt.uses !== null && outcome.ok) return attempt.uses.map((use) => recordOf(attempt, outcome, use));
  const own = recordOf(attempt, outcome);
  return attempt.parts.length === 0 ? [own] : onOneState([...attempt.parts, own]);
}

/** The whole and its parts depend on what any of them has seen: none is written of what the others are not. */
function onOneState(records: readonly AuditRecord[]): AuditRecord[] {
  const seen = (of: "key" | "secret") => records.find(({ condition }) => condition[of])?.condition[of] ?? null;
  const [key, secret] = [seen("key"), seen("secret")];
  return records.map((record) => {
    const { condition } = record;
    return { ...record, condition: { ...condition, key: condition.key ?? key, secret: condition.secret ?? secret } };
  });
}

/** The record of an attempt, or of one use in it, on the condition of everything it was decided on. */
export function recordOf(attempt: Attempt, outcome: Outcome<unknown>, use?: RecordedUse): AuditRecord {
  const { call, act, caller, region, key, epoch } = attempt;
  if (caller === null) throw new Error("a call whose caller is not known has no record");
  const { word, reason, status } = verdict(attempt, outcome, use);
  return auditRecord(
    {
      organisationId: caller.scope.organisationId,
      projectId: caller.scope.projectId,
      region: region?.slug ?? "",
      actorId: caller.principal.actorId,
      credentialId: caller.principal.credentialId,
      credentialKind: caller.principal.credentialKind,
      action: use?.action ?? act.action,
      event: use?.action ?? act.event,
      resourceType: attempt.resource?.type ?? "kms_key",
      resourceId: attempt.resource?.id ?? key?.id ?? act.asked,
      resourceSlug: attempt.resource?.slug ?? key?.slug ?? "",
      keyType: key?.keyType ?? "",
      keyVersion: use === undefined ? attempt.keyVersion : use.keyVersion,
      revision: key?.revision ?? "",
      payloadBytes: use === undefined ? attempt.payloadBytes : use.payloadBytes,
      outcome: word,
      reason,
      status,
      requestId: call.requestId,
      edge: call.edge,
      method: call.method,
      path: call.path,
      clientAddress: call.clientAddress,
      userAgent: call.userAgent,
      durationInMicroseconds: Math.round((clock.monotonicMs() - call.startedAtMs) * 1_000),
      count: use?.count,
      items: use?.error ? use.items : undefined,
    },
    {
      key: key !== null && attempt.bindsKey ? { id: key.id, revision: key.revision } : null,
      secret: attempt.secret,
      epoch: epoch === null ? null : { organisationId: caller.scope.organisationId, epoch },
    },
  );
}

interface Verdict {
  readonly word: AuditOutcome;
  readonly reason: string;
  readonly status: number;
}

function verdict({ act, replayedStatus }: Attempt, outcome: Outcome<unknown>, use: RecordedUse | undefined): Verdict {
  const error = outcome.ok ? use?.error : outcome.error;
  if (error) {
    const status = errorStatus(error.code);
    return { word: status >= 500 ? "failed" : "refused", reason: error.recordedAs, status };
  }
  if (replayedStatus !== null) return { word: "allowed", reason: "replayed", status: replayedStatus };
  return { word: "allowed", reason: "", status: act.status ?? 200 };
}
