import { createHash } from "node:crypto";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * How long things last in a signed zone; milliseconds, TTLs in seconds. Resolvers keep what they have seen for its TTL, and
 * secondaries may be behind by `PROPAGATION_MS`: nothing that they may still need is taken away before.
 * Source: RFC 6781, 4.4.2 (validity); RFC 7583, 2 (intervals of a key roll).
 */
export const SIGNATURE_VALIDITY_MS = 14 * DAY_MS;
/** Signatures end up to this much earlier, each at a time of its own, so that they are not all due at once. */
export const SIGNATURE_JITTER_MS = 3 * DAY_MS;
/** Signatures begin in the past, for validators whose clock is behind. */
export const INCEPTION_OFFSET_MS = HOUR_MS;
/** A signature is replaced when so little of its validity is left: time to notice and mend that it cannot be. */
export const REFRESH_BEFORE_MS = 7 * DAY_MS;
export const DNSKEY_TTL = 3_600;
export const ZONE_KEY_LIFETIME_MS = 90 * DAY_MS;
/** Until the secondaries serve what was published: refresh and some retries. */
export const PROPAGATION_MS = 3 * HOUR_MS;
/** Until all servers of the parent answer what one of them does. */
export const PARENT_PROPAGATION_MS = HOUR_MS;
/** Between two looks at the parent while something waits for it, and otherwise. */
export const PROBE_SOON_MS = 5 * 60_000;
export const PROBE_LATER_MS = 6 * HOUR_MS;
export const PROBE_AFTER_FAILURE_MS = 60_000;

/**
 * From when to when a signature made now is valid, in whole seconds. A hash of name and time spreads the ends.
 */
export function signatureTimes(now: Date, name: string): { inception: Date; expiration: Date } {
  const share = createHash("sha256").update(name).update(String(now.getTime())).digest().readUInt32BE(0) / 2 ** 32;
  const jitterMs = share * SIGNATURE_JITTER_MS;
  const whole = (ms: number) => new Date(Math.floor(ms / 1_000) * 1_000);
  return {
    inception: whole(now.getTime() - INCEPTION_OFFSET_MS),
    expiration: whole(now.getTime() + SIGNATURE_VALIDITY_MS - jitterMs),
  };
}

/** Whether a signature that ends then must be replaced now. */
export function isDue(expiration: Date, now: Date): boolean {
  return expiration.getTime() - now.getTime() <= REFRESH_BEFORE_MS;
}
