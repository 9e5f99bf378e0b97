import type { z } from "zod";
import { ChangeMissed, type ChangeTransaction } from "@/lib/audit/change-writer";
import { writersOf } from "@/lib/audit/writers";
import type { KeyTransition } from "@/lib/contract/key-lifecycle";
import type { KmsKey } from "@/lib/contract/kms";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import type { Permission } from "@/lib/iam/permissions";
import { clock } from "@/lib/platform/clock";
import type { Region } from "@/lib/regions/registry";
import { type Act, type Attempt, newAttempt, outcomeOf, recordOf } from "./attempt";
import { CALL_DEADLINE_MS, type Call } from "./call";
import { dependentsOf } from "./dependents";
import { answer, type Entered, enter, isOnRecord, regionOf } from "./door";
import { forgetKey, queryOf } from "./key-cache";
import type { KeyFacts } from "./key-facts";
import { keyMessage } from "./key-message";
import type { KeyTarget } from "./key-operation";
import { readKey, readKeyLocked } from "./key-statement";
import { parseRequest } from "./parse-request";
import { namedChange, type Repeatable } from "./repeatable-change";
import { requireKey, requireTransition } from "./require-key";
import { transactionQuery } from "./store";

interface ApplyInput<Request, Prepared> {
  readonly tx: ChangeTransaction;
  /** The key under an exclusive lock. */
  readonly key: KeyFacts;
  readonly region: Region;
  readonly request: Request;
  readonly prepared: Prepared;
  readonly at: Date;
  note(facts: { keyVersion?: number }): void;
}

interface KeyChange<Schema extends z.ZodType, Prepared> {
  /** Documented action, or null for the HTTP method of the call. */
  readonly action: string | null;
  readonly event: string;
  readonly permission: Permission;
  readonly transition: KeyTransition;
  readonly request: Schema;
  /** Whether the answer names what depends on the key. */
  readonly withDependents?: boolean;
  /** Whether a repetition with the same Idempotency-Key gets the first answer instead of happening again. */
  readonly repeatable?: boolean;
  /** What takes long and must be ready before the key is locked. */
  prepare?(entered: Entered, deadlineMs: number): Promise<Prepared>;
  /** Writes the change and returns the key after it; returning the key unchanged is a change of nothing. */
  apply(input: ApplyInput<z.output<Schema>, Prepared | undefined>): Promise<KeyFacts>;
}

/** How long preparing a change may take, in milliseconds: generating an RSA key of 4,096 bits takes seconds. */
const PREPARATION_MS = 60_000;

/**
 * Makes the verb of a change to a key: the key's row is locked, the change and its record are committed in one
 * transaction, and once it is answered no call that starts later, on any node, sees the old state.
 * Errors, beside those of `apply` and of the door: region_not_found, region_unavailable, key_not_found,
 * key_state_conflict, invalid_request.
 */
export function keyChange<Schema extends z.ZodType, Prepared = never>(
  change: KeyChange<Schema, Prepared>,
): (call: Call, target: KeyTarget) => Promise<KmsKey> {
  async function applyLocked(
    entered: Entered,
    tx: ChangeTransaction,
    prepared: Prepared | undefined,
  ): Promise<KeyFacts> {
    const { attempt, caller } = entered;
    const region = regionOf(attempt);
    const found = await readKeyLocked(transactionQuery(tx), "UPDATE", region.slug, caller.scope, attempt.act.asked);
    attempt.key = found;
    const key = requireKey(caller, change.permission, found);
    requireTransition(key, change.transition);
    const request = parseRequest(change.request, await attempt.call.body());
    const note = (facts: { keyVersion?: number }) => Object.assign(attempt, facts);
    const changed = await change.apply({ tx, key, region, request, prepared, at: clock.now(), note });
    attempt.key = changed;
    return changed;
  }

  async function authorise({ attempt, caller }: Entered): Promise<void> {
    const { database, slug } = regionOf(attempt);
    attempt.key = await readKey(queryOf(database), slug, caller.scope, attempt.act.asked);
    requireKey(caller, change.permission, attempt.key);
  }

  return async (call, target) => {
    const act = { action: change.action ?? call.method, event: change.event, region: target.region, asked: target.key };
    const repeatable = change.repeatable
      ? { status: 200, authorise, answerOf: ({ message }: ChangedKey) => message, fromAnswer }
      : undefined;
    const { attempt, changed } = await changeThroughDoor<Prepared, ChangedKey>(call, act, {
      repeatable,
      prepare: change.prepare,
      async apply(entered, tx, prepared) {
        const key = await applyLocked(entered, tx, prepared);
        return { key, message: keyMessage(key, regionOf(entered.attempt)) };
      },
    });
    const { key, message } = changed;
    if (key === null) return message;
    forgetNames(attempt, key);
    if (!change.withDependents) return message;
    return { ...message, dependents: await dependentsOf(queryOf(regionOf(attempt).database), key.id) };
  };
}

/** A key after its change; null where the message is the answer to an earlier call, and nothing was changed. */
interface ChangedKey {
  readonly key: KeyFacts | null;
  readonly message: KmsKey;
}

const fromAnswer = (message: KmsKey): ChangedKey => ({ key: null, message });

/** This node need not miss once to learn of its own change. */
function forgetNames(attempt: Attempt, key: KeyFacts): void {
  if (attempt.caller === null) return;
  for (const named of [key.id, key.slug]) forgetKey(regionOf(attempt), attempt.caller.scope, named);
}

/** The steps of a change inside the door. */
export interface ChangeSteps<Prepared, Changed> {
  /** Present where a call may name itself, so that its repetition changes nothing. */
  readonly repeatable?: Repeatable<Changed>;
  /** Runs before the transaction, for work that takes long; its refusals count like those of `apply`. */
  prepare?(entered: Entered, deadlineMs: number): Promise<Prepared>;
  /** Runs in the transaction, which the record of its result ends; notes in the attempt what it has changed. */
  apply(entered: Entered, tx: ChangeTransaction, prepared: Prepared | undefined): Promise<Changed>;
}

/**
 * The door for changes: enters, prepares, runs `apply` in one transaction with the record of its result, and starts again
 * where the caller's rights changed meanwhile. A refusal rolls back and is recorded under the state it saw.
 */
export async function changeThroughDoor<Prepared, Changed>(
  call: Call,
  act: Act,
  steps: ChangeSteps<Prepared, Changed>,
): Promise<{ attempt: Attempt; changed: Changed }> {
  let current = call;
  for (let fresh = false; clock.monotonicMs() < current.deadlineMs; fresh = true) {
    const attempt = newAttempt(current, act);
    const outcome = await outcomeOf(attempt, async () => {
      const entered = await enter(attempt, fresh);
      await settled(current.body());
      const { repeatable } = steps;
      const named = repeatable && (await namedChange(entered, repeatable));
      if (repeatable && named?.answer) return { changed: repeatable.fromAnswer(named.answer) };
      const prepared = await steps.prepare?.(entered, call.startedAtMs + PREPARATION_MS);
      current = withTimeToRecord(attempt);
      return inTransaction(entered, async (tx) => {
        await named?.take(tx);
        const changed = await steps.apply(entered, tx, prepared);
        await named?.store(tx, changed);
        return changed;
      });
    });
    if (outcome.ok && outcome.value === null) continue;
    // A change has its record already; a refusal and an answer given again do not.
    const isReplayed = attempt.replayedStatus !== null;
    if ((!outcome.ok || isReplayed) && !(await isOnRecord(attempt, outcome))) continue;
    const made = answer(attempt, outcome);
    if (isReplayed && call.repetition !== undefined) call.repetition.replayed = true;
    if (made !== null) return { attempt, changed: made.changed };
  }
  throw new KmsError("unavailable", { detail: "state kept changing", retryAfterInSeconds: 1 });
}

/** Preparation has a limit of its own; what follows gets the usual time. */
function withTimeToRecord(attempt: Attempt): Call {
  const deadlineMs = Math.max(attempt.call.deadlineMs, clock.monotonicMs() + CALL_DEADLINE_MS);
  attempt.call = { ...attempt.call, deadlineMs };
  return attempt.call;
}

/** Null where the record was not written because rights have changed; then nothing else was either. */
async function inTransaction<Changed>(
  { attempt }: Entered,
  apply: (tx: ChangeTransaction) => Promise<Changed>,
): Promise<{ changed: Changed } | null> {
  const { database } = regionOf(attempt);
  try {
    return await writersOf(database).changes.transact(attempt.call.deadlineMs, async (tx, record) => {
      const changed = await apply(tx);
      await record(recordOf(attempt, { ok: true, value: changed }));
      return { changed };
    });
  } catch (error) {
    if (error instanceof ChangeMissed) return null;
    throw isKmsError(error) ? error : asUnavailable(error);
  }
}

/** A database that fails during a change is not the caller's fault and not a defect: nothing was changed, try again. */
function asUnavailable(error: unknown): unknown {
  const text = String(error);
  const lost = /connect|terminat|ECONNRE|timed? ?out|closed|socket|Transaction/i.test(text);
  return lost ? new KmsError("unavailable", { detail: text, retryAfterInSeconds: 2, cause: error }) : error;
}

/** The body is read before a row is locked: a slow sender must not hold the lock. Its errors count later, in their turn. */
async function settled(body: Promise<unknown>): Promise<void> {
  await body.catch(() => undefined);
}
