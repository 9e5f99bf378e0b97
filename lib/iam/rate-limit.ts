import { LRUCache } from "lru-cache";
import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { shared } from "@/lib/platform/shared";
import type { Caller } from "./caller";

/** One second's worth of requests, refilled continuously. */
interface Bucket {
  tokens: number;
  atMs: number;
}

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
  const held = buckets();
  const credential = filled(held, principal.credentialId, requestsPerSecondPerCredential / workers, nowMs);
  if (credential.tokens < 1) throw tooMany("credential", requestsPerSecondPerCredential, workers, credential);
  const shared = filled(held, organisation.id, ofOrganisation / workers, nowMs);
  if (shared.tokens < 1) throw tooMany("organisation", ofOrganisation, workers, shared);
  credential.tokens -= 1;
  shared.tokens -= 1;
}

/** Forgets what was used. */
export function forgetAllRates(): void {
  buckets().clear();
}

function filled(held: LRUCache<string, Bucket>, name: string, perSecond: number, nowMs: number): Bucket {
  // A share below one request per second still lets one through when it is whole.
  const capacity = Math.max(1, perSecond);
  const known = held.get(name);
  if (known === undefined) {
    const bucket = { tokens: capacity, atMs: nowMs };
    held.set(name, bucket);
    return bucket;
  }
  // Monotonic time does not go back; a clock that does must not take away what is there.
  const elapsedMs = Math.max(0, nowMs - known.atMs);
  known.tokens = Math.min(capacity, known.tokens + (elapsedMs / 1_000) * perSecond);
  known.atMs = nowMs;
  return known;
}

function tooMany(whose: string, perSecond: number, workers: number, { tokens }: Bucket): KmsError {
  const seconds = Math.max(1, Math.ceil(((1 - tokens) * workers) / perSecond));
  const message = `This ${whose} may make ${perSecond} requests per second (limit requestsPerSecond of the ${whose}).`;
  return new KmsError("too_many_requests", { message, retryAfterInSeconds: seconds });
}
