import { z } from "zod";
import type { OwnSession } from "@/lib/contract/console";
import { KmsError } from "@/lib/contract/kms-error";
import { findLiveSessions, type LiveSession, revokeSessionsOf } from "@/lib/iam/session";
import { type Asked, accessChange, accessRead, notFound } from "./access-verb";

const OF_PRINCIPAL = { permission: null, ofPrincipal: true, resourceType: "session" } as const;

/** The caller's own sessions that have not ended, the one seen last first. Errors: permission_denied (not a person). */
export const listOwnSessions = accessRead({
  ...OF_PRINCIPAL,
  event: "iam.session.list",
  async run(asked): Promise<OwnSession[]> {
    const sessions = await findLiveSessions(personOf(asked), asked.at);
    return sessions.map((session) => messageOf(session, asked));
  },
});

/** Ends one of the caller's own sessions, wherever it is. Errors: object_not_found, permission_denied. */
export const endOwnSession = accessChange({
  ...OF_PRINCIPAL,
  event: "iam.session.revoke",
  request: z.unknown(),
  async apply({ tx, ...asked }) {
    const named = asked.attempt.act.asked;
    const ended = await revokeSessionsOf(tx, personOf(asked), asked.at, ({ id }) => id === named);
    if (ended === 0) throw notFound("session");
    return { ended };
  },
});

/** Ends every session of the caller's but the calling one. Errors: permission_denied. */
export const endOtherSessions = accessChange({
  ...OF_PRINCIPAL,
  event: "iam.session.revoke",
  request: z.unknown(),
  async apply({ tx, ...asked }) {
    const { credentialId } = asked.caller.principal;
    return { ended: await revokeSessionsOf(tx, personOf(asked), asked.at, ({ id }) => id !== credentialId) };
  },
});

function personOf({ caller }: Asked): string {
  if (caller.principal.kind === "user") return caller.principal.actorId;
  throw new KmsError("permission_denied", { message: "Only people have sessions." });
}

function messageOf(
  { id, createdAt, lastSeenAt, endsAt, address, userAgent }: LiveSession,
  { caller }: Asked,
): OwnSession {
  return {
    identity: id,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    expiresAt: endsAt.toISOString(),
    clientAddress: address,
    userAgent,
    isCurrent: id === caller.principal.credentialId,
  };
}
