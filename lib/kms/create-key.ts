import { keyTypeFacts } from "@/lib/contract/key-types";
import { type CreateKeyRequest, createKeyRequest, type KmsKey, RSA_PADDINGS } from "@/lib/contract/kms";
import type { KeyMaterial } from "@/lib/crypto/key-material";
import { requirePermission } from "@/lib/iam/authorise";
import type { Scope } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/id";
import { vaultOf } from "@/lib/regions/health";
import type { Region } from "@/lib/regions/registry";
import type { Call } from "./call";
import { type Entered, regionOf } from "./door";
import { changeThroughDoor } from "./key-change";
import type { KeyFacts } from "./key-facts";
import { keyMessage } from "./key-message";
import { requireFittingOptions } from "./new-key-options";
import { newVersion } from "./new-version";
import { parseRequest } from "./parse-request";
import { slugOf } from "./slug";
import { insertKey, nextRevision } from "./store";
import { generateMaterial } from "./use-material";

/** What a creation needs before its transaction: the checked request, and material that may have taken long to make. */
interface PreparedKey {
  readonly request: CreateKeyRequest;
  readonly material: KeyMaterial;
}

/**
 * Creates a key and its version 1 in a region, generated or brought along. Name, type, purpose, labels and whether it may
 * be exported cannot change later.
 * Errors, beside those of the door: region_not_found, region_unavailable, permission_denied, invalid_request,
 * rotation_period_required, rotation_not_allowed, slug_taken, import_failed, invalid_key_material.
 */
export async function createKey(call: Call, target: { readonly region: string }): Promise<KmsKey> {
  const act = { action: call.method, event: "kms.key.create", region: target.region, asked: "" };
  const { attempt, key } = await changeThroughDoor<PreparedKey>(call, act, {
    prepare,
    async apply({ attempt, caller }, tx, prepared) {
      if (prepared === undefined) throw new Error("a key to be created has no material");
      const { request, material } = prepared;
      const made = newKey(request, material, regionOf(attempt), caller.scope);
      await insertKey(tx, made, made.imported ? "imported" : "created");
      attempt.keyVersion = 1;
      return made;
    },
  });
  return keyMessage(key, regionOf(attempt));
}

async function prepare({ attempt, caller }: Entered, deadlineMs: number): Promise<PreparedKey> {
  const region = regionOf(attempt);
  const { organisationId, projectId } = caller.scope;
  requirePermission(caller, "kms_key:create", { type: "kms_key", id: "", organisationId, projectId });
  const request = parseRequest(createKeyRequest, await attempt.call.body());
  requireFittingOptions(request);
  slugOf(request.name);
  vaultOf(region);
  return { request, material: await materialFor(request, deadlineMs) };
}

function materialFor(request: CreateKeyRequest, deadlineMs: number): KeyMaterial | Promise<KeyMaterial> {
  return generateMaterial(request.keyType, deadlineMs);
}

function newKey(request: CreateKeyRequest, material: KeyMaterial, region: Region, scope: Scope): KeyFacts {
  const imported = request.importKeyMaterial !== undefined || request.importPublicKey !== undefined;
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
    status: "active",
    exportAllowed: request.exportAllowed,
    imported,
    allowRotation: imported ? (request.allowRotation ?? false) : true,
    publicOnly: request.importPublicKey !== undefined,
    contextAllowed: request.contextAllowed ?? true,
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
    revision: nextRevision(null),
    versions: [newVersion(facts, 1, material, vaultOf(region), at)],
  };
}
