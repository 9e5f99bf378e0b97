import { consoleOrigin } from "./same-origin";

/** Whether the console is served over TLS; cookies are then Secure and carry the `__Host-` prefix. */
export function hasSecureCookies(): boolean {
  return consoleOrigin().startsWith("https://");
}

/** Name of a cookie of the console (RFC 6265bis, 4.1.3.2: `__Host-` binds it to this host, path / and TLS). */
export function cookieName(name: "session" | "csrf" | "callback"): string {
  return `${hasSecureCookies() ? "__Host-" : ""}pelagos.${name}`;
}

/** How cookies of the console are set. */
export function cookieOptions() {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: hasSecureCookies() } as const;
}
