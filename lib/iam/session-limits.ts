/** A session ends this long after it was last seen: a working day, with the evening. */
export const SESSION_IDLE_MS = 12 * 60 * 60 * 1000;
/** A session ends this long after sign-in, however busy it is. */
export const SESSION_ABSOLUTE_MS = 7 * 24 * 60 * 60 * 1000;

/** First moment (wall clock, milliseconds) at which a session is refused: idle or absolute limit, whichever comes first. */
export function sessionExpiry(lastSeenAtMs: number, endsAtMs: number): number {
  return Math.min(lastSeenAtMs + SESSION_IDLE_MS, endsAtMs);
}

/** Whether a cookie's value can be a session id (32 random bytes in base64url); nothing else is looked up. */
export function looksLikeSessionId(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}
