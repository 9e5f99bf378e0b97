import { hash, randomBytes } from "node:crypto";
import { clock } from "@/lib/platform/clock";
import { looksLikeSessionId, SESSION_ABSOLUTE_MS } from "./session-limits";
import { bumpEpochsOfUser, type IamTransaction, inHomeTransaction, insertSession, markSessionRevoked } from "./store";

/** What a new session is made from. */
export interface NewSession {
  userId: string;
  address: string;
  userAgent: string;
  /** Id of the session the browser had before, which ends; null = none. */
  replaces: string | null;
}

/**
 * Starts a session for a person who has just proven who they are. The id goes into the cookie and nowhere else; a session
 * the browser had before is revoked, so that an id planted or seen before sign-in opens nothing afterwards.
 */
export async function createSession(request: NewSession, within?: IamTransaction): Promise<{ sessionId: string }> {
  const sessionId = randomBytes(32).toString("base64url");
  const createdAt = clock.now();
  const row = {
    idHash: sessionHash(sessionId),
    userId: request.userId,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + SESSION_ABSOLUTE_MS),
    address: request.address,
    userAgent: request.userAgent.slice(0, 256).toWellFormed().replaceAll("\u0000", "\ufffd"),
  };
  await inHomeTransaction(async (transaction) => {
    await insertSession(transaction, row);
    if (request.replaces !== null) await revokeSession(request.replaces, transaction);
  }, within);
  return { sessionId };
}

/**
 * Ends a session on every node at once, as revoking a token does. Returns whose it was; null where the id opens nothing.
 */
export async function revokeSession(sessionId: string, within?: IamTransaction): Promise<string | null> {
  if (!looksLikeSessionId(sessionId)) return null;
  return inHomeTransaction(async (transaction) => {
    const userId = await markSessionRevoked(transaction, sessionHash(sessionId), clock.now());
    if (userId !== null) await bumpEpochsOfUser(transaction, userId);
    return userId;
  }, within);
}

/** What names a session in records: the first 16 hex digits of its id's hash. It opens nothing. */
export function sessionCredentialId(sessionId: string): string {
  return sessionHash(sessionId).slice(0, 16);
}

/** SHA-256 of a session id in hex: what is stored. */
export function sessionHash(sessionId: string): string {
  return hash("sha256", sessionId, "hex");
}
