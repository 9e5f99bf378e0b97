import { z } from "zod";
import type { OrganisationCredentialMessage } from "@/lib/contract/access";
import { KmsError } from "@/lib/contract/kms-error";
import type { Permission } from "@/lib/contract/permissions";
import { revokeAnyClientKey } from "@/lib/iam/client-key-store";
import { type CredentialListRow, findCredentialOf, listCredentialsOf } from "@/lib/iam/credential-list-store";
import { removeIdentity } from "@/lib/iam/federation-store";
import { revokeAccessCredential } from "@/lib/iam/service-account-store";
import { markTokenRevoked } from "@/lib/iam/store";
import { type Asked, accessChange, accessRead, notFound } from "./access-verb";
import { momentOf } from "./described";
import { permitted } from "./object-rights";

type Kind = CredentialListRow["kind"];

const READING: Readonly<Record<Kind, Permission>> = {
  access_token: "membership:read",
  access_credential: "service_account:read",
  federated_identity: "federated_identity:read",
  client_key: "client_key:read",
};
const REVOKING: Readonly<Record<Kind, Permission>> = {
  access_token: "membership:delete",
  access_credential: "service_account:revoke_credential",
  federated_identity: "federated_identity:delete",
  client_key: "client_key:delete",
};

/**
 * Everything that opens the organisation now, as far as the caller may see it: its own access tokens, those of members,
 * credentials of service accounts, federated identities and client keys, by name. A token of somebody else that opens other
 * organisations too keeps its name to itself.
 */
export const listOrganisationCredentials = accessRead({
  event: "iam.credential.list",
  permission: null,
  resourceType: "credential",
  async run(asked) {
    const rows = await listCredentialsOf(asked.organisationId, asked.at);
    return rows
      .filter((row) => isOwn(asked, row) || holds(asked, READING[row.kind], row))
      .map((row) => messageOf(asked, row));
  },
});

/**
 * Revokes a credential of the organisation by its identity; nothing opens with it, or with tokens it gave, from then on. A
 * token that opens other organisations too is its person's to revoke. Errors: object_not_found, permission_denied.
 */
export const revokeOrganisationCredential = accessChange({
  event: "iam.credential.revoke",
  permission: null,
  resourceType: "credential",
  request: z.unknown(),
  async apply({ tx, ...asked }) {
    const row = await findCredentialOf(tx, asked.organisationId, asked.attempt.act.asked, asked.at);
    if (row === undefined || !(isOwn(asked, row) || holds(asked, READING[row.kind], row))) throw notFound("credential");
    asked.about(row.id);
    if (!row.isConfined) {
      throw new KmsError("permission_denied", {
        message: "This token opens other organisations too; its person revokes it at /v1/me/access-tokens.",
      });
    }
    if (!mayRevoke(asked, row)) {
      throw new KmsError("permission_denied", { message: `The permission ${REVOKING[row.kind]} is required.` });
    }
    await revoke(tx, row, asked.at);
    return { identity: row.id, deleted: true as const };
  },
});

async function revoke(tx: Parameters<typeof markTokenRevoked>[0], { kind, id, ownerId }: CredentialListRow, at: Date) {
  if (kind === "access_token") await markTokenRevoked(tx, id, at);
  else if (kind === "federated_identity") await removeIdentity(tx, id);
  else if (kind === "client_key") await revokeAnyClientKey(tx, id, at);
  else await revokeAccessCredential(tx, { id, serviceAccountId: ownerId }, at);
}

/** A token confined to one organisation knows nothing of those that are not, even of the same person. */
function isOwn({ caller }: Asked, { ownerId, isConfined }: CredentialListRow): boolean {
  const { actorId, confinedToOrganisation } = caller.principal;
  return actorId === ownerId && (isConfined || confinedToOrganisation === null);
}

const holds = (asked: Asked, permission: Permission, { objectId, labels }: CredentialListRow) =>
  permitted(asked, permission, [{ id: objectId, labels }]).length === 1;

function mayRevoke(asked: Asked, row: CredentialListRow): boolean {
  if (row.kind === "access_token" && isOwn(asked, row)) return true;
  const isAboveCaller = row.isOwners && asked.caller.organisation.role !== "OWNER";
  return row.isConfined && !isAboveCaller && holds(asked, REVOKING[row.kind], row);
}

function messageOf(asked: Asked, row: CredentialListRow): OrganisationCredentialMessage {
  const own = isOwn(asked, row);
  return {
    identity: row.id,
    kind: row.kind,
    name: own || row.isConfined ? row.name : null,
    scopes: [...row.scopes],
    isOwn: own && row.kind === "access_token",
    isConfined: row.isConfined,
    isActive: row.isActive,
    owner: { kind: row.ownerKind, identity: row.ownerId, name: row.ownerName, detail: row.ownerDetail },
    mayRevoke: mayRevoke(asked, row),
    createdAt: row.createdAt.toISOString(),
    expiresAt: momentOf(row.expiresAt),
    lastUsedAt: momentOf(row.lastUsedAt),
  };
}
