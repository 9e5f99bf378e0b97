import { KmsError } from "@/lib/contract/kms-error";
import { clientAddress } from "@/lib/iam/client-address";
import { cachedPrincipalOfAccessToken, principalOfAccessToken } from "@/lib/iam/principal";
import { callerInScope } from "@/lib/iam/scope";
import { type AuthenticateOptions, type Call, CALL_DEADLINE_MS } from "@/lib/kms/call";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { newId } from "@/lib/platform/id";
import { readBody } from "./read-body";

const CREDENTIAL = /^(?:Bearer|Token) +([\x21-\x7e]+)$/i;

/** The call that an HTTP request makes. Cookies are never looked at: the API knows tokens only. */
export function apiCall(request: Request, path: string, query: URLSearchParams, socketAddress: string | null): Call {
  const { headers } = request;
  const startedAtMs = clock.monotonicMs();
  let body: Promise<unknown> | null = null;
  return {
    requestId: newId("req"),
    edge: "api",
    method: request.method,
    path,
    clientAddress: addressOf(headers, socketAddress),
    userAgent: headers.get("user-agent") ?? "",
    startedAtMs,
    deadlineMs: startedAtMs + CALL_DEADLINE_MS,
    authenticate: (options) => authenticate(headers, query, options),
    body() {
      body ??= readBody(request);
      return body;
    },
  };
}

function addressOf(headers: Headers, socketAddress: string | null): string {
  const forwardedFor = headers.get("x-forwarded-for");
  return clientAddress({ socketAddress: socketAddress ?? undefined, forwardedFor, trustedProxies: config().trustedProxies });
}

/** Answers at once, without a promise, where token and scope are in memory. */
function authenticate(headers: Headers, query: URLSearchParams, options: AuthenticateOptions) {
  const token = CREDENTIAL.exec(headers.get("authorization") ?? "")?.[1];
  if (token === undefined) throw new KmsError("unauthenticated");
  const organisation = headers.get("x-organisation-identity");
  const project = headers.get("x-project-identity") ?? query.get("project");
  const cached = options.fresh ? null : cachedPrincipalOfAccessToken(token, options);
  if (cached !== null) return callerInScope(cached, organisation, project);
  return principalOfAccessToken(token, options).then((principal) => callerInScope(principal, organisation, project));
}
