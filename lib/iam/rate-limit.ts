import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { shared } from "@/lib/platform/shared";
import type { Caller } from "./caller";

/** Requests that may be made at once, refilled continuously. */
interface Bucket {
  tokens: number;
  atMs: number;
  /** Until when it holds little, monotonic milliseconds. */
  evenUntilMs: number;
}

/** Requests that a bucket holds, in seconds of its rate; of one that was found empty less, so that its holder's calls come evenly. */
const BURST_SECONDS = 1;
const EVEN_BURST_SECONDS = 0.02;
/** How long after a refusal calls have to come evenly, in milliseconds. */
const EVEN_MS = 10_000;

const BUCKETS_MAX = 20_000;

const buckets = () => shared("iam.rates", () => new LRUCache<string, Bucket>({ max: BUCKETS_MAX }));

/**
 * Takes one request from what the caller's credential and organisation may make per second in this worker, whose share is
 * the node's limit divided by its workers. Error: too_many_requests with the seconds to wait, naming the limit.
 */
export function requireRate({ principal, organisation }: Caller): void {
  const { workers, requestsPerSecondPerCredential, requestsPerSecondPerOrganisation } = config();
  const ofOrganisation = organisation.limits.requestsPerSecond ?? requestsPerSecondPerOrganisation;
  const nowMs = clock.monotonicMs();
  const known = buckets();
  const credential = filled(known, principal.credentialId, requestsPerSecondPerCredential / workers, nowMs);
  if (credential.tokens < 1) throw tooMany("credential", requestsPerSecondPerCredential, workers, credential, nowMs);
  const common = filled(known, organisation.id, ofOrganisation / workers, nowMs);
  if (common.tokens < 1) throw tooMany("organisation", ofOrganisation, workers, common, nowMs);
  credential.tokens -= 1;
  common.tokens -= 1;
}

/** How long the refusal of a call beyond a limit is kept back, in milliseconds: each differently, or they would all come back at once. */
const HELD_MS_MIN = 200;
const HELD_MS_MAX = 400;
/** Refusals kept back at the same time in one process; those beyond go out at once. */
const HELD_MAX = 500;

const held = () => shared("iam.held-refusals", () => ({ count: 0 }));

/**
 * Keeps the refusal of a call beyond a limit back for a moment. A client that sends its next call when it has an answer then
 * sends a few a second instead of thousands, whose refusals would take from others what the limit is there to leave them.
 */
export async function holdRefusal(): Promise<void> {
  const refusals = held();
  if (refusals.count >= HELD_MAX) return;
  refusals.count += 1;
  await sleep(randomInt(HELD_MS_MIN, HELD_MS_MAX));
  refusals.count -= 1;
}

/** Forgets what was used. */
export function forgetAllRates(): void {
  buckets().clear();
}

function filled(held: LRUCache<string, Bucket>, name: string, perSecond: number, nowMs: number): Bucket {
  const known = held.get(name);
  const isEven = known !== undefined && nowMs < known.evenUntilMs;
  // A share below one request per second still lets one through when it is whole.
  const capacity = Math.max(1, perSecond * (isEven ? EVEN_BURST_SECONDS : BURST_SECONDS));
  if (known === undefined) {
    const bucket = { tokens: capacity, atMs: nowMs, evenUntilMs: 0 };
    held.set(name, bucket);
    return bucket;
  }
  // Monotonic time does not go back; a clock that does must not take away what is there.
  const elapsedMs = Math.max(0, nowMs - known.atMs);
  known.tokens = Math.min(capacity, known.tokens + (elapsedMs / 1_000) * perSecond);
  known.atMs = nowMs;
  return known;
}

function tooMany(whose: string, perSecond: number, workers: number, bucket: Bucket, nowMs: number): KmsError {
  bucket.evenUntilMs = nowMs + EVEN_MS;
  const seconds = Math.max(1, Math.ceil(((1 - bucket.tokens) * workers) / perSecond));
  const message = `This ${whose} may make ${perSecond} requests per second (limit requestsPerSecond of the ${whose}).`;
  return new KmsError("too_many_requests", { message, retryAfterInSeconds: seconds });
}
