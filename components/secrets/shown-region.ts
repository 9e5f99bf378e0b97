/** Remembers in this browser which region's secrets were looked at last; the server reads it. */
export const SHOWN_REGION_COOKIE = "pelagos.region";

const YEAR_SECONDS = 31_536_000;

/** Notes the region for the next visit. */
export function rememberRegion(region: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is not in every browser we support
  document.cookie = `${SHOWN_REGION_COOKIE}=${encodeURIComponent(region)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
