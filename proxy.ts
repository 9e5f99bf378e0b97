import { type NextRequest, NextResponse } from "next/server";
import { INSTANCE_BODY_BYTES_MAX, isInstanceCall } from "@/lib/alibaba/is-instance-call";

/**
 * Content security policy with a nonce per request. Next reads the nonce from the request's header and puts it on its own
 * scripts; `strict-dynamic` lets those load the rest of the page's chunks and nothing else.
 * Style elements need the nonce. Style attributes may not carry one, and React writes them into server-rendered HTML
 * (React Aria's visually hidden inputs, meters, table spacers), so attributes alone are allowed inline.
 */
function contentSecurityPolicy(nonce: string): string {
  // React rebuilds server stacks with eval in development only; the dev server also speaks over a WebSocket.
  const isDevelopment = process.env.NODE_ENV === "development";
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const NONCE_BYTES = 16;

/**
 * A call of the KMS instance protocol, which has the root as its only address, goes to the route that answers it. Bodies
 * beyond Next's own bound would be cut on the way, so what announces to be too large is refused here.
 */
function leadToInstance(request: NextRequest): NextResponse {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > INSTANCE_BODY_BYTES_MAX) return new NextResponse(null, { status: 413 });
  return NextResponse.rewrite(new URL(`/api/instance${request.nextUrl.search}`, request.url));
}

export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  if (isInstanceCall(pathname + search, (name) => request.headers.get(name))) return leadToInstance(request);
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(NONCE_BYTES))).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  // Layouts cannot see the address; sign-in leads back to it.
  headers.set("x-pathname", `${request.nextUrl.pathname}${request.nextUrl.search}`);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/** Pages, and calls to the root; JSON and static files execute nothing. */
export const config = {
  matcher: ["/((?!_next/static|_next/image|api/|console-api/|v1/|oidc/|\\.well-known/|icon.svg).*)"],
};
