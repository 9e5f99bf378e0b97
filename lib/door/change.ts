import { ChangeMissed, type ChangeTransaction } from "@/lib/audit/change-writer";
import { writersOf } from "@/lib/audit/writers";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { homeDatabase } from "@/lib/platform/db";
import { type Act, type Attempt, newAttempt, outcomeOf, recordOf } from "./attempt";
import { CALL_DEADLINE_MS, type Call } from "./call";
import { answer, type Entered, enter, isOnRecord, regionOf } from "./door";

/** How long preparing a change may take, in milliseconds: generating an RSA key of 4,096 bits takes seconds. */
const PREPARATION_MS = 60_000;

/** A change that named itself: its answer, where it is known already, and how to store it. */
export interface NamedChange<Changed> {
  readonly answer: Changed | null;
  /** First in the transaction: others of the same name wait for its end. Throws ChangeMissed where one was faster. */
  take(tx: ChangeTransaction): Promise<void>;
  /** Last in the transaction. */
  store(tx: ChangeTransaction, changed: Changed): Promise<void>;
}

/** The steps of a change inside the door. */
export interface ChangeSteps<Prepared, Changed> {
  /** Present where a call may name itself, so that its repetition changes nothing. */
  named?(entered: Entered): Promise<NamedChange<Changed> | null>;
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
      const named = await steps.named?.(entered);
      if (named?.answer) return { changed: named.answer };
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
  const database = attempt.act.region === null ? homeDatabase() : regionOf(attempt).database;
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
