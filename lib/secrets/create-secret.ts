import { KmsError } from "@/lib/contract/kms-error";
import { folderOf } from "@/lib/contract/secret-path";
import { type CreateSecretRequest, createSecretRequest, type SecretMessage } from "@/lib/contract/secrets";
import type { Call } from "@/lib/door/call";
import { changeThroughDoor } from "@/lib/door/change";
import { type Entered, regionOf } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { requireSomewhere } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";
import { type ObjectLimit, requireRoom } from "@/lib/iam/object-limit";
import { bindToUsableKey } from "@/lib/kms/dependents";
import { symmetricKey } from "@/lib/kms/symmetric-key";
import { clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/id";
import { type SealedValue, sealValue } from "./sealed-value";
import { aboutSecret, enterSecrets, placeOf, requireNewSecret, secretAct } from "./secret-act";
import { SECRET_DEPENDENT, secretMessage } from "./secret-message";
import { insertSecret, isTaken, type SecretRow } from "./secret-store";
import { givenValue } from "./secret-value";

const SECRET_LIMIT: ObjectLimit = { name: "secretsMax", noun: "secrets", counted: "secret WHERE organisation_id = $1" };

/** A secret whose first value has been encrypted already. */
interface PreparedSecret {
  readonly row: SecretRow;
  readonly sealed: SealedValue;
}

/**
 * Creates a secret with its first version. Path, key, description and labels cannot be changed later. The value is
 * encrypted by the KMS with the caller's own right to encrypt.
 * Errors, beside those of the door: region_not_found, region_unavailable, permission_denied, invalid_request,
 * invalid_base64, payload_size, secret_path_taken, key_not_found, key_not_usable, operation_not_supported,
 * purpose_forbids, too_many_requests (the organisation's limit of secrets).
 */
export async function createSecret(call: Call, target: { readonly region: string }): Promise<SecretMessage> {
  const act = secretAct(call, "secret.create", target, { status: 201 });
  const { attempt, changed } = await changeThroughDoor<PreparedSecret, SecretRow>(call, act, {
    prepare: (entered) => prepare(call, entered),
    async apply({ attempt, caller }, tx, prepared) {
      if (prepared === undefined) throw new Error("a secret to be created has no value");
      const { row, sealed } = prepared;
      await requireRoom(tx, caller, regionOf(attempt).database, SECRET_LIMIT);
      const version = {
        version: 1,
        status: "active",
        createdBy: caller.principal.actorId,
        createdAt: row.createdAt,
      } as const;
      if (!(await insertSecret(tx, row, { ...version, ...sealed, destroyedAt: null })))
        throw new KmsError("secret_path_taken");
      const place = { region: row.region, scope: caller.scope, key: row.kmsKeyId };
      await bindToUsableKey(tx, place, { kind: SECRET_DEPENDENT, identity: row.id, name: row.path }, row.createdAt);
      attempt.resource = { type: "secret", id: row.id, slug: row.path };
      return row;
    },
  });
  if (attempt.caller === null) throw new Error("a created secret has a caller");
  return secretMessage(attempt.caller, regionOf(attempt), changed);
}

async function prepare(call: Call, entered: Entered): Promise<PreparedSecret> {
  const { attempt, caller } = entered;
  const region = enterSecrets(entered);
  // Before the body: who may not create anything learns nothing about how to.
  requireSomewhere(caller, "secret:create");
  const request = parseRequest(createSecretRequest, await attempt.call.body());
  aboutSecret(attempt, request.path);
  requireNewSecret(caller, { path: request.path, labels: request.labels ?? {} });
  const value = givenValue(request);
  if (await isTaken(region.database, placeOf(caller, region, request.path))) {
    throw new KmsError("secret_path_taken");
  }
  const key = await symmetricKey(caller, region, request.kmsKeyIdentity);
  const row = newSecret(request, key.id, region.slug, caller);
  const { organisationId, projectId } = caller.scope;
  const binding = { region: region.slug, organisationId, projectId, secretId: row.id, path: row.path, version: 1 };
  return { row, sealed: await sealValue(call, key.id, binding, value) };
}

function newSecret(request: CreateSecretRequest, kmsKeyId: string, region: string, { scope }: Caller): SecretRow {
  const at = clock.now();
  return {
    id: newId("sec"),
    region,
    organisationId: scope.organisationId,
    projectId: scope.projectId,
    path: request.path,
    folder: folderOf(request.path),
    description: request.description || null,
    labels: request.labels ?? {},
    annotations: request.annotations ?? {},
    kmsKeyId,
    latestVersion: 1,
    currentVersion: 1,
    accessPolicy: request.accessPolicy ?? null,
    stages: {},
    rotationReminderInDays: request.rotationReminderInDays ?? null,
    lastWrittenAt: at,
    lastAccessedAt: null,
    createdAt: at,
    updatedAt: at,
    objectVersion: 1,
  };
}
