import { createHash } from "node:crypto";
import { z } from "zod";
import { type AccessCredentialMessage, createAccessCredentialRequest } from "@/lib/contract/access";
import type { Call } from "@/lib/door/call";
import { randomLetters } from "@/lib/iam/random-letters";
import {
  findAccessCredentials,
  findServiceAccount,
  insertAccessCredential,
  revokeAccessCredential as revoke,
} from "@/lib/iam/service-account-store";
import { newId } from "@/lib/platform/id";
import { accessChange, accessRead, notFound } from "./access-verb";
import { requireToOpenAccount } from "./act-as-account";
import { futureMoment, requireOwnScopes } from "./credential-limits";
import { momentOf } from "./described";
import { requireObject } from "./object-rights";

const NOUN = "service account";

/** Credentials of a service account, revoked ones too, the newest first. Errors: object_not_found. */
export const listAccessCredentials = accessRead({
  event: "iam.access_credential.list",
  permission: null,
  onObject: "service_account:read",
  async run(asked) {
    const row = await findServiceAccount(asked.organisationId, asked.attempt.act.asked);
    const { id } = requireObject(asked, "service_account:read", row, NOUN);
    return (await findAccessCredentials(id)).map(accessCredentialMessage);
  },
});

/**
 * Gives a service account a key and a secret of 256 random bits, which is told this once. No scope may be among its scopes
 * that the calling credential lacks, and the caller could itself give what the account has: it can act as the account. Errors: object_not_found, permission_denied, invalid_request.
 */
export const createAccessCredential = accessChange({
  event: "iam.access_credential.create",
  permission: null,
  onObject: "service_account:create_credential",
  status: 201,
  request: createAccessCredentialRequest,
  async apply({ tx, request, ...asked }) {
    const found = await findServiceAccount(asked.organisationId, asked.attempt.act.asked, tx);
    const account = await requireToOpenAccount(asked, tx, found);
    requireOwnScopes(asked, request.scopes);
    const accessSecret = randomLetters(43);
    const row = {
      id: newId("cred"),
      serviceAccountId: account.id,
      name: request.name,
      description: request.description || null,
      accessKey: `tcak_${randomLetters(20)}`,
      scopes: [...new Set(request.scopes)],
      expiresAt: futureMoment(asked, request.expiresAt),
      createdAt: asked.at,
    };
    const secretHash = new Uint8Array(createHash("sha256").update(accessSecret).digest());
    await insertAccessCredential(tx, { ...row, secretHash });
    return { ...accessCredentialMessage({ ...row, lastUsedAt: null, revokedAt: null }), accessSecret };
  },
});

/** Revokes a credential of a service account; its tokens open nothing from then on. Errors: object_not_found. */
export function revokeAccessCredential(call: Call, account: string, credential: string) {
  const verb = accessChange({
    event: "iam.access_credential.revoke",
    permission: null,
    onObject: "service_account:revoke_credential",
    request: z.unknown(),
    async apply({ tx, ...asked }) {
      const found = await findServiceAccount(asked.organisationId, account, tx);
      const { id } = requireObject(asked, "service_account:revoke_credential", found, NOUN);
      const row = { id: credential, serviceAccountId: id };
      if (!(await revoke(tx, row, asked.at))) throw notFound("access credential");
      return { identity: credential, deleted: true as const };
    },
  });
  return verb(call, account);
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly accessKey: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** What answers say of one. */
export function accessCredentialMessage(row: Row): AccessCredentialMessage {
  return {
    identity: row.id,
    name: row.name,
    description: row.description ?? "",
    accessKey: row.accessKey,
    scopes: [...row.scopes],
    createdAt: row.createdAt.toISOString(),
    expiresAt: momentOf(row.expiresAt),
    lastUsedAt: momentOf(row.lastUsedAt),
    revokedAt: momentOf(row.revokedAt),
  };
}
