import { z } from "zod";
import { createPersonalAccessTokenRequest, type PersonalAccessTokenMessage } from "@/lib/contract/access";
import { KmsError } from "@/lib/contract/kms-error";
import { createAccessToken } from "@/lib/iam/access-token";
import { findMembershipsOfUser } from "@/lib/iam/membership-store";
import { bumpEpochsOfUser } from "@/lib/iam/store";
import { findAccessTokens, revokeTokenOf } from "@/lib/iam/token-store";
import { type Asked, accessChange, accessRead, notFound } from "./access-verb";
import { futureMoment, requireOwnScopes } from "./credential-limits";
import { momentOf, referenceTo } from "./described";

const OF_PRINCIPAL = {
  permission: null,
  ofPrincipal: true,
  resourceType: "access_token",
  requires: (asked: Asked) => void personOf(asked),
} as const;

type Organisation = Parameters<typeof referenceTo>[0];

/**
 * The caller's own tokens, revoked ones too, the newest first; through one that is confined to an organisation only those
 * that are too. Errors: permission_denied (not a person).
 */
export const listPersonalAccessTokens = accessRead({
  ...OF_PRINCIPAL,
  event: "iam.access_token.list",
  async run(asked) {
    const userId = personOf(asked);
    const memberships = await findMembershipsOfUser(userId);
    const organisations = memberships.map(({ organisation }) => organisation);
    const { organisations: opened } = asked.caller.principal;
    const rows = await findAccessTokens(userId, asked.caller.principal.confinedToOrganisation);
    return rows.map((row) =>
      messageOf(
        row,
        [...organisations, ...opened].find(({ id }) => id === row.organisationId),
      ),
    );
  },
});

/**
 * Makes a token of the caller's own, told this once. It can do no more than the calling credential: no further scopes, and
 * where that is confined to one organisation, no other. Errors: permission_denied, invalid_request.
 */
export const createPersonalAccessToken = accessChange({
  ...OF_PRINCIPAL,
  event: "iam.access_token.create",
  status: 201,
  request: createPersonalAccessTokenRequest,
  async apply({ tx, request, ...asked }) {
    const userId = personOf(asked);
    requireOwnScopes(asked, request.scopes);
    const organisation = organisationOf(asked, request.organisationIdentity ?? null);
    const expiresAt = withinOwn(asked, futureMoment(asked, request.expiresAt));
    const scopes = [...new Set(request.scopes)];
    const organisationId = organisation?.id ?? null;
    const wanted = { userId, name: request.name, expiresAt, scopes, organisationId };
    const { id, token } = await createAccessToken(wanted, tx);
    asked.about(id);
    const row = { id, name: request.name, scopes, organisationId, createdAt: asked.at, expiresAt };
    return { ...messageOf({ ...row, lastUsedAt: null, revokedAt: null }, organisation ?? undefined), token };
  },
});

/**
 * Revokes a token of the caller's own; it opens nothing from then on. One that is confined to an organisation reaches only
 * those that are too. Errors: object_not_found.
 */
export const revokePersonalAccessToken = accessChange({
  ...OF_PRINCIPAL,
  event: "iam.access_token.revoke",
  request: z.unknown(),
  async apply({ tx, ...asked }) {
    const id = asked.attempt.act.asked;
    const userId = personOf(asked);
    const { confinedToOrganisation } = asked.caller.principal;
    if (!(await revokeTokenOf(tx, { id, userId, confinedToOrganisation }, asked.at))) throw notFound("access token");
    await bumpEpochsOfUser(tx, userId);
    return { identity: id, deleted: true as const };
  },
});

function personOf({ caller }: Asked): string {
  if (caller.principal.kind === "user") return caller.principal.actorId;
  throw new KmsError("permission_denied", { message: "Only people have personal access tokens." });
}

/** The organisation a new token is confined to; null = none. */
function organisationOf({ caller }: Asked, named: string | null): Organisation | null {
  const { organisations, confinedToOrganisation } = caller.principal;
  const asked = named ?? confinedToOrganisation;
  if (asked === null) return null;
  const found = organisations.find(({ id, slug }) => id === asked || slug === asked);
  if (found !== undefined) return found;
  throw new KmsError("invalid_request", {
    message: "organisationIdentity: names no organisation that this credential opens.",
  });
}

/** A token made with another one does not outlive it. Errors: invalid_request. */
function withinOwn({ caller }: Asked, expiresAt: Date | null): Date | null {
  const { credentialKind, expiresAtMs } = caller.principal;
  if (credentialKind === "session" || expiresAtMs === null) return expiresAt;
  if (expiresAt === null) return new Date(expiresAtMs);
  if (expiresAt.getTime() <= expiresAtMs) return expiresAt;
  throw new KmsError("invalid_request", {
    message: `expiresAt: must not be later than ${new Date(expiresAtMs).toISOString()}, when the calling token expires.`,
  });
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

function messageOf(row: Row, organisation: Organisation | undefined): PersonalAccessTokenMessage {
  return {
    identity: row.id,
    name: row.name,
    scopes: [...row.scopes],
    organisation: organisation === undefined ? null : referenceTo(organisation),
    createdAt: row.createdAt.toISOString(),
    expiresAt: momentOf(row.expiresAt),
    lastUsedAt: momentOf(row.lastUsedAt),
    revokedAt: momentOf(row.revokedAt),
  };
}
