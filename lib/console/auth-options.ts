import type { CookieOption, NextAuthOptions } from "next-auth";
import type { JWT } from "next-auth/jwt";
import Credentials from "next-auth/providers/credentials";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { principalOfSession } from "@/lib/iam/principal";
import { SESSION_ABSOLUTE_MS } from "@/lib/iam/session-limits";
import { log } from "@/lib/platform/log";
import { sameOriginTarget } from "./same-origin";
import { cookieName, cookieOptions, hasSecureCookies } from "./session-cookie";
import { signIn, signOut } from "./sign-in";
import type { SignInRequest } from "./sign-in-record";

/** One request to next-auth, and what its callbacks tell the handler around them. */
export interface AuthExchange {
  readonly request: SignInRequest;
  /** Value of the session cookie the browser sent. */
  readonly previousSessionId: string | null;
  /** Set when a callback failed: next-auth hides errors or answers them with 200, the handler answers with this. */
  failure: KmsError | null;
  newSessionId: string | null;
}

const PASSWORD_UNITS_MAX = 1_024;

/**
 * Options of next-auth for one request. Sessions are ours: what next-auth believes to be a JWT is the random id of a row,
 * and `encode` and `decode` only carry it. Nothing readable or signed is in the cookie, and a revoked row ends it at once.
 */
export function authOptions(exchange: AuthExchange, secret: string): NextAuthOptions {
  return {
    secret,
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    session: { strategy: "jwt", maxAge: SESSION_ABSOLUTE_MS / 1_000 },
    useSecureCookies: hasSecureCookies(),
    cookies: {
      sessionToken: cookie("session"),
      csrfToken: cookie("csrf"),
      callbackUrl: cookie("callback"),
    },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        authorize: (given) => noting(exchange, () => authorise(exchange, given)),
      }),
    ],
    jwt: {
      encode: async ({ token }) => sessionIdOf(token),
      decode: ({ token }) => noting(exchange, () => readSession(token)),
    },
    callbacks: {
      jwt: ({ token }) => (exchange.newSessionId === null ? token : { ...token, sessionId: exchange.newSessionId }),
      session: ({ session, token }) => ({ ...session, user: { name: token.name, email: token.email } }),
      redirect: ({ url }) => sameOriginTarget(url),
    },
    events: {
      signOut: ({ token }) => noting(exchange, () => signOut(exchange.request, sessionIdOf(token))),
    },
    logger: {
      error: (code) => log.debug({ code, requestId: exchange.request.requestId }, "next-auth refused a request"),
      warn: (code) => log.debug({ code }, "next-auth warns"),
      debug: () => undefined,
    },
  };
}

function cookie(name: "session" | "csrf" | "callback"): CookieOption {
  return { name: cookieName(name), options: cookieOptions() };
}

async function authorise(exchange: AuthExchange, given: Record<string, string> | undefined) {
  const { email, password } = given ?? {};
  // A form field can arrive as anything that JSON can say.
  if (typeof email !== "string" || typeof password !== "string" || password.length > PASSWORD_UNITS_MAX) {
    throw new KmsError("invalid_request", { message: "email and password are required." });
  }
  const signedIn = await signIn(exchange.request, { email, password }, exchange.previousSessionId);
  exchange.newSessionId = signedIn.sessionId;
  return { id: signedIn.userId, name: signedIn.name, email: signedIn.email };
}

async function readSession(sessionId: string | undefined): Promise<JWT | null> {
  if (sessionId === undefined) return null;
  try {
    const { actorId, actorName, actorEmail } = await principalOfSession(sessionId);
    return { sessionId, sub: actorId, name: actorName, email: actorEmail };
  } catch (error) {
    if (isKmsError(error) && error.code === "unauthenticated") return null;
    throw error;
  }
}

function sessionIdOf(token: JWT | null | undefined): string {
  const sessionId = token?.sessionId;
  return typeof sessionId === "string" ? sessionId : "";
}

/** Runs a callback and keeps its error for the handler, in the words of our own table. */
async function noting<T>(exchange: AuthExchange, callback: () => Promise<T>): Promise<T> {
  try {
    return await callback();
  } catch (error) {
    exchange.failure = isKmsError(error) ? error : new KmsError("internal", { cause: error });
    if (!isKmsError(error)) log.error({ requestId: exchange.request.requestId, error }, "sign-in failed unexpectedly");
    throw new Error(exchange.failure.code);
  }
}
