import { verifyOwnToken } from "@/lib/access/token-key";
import { KmsError } from "@/lib/contract/kms-error";
import { type AuthenticateOptions, CALL_DEADLINE_MS, type Call } from "@/lib/door/call";
import type { CallOrigin } from "@/lib/iam/caller";
import { clientAddress } from "@/lib/iam/client-address";
import {
  cachedPrincipalOfAccessToken,
  cachedPrincipalOfServiceToken,
  principalOfAccessToken,
  principalOfServiceToken,
} from "@/lib/iam/principal";
import { callerInScope, callerOfPrincipal } from "@/lib/iam/scope";
import { looksLikeServiceToken } from "@/lib/iam/service-token";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { newId } from "@/lib/platform/id";
import { type HttpInput, readJson } from "./http-input";

const CREDENTIAL = /^(?:Bearer|Token) +([\x21-\x7e]+)$/i;

/** The call that an HTTP request makes; its body may have so many bytes. Cookies are never looked at: the API knows tokens only. */
export function apiCall(input: HttpInput, path: string, query: URLSearchParams, bodyBytesMax?: number): Call {
  const startedAtMs = clock.monotonicMs();
  const projectAsked = query.get("project");
  const origin = { clientAddress: addressOf(input), method: input.method };
  let body: Promise<unknown> | null = null;
  return {
    requestId: newId("req"),
    edge: "api",
    method: input.method,
    path,
    clientAddress: origin.clientAddress,
    userAgent: input.header("user-agent") ?? "",
    startedAtMs,
    deadlineMs: startedAtMs + CALL_DEADLINE_MS,
    authenticate: (options) => authenticate(input, projectAsked, origin, options),
    withoutCredential: input.header("authorization") === null,
    repetition: { key: () => idempotencyKey(input), replayed: false },
    ifMatch: () => objectVersionOf(input.header("if-match")),
    body() {
      body ??= readJson(input, bodyBytesMax);
      return body;
    },
  };
}

function addressOf(input: HttpInput): string {
  return clientAddress({
    socketAddress: input.socketAddress,
    forwardedFor: input.header("x-forwarded-for"),
    trustedProxies: config().trustedProxies,
  });
}

/** Answers at once, without a promise, where token and scope are in memory. */
function authenticate(input: HttpInput, projectAsked: string | null, origin: CallOrigin, options: AuthenticateOptions) {
  if (input.hasSeveralCredentials()) throw repeated("Authorization");
  const token = CREDENTIAL.exec(input.header("authorization") ?? "")?.[1];
  if (token === undefined) throw new KmsError("unauthenticated");
  const organisation = once("X-Organisation-Identity", input.header("x-organisation-identity"));
  const project = once("X-Project-Identity", input.header("x-project-identity")) || projectAsked;
  const isService = looksLikeServiceToken(token);
  const proven = () =>
    isService ? principalOfServiceToken(token, verifyOwnToken, options) : principalOfAccessToken(token, options);
  if (options.ofPrincipal) return proven().then((principal) => callerOfPrincipal(principal, organisation, origin));
  const cachedOf = isService ? cachedPrincipalOfServiceToken : cachedPrincipalOfAccessToken;
  const cached = options.fresh ? null : cachedOf(token, options);
  if (cached !== null) return callerInScope(cached, organisation, project, origin);
  return proven().then((principal) => callerInScope(principal, organisation, project, origin));
}

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Source: draft-ietf-httpapi-idempotency-key-header; the value is taken as it is, quotes included. Error: invalid_request. */
function idempotencyKey(input: HttpInput): string | null {
  const value = input.header("idempotency-key");
  if (value === null || IDEMPOTENCY_KEY.test(value)) return value;
  throw new KmsError("invalid_request", {
    message: "Idempotency-Key: must have 1 to 255 visible ASCII characters without spaces.",
  });
}

/** RFC 9110, 13.1.1: objects are tagged with their objectVersion. Error: invalid_request. */
function objectVersionOf(value: string | null): number | null {
  if (value === null || value.trim() === "*") return null;
  const digits = /^\s*(?:"([1-9]\d{0,9})"|([1-9]\d{0,9}))\s*$/.exec(value);
  const version = digits?.[1] ?? digits?.[2];
  if (version !== undefined) return Number(version);
  throw new KmsError("invalid_request", { message: "If-Match: must be the objectVersion that was read, such as 3." });
}

/** The value of a header that must not be repeated; repeated ones arrive joined by commas, which no value of it contains. */
function once(name: string, value: string | null): string | null {
  if (value?.includes(",")) throw repeated(name);
  return value;
}

/** Which of several values a server takes differs from one to the next, proxies included: none is taken. */
function repeated(name: string): KmsError {
  return new KmsError("invalid_request", { message: `${name}: must be sent only once.` });
}
