import { hash } from "node:crypto";
import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/id";
import { randomLetters } from "./random-letters";
import { bumpEpochsOfUser, type IamTransaction, inHomeTransaction, insertAccessToken, markTokenRevoked } from "./store";

const PREFIX = "tc_pat_";
/** 43 characters of 62 carry 256 bits. */
const SECRET_CHARACTERS = 43;
const FORM = /^tc_pat_[A-Za-z0-9_-]{40,128}$/;

/** Whether a text can be a personal access token at all; nothing else is looked up. */
export function looksLikeAccessToken(text: string): boolean {
  return FORM.test(text);
}

/** SHA-256 of a whole token in hex: what is stored and what caches are keyed by. */
export function accessTokenHash(token: string): string {
  return hash("sha256", token, "hex");
}

/** What a new access token is made from. */
export interface NewAccessToken {
  userId: string;
  /** For people: what the token is used by. */
  name: string;
  /** First moment at which the token is refused; null = never expires. */
  expiresAt: Date | null;
  /** `api:read`, `api:write`; absent or none = everything the person may do. */
  scopes?: string[];
  /** Confines it to one organisation; absent or null = every organisation of the person. */
  organisationId?: string | null;
}

/** A new personal access token. `token` is shown once: only its hash is stored. */
export async function createAccessToken(
  request: NewAccessToken,
  within?: IamTransaction,
): Promise<{ id: string; token: string }> {
  const token = PREFIX + randomLetters(SECRET_CHARACTERS);
  const id = newId("pat");
  await inHomeTransaction(async (transaction) => {
    await insertAccessToken(transaction, { ...request, id, hash: accessTokenHash(token), createdAt: clock.now() });
    await bumpEpochsOfUser(transaction, request.userId);
  }, within);
  return { id, token };
}

/**
 * Revokes an access token; one that is revoked already stays as it is. Once this has returned, no call with the token
 * that starts later is carried out on any node: the commit of its record finds a newer access epoch.
 * Errors: invalid_request (no such token).
 */
export async function revokeAccessToken(id: string): Promise<void> {
  await inHomeTransaction(async (transaction) => {
    const userId = await markTokenRevoked(transaction, id, clock.now());
    if (userId === null) throw new KmsError("invalid_request", { message: "No such access token." });
    await bumpEpochsOfUser(transaction, userId);
  });
}
