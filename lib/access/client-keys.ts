import { randomUUID } from "node:crypto";
import { z } from "zod";
import { CLIENT_KEY_YEARS_DEFAULT, CLIENT_KEY_YEARS_MAX, clientKeyIdOf } from "@/lib/contract/client-key-limits";
import {
  type ClientKeyMessage,
  type CreatedClientKeyMessage,
  createClientKeyRequest,
} from "@/lib/contract/client-keys";
import { KmsError } from "@/lib/contract/kms-error";
import type { KeyMaterial } from "@/lib/crypto/key-material";
import { legacyPkcs12 } from "@/lib/crypto/legacy-pkcs12";
import { REVEAL_SECRET } from "@/lib/crypto/secret-bytes";
import { CALL_DEADLINE_MS } from "@/lib/door/call";
import { clientKeyGrants } from "@/lib/iam/client-key-grants";
import {
  findClientKeys,
  insertClientKey,
  revokeStoredClientKey,
  type StoredClientKey,
} from "@/lib/iam/client-key-store";
import { requireMayGrant } from "@/lib/iam/grantable";
import { generateMaterial } from "@/lib/kms/use-material";
import { clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/id";
import { regionNamed } from "@/lib/regions/registry";
import { type Asked, accessChange, accessRead, notFound } from "./access-verb";
import { momentOf } from "./described";

/** Client keys of the organisation, or of the project that the call names; revoked ones too, the newest first. Never their private halves. */
export const listClientKeys = accessRead({
  event: "iam.client_key.list",
  permission: "client_key:list",
  async run({ organisationId, asCalled, at }) {
    const rows = await findClientKeys(organisationId, asCalled.scope.projectId);
    return rows.map((row) => clientKeyMessage(row, at));
  },
});

interface MadeClientKey {
  readonly row: StoredClientKey;
  /** DER of its SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly file: string;
}

/**
 * Makes a client key: an RSA key pair of 2,048 bits with whose private half a program signs its calls to one region. The
 * file with it is told this once; the server keeps the public half. Nobody can give more than they hold.
 * Errors: permission_denied, region_not_found, invalid_request, unavailable.
 */
export const createClientKey = accessChange({
  event: "iam.client_key.create",
  permission: "client_key:create",
  status: 201,
  request: createClientKeyRequest,
  async prepare({ request, ...asked }): Promise<MadeClientKey> {
    const { region, name, policies, resourceIdentities = [], cidrs = [] } = request;
    const row: StoredClientKey = {
      id: newId("ck"),
      organisationId: asked.organisationId,
      projectId: asked.asCalled.scope.projectId,
      region: regionNamed(region).slug,
      name,
      keyId: clientKeyIdOf(randomUUID()),
      policies: [...new Set(policies)],
      resourceIdentities,
      cidrs,
      expiresAt: endOf(asked, request.notAfter),
      revokedAt: null,
      lastUsedAt: null,
      createdAt: asked.at,
      createdBy: asked.caller.principal.actorId,
    };
    requireHeld(asked, row);
    const pair = await generateMaterial("rsa-2048", clock.monotonicMs() + CALL_DEADLINE_MS);
    try {
      const publicKey = Uint8Array.from(pair.publicKey().export({ format: "der", type: "spki" }));
      return { row, publicKey, file: fileOf(row, pair, request.password) };
    } finally {
      pair.destroy();
    }
  },
  async apply({ tx, prepared, ...asked }): Promise<CreatedClientKeyMessage> {
    if (prepared === undefined) throw new Error("a client key is made before it is stored");
    const { row, publicKey, file } = prepared;
    requireHeld(asked, row);
    asked.about(row.id);
    await insertClientKey(tx, { ...row, publicKey });
    return { ...clientKeyMessage(row, asked.at), clientKeyContent: file };
  },
});

/** Revokes a client key; calls signed with it open nothing from then on. Errors: permission_denied, object_not_found. */
export const revokeClientKey = accessChange({
  event: "iam.client_key.revoke",
  permission: "client_key:delete",
  request: z.unknown(),
  async apply({ tx, ...asked }) {
    const { organisationId, asCalled, attempt, at } = asked;
    const where = { id: attempt.act.asked, organisationId, projectId: asCalled.scope.projectId };
    const row = await revokeStoredClientKey(tx, where, at);
    if (row === null) throw notFound("client key");
    return { identity: row.id, deleted: true as const };
  },
});

/** Error: permission_denied where somebody would give what they do not hold. */
function requireHeld({ asCalled }: Pick<Asked, "asCalled">, row: StoredClientKey): void {
  const rights = { ...row, project_id: row.projectId, resource_identities: row.resourceIdentities };
  for (const grant of clientKeyGrants(rights)) {
    requireMayGrant(asCalled, { ...grant, expiresAtMs: row.expiresAt.getTime() });
  }
}

/** Error: invalid_request. */
function endOf({ at }: Pick<Asked, "at">, notAfter: string | undefined): Date {
  const latest = yearsAfter(at, CLIENT_KEY_YEARS_MAX);
  const end = notAfter === undefined ? yearsAfter(at, CLIENT_KEY_YEARS_DEFAULT) : new Date(Date.parse(notAfter));
  if (end > at && end <= latest) return end;
  throw new KmsError("invalid_request", {
    message: `notAfter: must be in the future and no later than ${latest.toISOString()}.`,
  });
}

function yearsAfter(at: Date, years: number): Date {
  const moment = new Date(at);
  moment.setUTCFullYear(moment.getUTCFullYear() + years);
  return moment;
}

/** The file as the SDKs read it. */
function fileOf({ keyId, createdAt, expiresAt }: StoredClientKey, pair: KeyMaterial, password: string): string {
  const store = legacyPkcs12(pair.bytes().reveal(REVEAL_SECRET), {
    commonName: keyId,
    notBefore: createdAt,
    notAfter: expiresAt,
    password,
  });
  return JSON.stringify({ KeyId: keyId, PrivateKeyData: store.toString("base64") });
}

function clientKeyMessage(row: StoredClientKey, at: Date): ClientKeyMessage {
  return {
    identity: row.id,
    keyId: row.keyId,
    name: row.name,
    region: row.region,
    projectId: row.projectId || undefined,
    policies: [...row.policies],
    resourceIdentities: [...row.resourceIdentities],
    cidrs: [...row.cidrs],
    status: row.revokedAt !== null ? "revoked" : row.expiresAt <= at ? "expired" : "active",
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    notAfter: row.expiresAt.toISOString(),
    lastUsedAt: momentOf(row.lastUsedAt),
    revokedAt: momentOf(row.revokedAt),
  };
}
