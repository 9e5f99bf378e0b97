import { type CountedReason, countCall } from "@/lib/audit/call-counts";
import type { AuditRecord } from "@/lib/audit/record";
import { writersOf } from "@/lib/audit/writers";
import type { ErrorCode } from "@/lib/contract/errors";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { requireScope } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";
import { holdRefusal, requireRate } from "@/lib/iam/rate-limit";
import { requireFeature } from "@/lib/iam/scope";
import { clock } from "@/lib/platform/clock";
import { homeDatabase } from "@/lib/platform/db";
import { requireDiskSpace } from "@/lib/platform/disk-space";
import { observeCall } from "@/lib/platform/metrics";
import { type Region, regionNamed } from "@/lib/regions/registry";
import { type Act, type Attempt, newAttempt, type Outcome, outcomeOf, recordsOf } from "./attempt";
import { type AuthenticateOptions, type Call, partOf } from "./call";
import { epochIn } from "./region-epoch";

/** What a decision works with once the caller is known and the feature is on. */
export interface Entered {
  readonly attempt: Attempt;
  readonly caller: Caller;
  /** Cached state has already turned out to be old: read again. */
  readonly fresh: boolean;
}

/** Attempts on cached state; what then still misses is run under a lock, or given up where nothing can be locked. */
const CACHED_ATTEMPTS_MAX = 3;
/** How old a decision on rights may be where the region's database does not share the home database's epochs. */
const CONFIRMED_WITHIN_MS = 1_000;

/**
 * The one door: proves the caller, checks the feature, lets `decide` find, authorise and run, and answers only once the
 * record of the result, a refusal too, is durable. The record is written on the condition that key and rights are still
 * those the decision saw; where they are not, everything runs again on fresh state. `lastly` takes over after three misses.
 * Errors: unauthenticated, organisation_required, organisation_not_found, project_not_found, feature_disabled, unavailable.
 */
export async function throughDoor<T>(
  call: Call,
  act: Act,
  decide: (entered: Entered) => Promise<T>,
  lastly?: () => Promise<T>,
): Promise<T> {
  for (let number = 1; number <= CACHED_ATTEMPTS_MAX; number += 1) {
    const attempt = newAttempt(call, act);
    const fresh = number > 1 || call.whole?.fresh === true;
    const outcome = await outcomeOf(attempt, async () => decide(await enter(attempt, fresh)));
    if (call.whole !== undefined) {
      for (const record of recorded(attempt, outcome)) call.whole.record(record);
      return answer(attempt, outcome);
    }
    if (!(await isOnRecord(attempt, outcome))) continue;
    if (!outcome.ok && isThrottled(attempt, outcome.error)) await holdRefusal();
    return answer(attempt, outcome);
  }
  if (lastly !== undefined) return lastly();
  throw new KmsError("unavailable", { detail: "state kept changing", retryAfterInSeconds: 1 });
}

/** A part of a call that is recorded together with it: both records are written, or neither, and then both run again. */
export function joinedPart({ attempt, fresh }: Entered, body: unknown): Call {
  const whole = { fresh, record: (record: AuditRecord) => attempt.parts.push(record) };
  return partOf(attempt.call, body, whole);
}

/** Proves the caller of an attempt and checks that the feature is on. */
export async function enter(attempt: Attempt, fresh: boolean): Promise<Entered> {
  const { act } = attempt;
  const region = act.region === null ? null : regionOrNull(act.region);
  const elsewhere = region !== null && region.database !== homeDatabase();
  const caller = await provenCaller(attempt, { fresh, confirmedWithinMs: elsewhere ? CONFIRMED_WITHIN_MS : undefined });
  // Before the attempt has a caller: such a refusal leaves a count, not a record.
  attempt.throttled = caller;
  if (!fresh && !attempt.call.isPart) requireRate(caller);
  attempt.caller = caller;
  attempt.region = region;
  attempt.epoch = elsewhere ? await epochIn(region.database, caller.scope.organisationId, fresh) : epochOf(caller);
  requireScope(caller);
  if (act.feature !== null) requireFeature(caller, act.feature ?? "kms");
  if (fillsDisk(attempt)) requireDiskSpace();
  return { attempt, caller, fresh };
}

/** What goes on while only the disk's reserve is left, beside reading: opening and checking what there is, and the tokens for it. */
const SPARED_EVENTS: readonly string[] = ["kms.decrypt", "kms.verify", "kms.verify_hmac", "iam.token.issue"];

const fillsDisk = ({ call, act }: Attempt) => call.method !== "GET" && !SPARED_EVENTS.includes(act.event);

/** Proves the caller; one who is known but asks for a project that is not there is noted, so that the organisation's log says so. */
async function provenCaller(attempt: Attempt, options: AuthenticateOptions): Promise<Caller> {
  try {
    const proven = prove(attempt, options);
    return proven instanceof Promise ? await proven : proven;
  } catch (error) {
    if (isKmsError(error) && error.code === "project_not_found" && !attempt.act.ofPrincipal) {
      attempt.caller = await attempt.call.authenticate({ fresh: true, ofPrincipal: true });
      attempt.epoch = epochOf(attempt.caller);
    }
    throw error;
  }
}

/** At once where everything is in memory. */
function prove({ call, act }: Attempt, options: AuthenticateOptions): Caller | Promise<Caller> {
  if (act.ofPrincipal) return call.authenticate({ ...options, fresh: true, ofPrincipal: true });
  if (options.fresh) return call.authenticate(options);
  const again = (error: unknown) => {
    if (!isKmsError(error) || !MAY_BE_NEW.includes(error.code)) throw error;
    return call.authenticate({ ...options, fresh: true });
  };
  try {
    const proven = call.authenticate(options);
    return proven instanceof Promise ? proven.catch(again) : proven;
  } catch (error) {
    return again(error);
  }
}

/** No record is written where these are found out, so nothing else would tell that a membership has been added since. */
const MAY_BE_NEW: readonly ErrorCode[] = ["organisation_not_found", "organisation_required"];

/** The epoch that a record of the home database must still find; null for somebody who belongs to no organisation. */
export function epochOf({ scope, organisation }: Caller): bigint | null {
  return scope.organisationId === "" ? null : organisation.epoch;
}

/** The region an attempt is about. Error: region_not_found. */
export function regionOf(attempt: Attempt): Region {
  if (attempt.region === null) throw new KmsError("region_not_found");
  return attempt.region;
}

/** Counts the answer in the metrics and gives it. */
export function answer<T>(attempt: Attempt, outcome: Outcome<T>): T {
  const region = attempt.region?.slug ?? "none";
  const word = outcome.ok ? "success" : outcome.error.code;
  observeCall({ event: attempt.act.event, outcome: word, region }, clock.monotonicMs() - attempt.call.startedAtMs);
  if (outcome.ok) return outcome.value;
  throw outcome.error;
}

/**
 * Commits the records of an outcome; false where what it was decided on has changed. Records of one batch that do not fit
 * into one group may be written in part before that is found out: there may be more of them than answers, never fewer.
 * Calls without a known caller are counted instead, and errors that say "the place to record this is not available" need
 * no record.
 */
export async function isOnRecord(attempt: Attempt, outcome: Outcome<unknown>): Promise<boolean> {
  const records = recorded(attempt, outcome);
  if (records.length === 0) return true;
  const { groups } = writersOf(attempt.region?.database ?? homeDatabase());
  const { deadlineMs } = attempt.call;
  const [only, ...others] = records;
  if (only !== undefined && others.length === 0) return (await groups.commit(only, deadlineMs)) === "committed";
  const commits = records.map((record) => groups.commit(record, deadlineMs));
  return (await Promise.all(commits)).every((result) => result === "committed");
}

/** The records that an outcome leaves. */
function recorded(attempt: Attempt, outcome: Outcome<unknown>): AuditRecord[] {
  return outcome.ok || leavesRecord(attempt, outcome.error) ? recordsOf(attempt, outcome) : [];
}

/** A call beyond a limit of its credential or organisation, refused before anything was looked for. */
const isThrottled = ({ caller, throttled }: Attempt, { code }: KmsError) =>
  caller === null && throttled !== null && code === "too_many_requests";

function leavesRecord({ caller, throttled, call }: Attempt, { code }: KmsError): boolean {
  if (caller !== null) return !WITHOUT_RECORD.includes(code);
  if (throttled !== null && code === "too_many_requests") {
    countCall(homeDatabase(), code, throttled.principal.credentialId, throttled.scope.organisationId);
    return false;
  }
  const reason = COUNTED_AS[code];
  if (reason !== undefined) countCall(homeDatabase(), reason, call.clientAddress);
  return false;
}

/** Errors that say: the place to record this is not available. */
const WITHOUT_RECORD: readonly ErrorCode[] = ["unavailable", "region_unavailable", "storage_full"];

/** Refusals of callers of whom no organisation is known, and what they are counted as. */
const COUNTED_AS: Partial<Record<ErrorCode, CountedReason>> = {
  unauthenticated: "unauthenticated",
  invalid_client: "unauthenticated",
  invalid_token: "unauthenticated",
  too_many_requests: "too_many_requests",
  organisation_not_found: "organisation_not_found",
  organisation_required: "organisation_not_found",
};

function regionOrNull(slugOrIdentity: string): Region | null {
  try {
    return regionNamed(slugOrIdentity);
  } catch {
    return null;
  }
}
