import { isAes, keyTypeFacts } from "@/lib/contract/key-types";
import { CIPHER_MODES, type CreateKeyRequest, createKeyRequest, type KmsKey, RSA_PADDINGS } from "@/lib/contract/kms";
import { IMPORT_HASH_NAMES } from "@/lib/contract/wrapping-hashes";
import type { KeyMaterial } from "@/lib/crypto/key-material";
import { suiteFor } from "@/lib/crypto/suites";
import type { Call } from "@/lib/door/call";
import { changeThroughDoor } from "@/lib/door/change";
import { type Entered, regionOf } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { decodeBase64 } from "@/lib/format/base64";
import { requirePermission, requireSomewhere } from "@/lib/iam/authorise";
import type { Scope } from "@/lib/iam/caller";
import { type ObjectLimit, requireRoom } from "@/lib/iam/object-limit";
import { clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/id";
import { vaultOf } from "@/lib/regions/health";
import type { Region } from "@/lib/regions/registry";
import type { KeyFacts } from "./key-facts";
import { keyMessage } from "./key-message";
import { requireFittingOptions } from "./new-key-options";
import { newVersion } from "./new-version";
import { openImport } from "./open-import";
import { namedChange } from "./repeatable-change";
import { requireWrappingHash } from "./require-wrapping-hash";
import { slugOf } from "./slug";
import { insertKey, nextRevision } from "./store";
import { generateMaterial } from "./use-material";

const KEY_LIMIT: ObjectLimit = {
  name: "keysMax",
  noun: "keys",
  counted: "kms_key WHERE organisation_id = $1 AND purged_at IS NULL",
  remark: ", keys whose deletion is pending included",
};

/** What a creation needs before its transaction: the checked request, and material that may have taken long to make. */
interface PreparedKey {
  readonly request: CreateKeyRequest;
  readonly material: KeyMaterial;
}

/**
 * Creates a key and its version 1 in a region, generated or brought along. Name, type, purpose, labels and whether it may
 * be exported cannot change later.
 * Errors, beside those of the door: region_not_found, region_unavailable, permission_denied, invalid_request,
 * rotation_period_required, rotation_not_allowed, slug_taken, invalid_base64, import_failed, invalid_key_material,
 * too_many_requests (the organisation's limit of keys).
 */
export async function createKey(call: Call, target: { readonly region: string }): Promise<KmsKey> {
  const act = { action: call.method, event: "kms.key.create", region: target.region, asked: "", status: 201 } as const;
  const { changed } = await changeThroughDoor<PreparedKey, KmsKey>(call, act, {
    named: (entered) => namedChange(entered, REPEATABLE),
    prepare,
    async apply({ attempt, caller }, tx, prepared) {
      if (prepared === undefined) throw new Error("a key to be created has no material");
      const { request, material } = prepared;
      await requireRoom(tx, caller, regionOf(attempt).database, KEY_LIMIT);
      const made = newKey(request, material, regionOf(attempt), caller.scope);
      await insertKey(tx, made, made.imported ? "imported" : "created");
      attempt.key = made;
      attempt.keyVersion = 1;
      return keyMessage(made, regionOf(attempt));
    },
  });
  return changed;
}

const REPEATABLE = {
  status: 201,
  authorise: requestOf,
  answerOf: (key: KmsKey) => key,
  fromAnswer: (answer: KmsKey) => answer,
};

/** What is asked for, by somebody who may ask for it. */
async function requestOf({ attempt, caller }: Entered): Promise<CreateKeyRequest> {
  regionOf(attempt);
  const { organisationId, projectId } = caller.scope;
  const anyKey = { type: "kms_key", id: "", organisationId, projectId } as const;
  // Before the body: who may not create anything learns nothing about how to.
  requireSomewhere(caller, "kms_key:create");
  const request = parseRequest(createKeyRequest, await attempt.call.body());
  const resource = { ...anyKey, labels: request.labels ?? {} };
  requirePermission(caller, "kms_key:create", resource);
  if (isImport(request)) requirePermission(caller, "kms_key:import", resource);
  return request;
}

async function prepare(entered: Entered, deadlineMs: number): Promise<PreparedKey> {
  const { attempt, caller } = entered;
  const region = regionOf(attempt);
  const request = await requestOf(entered);
  requireFittingOptions(request);
  slugOf(request.name);
  vaultOf(region);
  return { request, material: await materialFor(request, region, caller.scope.organisationId, deadlineMs) };
}

const isImport = ({ importKeyMaterial, importPublicKey }: CreateKeyRequest) =>
  importKeyMaterial !== undefined || importPublicKey !== undefined;

function materialFor(
  { keyType, importKeyMaterial, importPublicKey, hashFunction }: CreateKeyRequest,
  region: Region,
  organisationId: string,
  deadlineMs: number,
): KeyMaterial | Promise<KeyMaterial> {
  if (importPublicKey !== undefined) return suiteFor(keyType).acceptPublic(importPublicKey);
  if (importKeyMaterial === undefined) return generateMaterial(keyType, deadlineMs);
  const wrapped = {
    hash: requireWrappingHash(hashFunction, IMPORT_HASH_NAMES),
    blob: decodeBase64(importKeyMaterial, "importKeyMaterial"),
  };
  return openImport(region, organisationId, keyType, wrapped, deadlineMs);
}

function newKey(request: CreateKeyRequest, material: KeyMaterial, region: Region, scope: Scope): KeyFacts {
  const imported = isImport(request);
  const at = clock.now();
  const facts = {
    id: newId("kms"),
    region: region.slug,
    organisationId: scope.organisationId,
    projectId: scope.projectId,
    name: request.name,
    slug: slugOf(request.name),
    description: request.description || null,
    labels: request.labels ?? {},
    annotations: request.annotations ?? {},
    keyType: request.keyType,
    purpose: request.purpose,
    narrowedTo: null,
    status: "active",
    exportAllowed: request.exportAllowed,
    imported,
    allowRotation: imported ? (request.allowRotation ?? false) : true,
    publicOnly: request.importPublicKey !== undefined,
    contextAllowed: request.contextAllowed ?? true,
    cipherModes: isAes(request.keyType) ? (request.cipherModes ?? CIPHER_MODES.slice(0, 1)) : [],
    callerNonceAllowed: request.callerNonceAllowed ?? false,
    rsaPaddings: keyTypeFacts(request.keyType).family === "rsa" ? (request.rsaPaddings ?? RSA_PADDINGS) : [],
    jwksPublic: request.jwksPublic ?? false,
    rotationEnabled: request.keyRotationEnabled,
    rotationPeriodInDays: request.rotationPeriodInDays ?? null,
    minDecryptionVersion: 1,
    deletionScheduledAt: null,
    statusBeforeDeletion: null,
    createdAt: at,
    updatedAt: at,
    objectVersion: 1,
  } as const;
  return {
    ...facts,
    latestVersion: 1,
    versionFloor: 0,
    revision: nextRevision(null),
    versions: [newVersion(facts, 1, material, vaultOf(region), at)],
  };
}
