/** What came of a try to sign in. */
export type SignInOutcome =
  | { kind: "signed-in" }
  | { kind: "wrong" }
  | { kind: "throttled"; retryAfterInSeconds: number | null }
  | { kind: "unavailable"; requestId: string | null };

/**
 * Signs in over next-auth's REST interface. Its own browser client hides `Retry-After` and the request id, and both are
 * shown here.
 */
export async function signInWithPassword(email: string, password: string): Promise<SignInOutcome> {
  try {
    const response = await post("/api/auth/callback/credentials", { email, password });
    if (response.ok) return { kind: "signed-in" };
    if (response.status === 401) return { kind: "wrong" };
    if (response.status === 429) return { kind: "throttled", retryAfterInSeconds: secondsOf(response) };
    return { kind: "unavailable", requestId: response.headers.get("x-request-id") };
  } catch {
    return { kind: "unavailable", requestId: null };
  }
}

/** Ends the session here and on every node; false where it could not be ended. */
export async function signOut(): Promise<boolean> {
  try {
    return (await post("/api/auth/signout", {})).ok;
  } catch {
    return false;
  }
}

async function post(address: string, fields: Record<string, string>): Promise<Response> {
  const csrf = await fetch("/api/auth/csrf", { headers: { accept: "application/json" } });
  const { csrfToken }: { csrfToken: string } = await csrf.json();
  const body = new URLSearchParams({ ...fields, csrfToken, callbackUrl: window.location.origin, json: "true" });
  return fetch(address, { method: "POST", body });
}

function secondsOf(response: Response): number | null {
  const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  return Number.isFinite(seconds) ? seconds : null;
}
