import { hash } from "node:crypto";
import { ChangeMissed } from "@/lib/audit/change-writer";
import { type KmsKey, kmsKey } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
import type { NamedChange } from "@/lib/door/change";
import { type Entered, regionOf } from "@/lib/door/door";
import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { readStoredAnswer, removeStoredAnswers, storeAnswer, takeName } from "./idempotency-store";
import { queryOf } from "./key-cache";
import { readKey } from "./key-statement";

/** How long an answer is kept for repetitions, in milliseconds: 24 hours. */
export const ANSWER_KEPT_MS = 86_400_000;

/** What a change needs so that it can be asked for again without happening twice. */
export interface Repeatable<Changed> {
  /** Of the answer. */
  readonly status: number;
  /** Whether the caller may ask for the change, as if it were asked for the first time. */
  authorise(entered: Entered): Promise<unknown>;
  answerOf(changed: Changed): KmsKey;
  fromAnswer(answer: KmsKey): Changed;
}

/**
 * Looks for the answer that a call with the same Idempotency-Key got in the last 24 hours, once it is clear that the caller
 * may still ask for it; null where the call did not name itself. A key counts per region, scope and person.
 * Errors: those of `authorise`; invalid_request (malformed key), idempotency_key_reused.
 */
export async function namedChange<Changed>(
  entered: Entered,
  repeatable: Repeatable<Changed>,
): Promise<NamedChange<Changed> | null> {
  const { attempt, caller } = entered;
  const key = attempt.call.repetition?.key() ?? null;
  if (key === null) return null;
  await repeatable.authorise(entered);
  const region = regionOf(attempt);
  const query = queryOf(region.database);
  const { organisationId, projectId } = caller.scope;
  const keyHash = hash("sha256", `${region.slug}\n${key}`, "hex");
  const name = { organisationId, projectId, actorId: caller.principal.actorId, keyHash };
  const requestHash = await hashOf(entered);
  const after = new Date(clock.nowMs() - ANSWER_KEPT_MS);
  const stored = await readStoredAnswer(query, name, after);
  if (stored !== null && stored.requestHash !== requestHash) throw new KmsError("idempotency_key_reused");
  const answer = stored === null ? null : kmsKey.parse(stored.response);
  if (stored !== null && answer !== null) {
    attempt.key = await readKey(query, region.slug, caller.scope, answer.identity);
    attempt.bindsKey = false;
    attempt.replayedStatus = stored.status;
  }
  return {
    answer: answer === null ? null : repeatable.fromAnswer(answer),
    async take(tx) {
      const taken = { requestHash, status: repeatable.status, response: null };
      if (!(await takeName(tx, name, taken, clock.now(), after))) throw new ChangeMissed("asked for at the same time");
    },
    store: (tx, changed) => storeAnswer(tx, name, repeatable.answerOf(changed)),
  };
}

async function hashOf({ attempt: { call } }: Entered): Promise<string> {
  const body = JSON.stringify(await call.body()) ?? "";
  return hash("sha256", `${call.method}\n${call.path}\n${body}`, "hex");
}

/** Removes the answers of a database that are kept no longer; how many there were. */
export function removeOldAnswers(database: Database, now: Date): Promise<number> {
  return removeStoredAnswers(queryOf(database), new Date(now.getTime() - ANSWER_KEPT_MS));
}
