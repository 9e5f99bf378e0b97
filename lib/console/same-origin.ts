import { KmsError } from "@/lib/contract/kms-error";
import { config } from "@/lib/platform/config";

/**
 * Whether a request comes from the console's own pages. `Sec-Fetch-Site` must be `same-origin`: `same-site` would let in
 * a page on another port of localhost. `none` (address typed, bookmark) may navigate, nothing else. `Origin`, where sent,
 * must be the console's. Browsers send one of the two with everything that changes something, so a change without either
 * is refused.
 * Source: W3C Fetch Metadata Request Headers, section 2; RFC 6454, section 7.
 */
export function isSameOrigin(headers: Headers, method: string): boolean {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  const reads = method === "GET" || method === "HEAD";
  const navigates = reads && site === "none";
  if (site !== null && site !== "same-origin" && !navigates) return false;
  if (origin !== null && origin !== consoleOrigin()) return false;
  return reads || origin !== null || site === "same-origin";
}

/**
 * Refuses what does not come from the console's own pages.
 * Errors: permission_denied.
 */
export function requireSameOrigin(headers: Headers, method: string): void {
  if (isSameOrigin(headers, method)) return;
  throw new KmsError("permission_denied", {
    message: `This request does not come from the console's own address. Open the console at ${consoleOrigin()}.`,
  });
}

/** Scheme, host and port of the console. */
export function consoleOrigin(): string {
  return new URL(config().publicUrl).origin;
}

/**
 * The address to go to after signing in or out: within the console, or its front page where the wish leads elsewhere.
 * Parsed as browsers parse it, so that `//host`, `/\host` and `javascript:` lead nowhere.
 */
export function sameOriginTarget(wish: string): string {
  const origin = consoleOrigin();
  if (!URL.canParse(wish, origin)) return origin;
  const target = new URL(wish, origin);
  return target.origin === origin ? target.href : origin;
}
