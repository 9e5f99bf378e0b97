import { hash, randomBytes } from "node:crypto";
import { clock } from "@/lib/platform/clock";
import { looksLikeSessionId, SESSION_ABSOLUTE_MS, sessionExpiry } from "./session-limits";
import {
  bumpEpochsOfUser,
  findSessionRows,
  type IamTransaction,
  inHomeTransaction,
  insertSession,
  markSessionRevoked,
  markSessionsRevoked,
  type OwnSessionRow,
} from "./store";

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

/** A session that has not ended. */
export interface LiveSession {
  /** What names it in records. */
  readonly id: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** When it ends unless it is used before. */
  readonly endsAt: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** A person's sessions that open something at a moment, the one seen last first. */
export async function findLiveSessions(userId: string, at: Date, within?: IamTransaction): Promise<LiveSession[]> {
  const rows = await findSessionRows(userId, within);
  return rows.map(liveSession).filter(({ endsAt }) => endsAt > at);
}

/** Ends those of a person's live sessions that are wanted, on every node at once; returns how many. */
export async function revokeSessionsOf(
  transaction: IamTransaction,
  userId: string,
  at: Date,
  isWanted: (session: LiveSession) => boolean,
): Promise<number> {
  const rows = await findSessionRows(userId, transaction);
  const ended = rows.filter((row) => liveSession(row).endsAt > at && isWanted(liveSession(row)));
  if (ended.length === 0) return 0;
  await markSessionsRevoked(
    transaction,
    ended.map(({ idHash }) => Buffer.from(idHash).toString("hex")),
    at,
  );
  await bumpEpochsOfUser(transaction, userId);
  return ended.length;
}

function liveSession({ idHash, lastSeenAt, expiresAt, ...row }: OwnSessionRow): LiveSession {
  const endsAt = new Date(sessionExpiry(lastSeenAt.getTime(), expiresAt.getTime()));
  return { ...row, id: Buffer.from(idHash).toString("hex").slice(0, 16), lastSeenAt, endsAt };
}
