import { hash } from "node:crypto";
import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { addressGroup } from "./client-address";
import {
  inHomeTransaction,
  lockThrottle,
  readThrottle,
  releaseThrottle,
  type ThrottleRow,
  writeThrottle,
} from "./store";

/*
 * Guesses at passwords are slowed down by three counters in the home database, so that all nodes agree:
 *
 * - pair (e-mail and address): free attempts, then a growing delay. This is what a person who mistypes meets.
 * - address: the same with more free attempts, for one address that tries many people.
 * - e-mail: never delays by itself. Once many addresses have failed for one person, each further address gets a single
 *   free attempt for that person instead of five.
 *
 * The e-mail counter does not lock, because a lock on a person is a weapon: whoever keeps failing would keep the person
 * out. As it is, an attacker on other addresses takes nothing from the person but the second free attempt. What
 * remains is that N addresses may try about N passwords of one person, plus one per address and quarter of an hour; a
 * password of 12 characters that is not in a list withstands that. An attacker who shares the person's address can hold
 * that address back for 15 minutes at a time, as long as the attack lasts.
 */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** When a counter begins to delay, and how soon after its last failure it is forgotten, in milliseconds. */
interface Rule {
  readonly freeAttempts: number;
  readonly forgottenAfterMs: number;
}

const PAIR: Rule = { freeAttempts: 5, forgottenAfterMs: 6 * 60 * MINUTE };
const PAIR_UNDER_ATTACK: Rule = { ...PAIR, freeAttempts: 1 };
const ADDRESS: Rule = { freeAttempts: 30, forgottenAfterMs: 60 * MINUTE };
const CLIENT: Rule = { freeAttempts: 10, forgottenAfterMs: 60 * MINUTE };
const EMAIL_FORGOTTEN_AFTER_MS = 60 * MINUTE;
/** Failures for one person, from wherever, after which the person counts as under attack. */
const ATTACK_FAILURES = 50;
const DELAY_FIRST_MS = 5 * SECOND;
const DELAY_MAX_MS = 15 * MINUTE;
const LONGEST_MEMORY_MS = PAIR.forgottenAfterMs;

/** A sign-in that may be tried: it counts as failed until it is settled. */
export interface Attempt {
  readonly pair: string;
  readonly address: string;
  readonly email: string;
}

const subject = (kind: string, text: string) => hash("sha256", `${kind}\n${text}`, "hex");

/**
 * Counts a sign-in as failed before the password is looked at, so that a thousand at once do not all pass; `settleAttempt`
 * takes it back when the password was right.
 * Errors: too_many_requests with the seconds to wait; nothing is counted then.
 */
export async function beginAttempt(email: string, clientAddress: string): Promise<Attempt> {
  const group = addressGroup(clientAddress);
  const attempt = {
    pair: subject("pair", `${email}\n${group}`),
    address: subject("address", group),
    email: subject("email", email),
  };
  const now = clock.now();
  await inHomeTransaction(async (transaction) => {
    const rows = await lockThrottle(transaction, Object.values(attempt), now);
    const waitMs = waitBeforeAttempt(attempt, rows, now);
    // Throwing rolls back: a refused attempt neither counts nor leaves rows behind.
    if (waitMs > 0) throw tooMany(waitMs);
    await writeThrottle(transaction, countedRows(attempt, rows, now));
  });
  return attempt;
}

/** Takes back the failure that `beginAttempt` counted, and forgets earlier mistakes of this person at this address. */
export async function settleAttempt(attempt: Attempt): Promise<void> {
  // The address's other failures stay: signing in to an account of one's own must not buy guesses at others'.
  await releaseThrottle({
    forget: [attempt.pair],
    takeBack: [attempt.address, attempt.email],
    olderThan: longAgo(),
  });
}

/** Takes back what `beginAttempt` counted where the password could not be looked at: nobody was told anything. */
export async function abandonAttempt(attempt: Attempt): Promise<void> {
  await releaseThrottle({ forget: [], takeBack: Object.values(attempt), olderThan: longAgo() });
}

/**
 * Refuses a client of the token endpoint that has failed too often from this address. Only failures count, not attempts
 * under way: a secret of 256 bits is not guessed by asking quickly, and many machines behind one address start at once.
 * Errors: too_many_requests with the seconds to wait.
 */
export async function requireClientPatience(clientId: string, clientAddress: string): Promise<void> {
  const pair = clientSubject(clientId, clientAddress);
  const waitMs = waitFor(pair, CLIENT, await readThrottle(pair), clock.now());
  if (waitMs > 0) throw tooMany(waitMs);
}

/** Counts a failure of a client of the token endpoint at an address. */
export async function countClientFailure(clientId: string, clientAddress: string): Promise<void> {
  const pair = clientSubject(clientId, clientAddress);
  const now = clock.now();
  await inHomeTransaction(async (transaction) => {
    const { failures } = remembered(await lockThrottle(transaction, [pair], now), pair, CLIENT.forgottenAfterMs, now);
    await writeThrottle(transaction, [{ subject: pair, failures: failures + 1, window_start: now }]);
  });
}

const clientSubject = (clientId: string, clientAddress: string) =>
  subject("client", `${clientId}\n${addressGroup(clientAddress)}`);

/** Milliseconds until the attempt may be made, 0 = now. Pure. */
export function waitBeforeAttempt(attempt: Attempt, rows: readonly ThrottleRow[], now: Date): number {
  const emailFailures = remembered(rows, attempt.email, EMAIL_FORGOTTEN_AFTER_MS, now).failures;
  const pairRule = emailFailures >= ATTACK_FAILURES ? PAIR_UNDER_ATTACK : PAIR;
  return Math.max(waitFor(attempt.pair, pairRule, rows, now), waitFor(attempt.address, ADDRESS, rows, now));
}

function waitFor(name: string, rule: Rule, rows: readonly ThrottleRow[], now: Date): number {
  const { failures, sinceMs } = remembered(rows, name, rule.forgottenAfterMs, now);
  if (failures < rule.freeAttempts) return 0;
  const delayMs = Math.min(DELAY_FIRST_MS * 2 ** Math.min(failures - rule.freeAttempts, 20), DELAY_MAX_MS);
  return Math.max(0, delayMs - sinceMs);
}

/** `window_start` is the moment of the last failure: from it both the delay and the forgetting are counted. */
function remembered(rows: readonly ThrottleRow[], name: string, forgottenAfterMs: number, now: Date) {
  const row = rows.find((candidate) => candidate.subject === name);
  // A clock set back must not make a delay longer than it would be.
  const sinceMs = row === undefined ? 0 : Math.max(0, now.getTime() - row.window_start.getTime());
  return { failures: row === undefined || sinceMs >= forgottenAfterMs ? 0 : row.failures, sinceMs };
}

function countedRows(attempt: Attempt, rows: readonly ThrottleRow[], now: Date): ThrottleRow[] {
  const memory = { [attempt.pair]: PAIR.forgottenAfterMs, [attempt.address]: ADDRESS.forgottenAfterMs };
  return Object.values(attempt).map((name) => {
    const { failures } = remembered(rows, name, memory[name] ?? EMAIL_FORGOTTEN_AFTER_MS, now);
    return { subject: name, failures: failures + 1, window_start: now };
  });
}

function longAgo(): Date {
  return new Date(clock.nowMs() - LONGEST_MEMORY_MS);
}

function tooMany(waitMs: number): KmsError {
  const seconds = Math.ceil(waitMs / SECOND);
  const message = `Too many attempts to sign in. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
  return new KmsError("too_many_requests", { message, retryAfterInSeconds: seconds });
}
