import type { ChangeTransaction } from "@/lib/audit/change-writer";
import { type CreateKeyRequest, createKeyRequest, type KmsKey } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
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
import { newVersion } from "./new-version";
import { parseRequest } from "./parse-request";
import { slugOf } from "./slug";
import { insertKey, nextRevision } from "./store";

/**
 * Creates a key and its version 1 in a region. Name, type, labels and whether it may be exported cannot change later.
 * Errors, beside those of the door: region_not_found, region_unavailable, permission_denied, invalid_request,
 * rotation_period_required, slug_taken.
 */
export async function createKey(call: Call, target: { readonly region: string }): Promise<KmsKey> {
  const act = { action: call.method, event: "kms.key.create", region: target.region, asked: "" };
  const { attempt, key } = await changeThroughDoor(call, act, create);
  return keyMessage(key, regionOf(attempt));
}

async function create({ attempt, caller }: Entered, tx: ChangeTransaction): Promise<KeyFacts> {
  const region = regionOf(attempt);
  const { organisationId, projectId } = caller.scope;
  requirePermission(caller, "kms_key:create", { type: "kms_key", id: "", organisationId, projectId });
  const request = parseRequest(createKeyRequest, await attempt.call.body());
  const key = newKey(request, region, caller.scope);
  await insertKey(tx, key, "created");
  attempt.keyVersion = 1;
  return key;
}

function newKey(request: CreateKeyRequest, region: Region, scope: Scope): KeyFacts {
  const rotationPeriodInDays = request.rotationPeriodInDays ?? null;
  if (request.keyRotationEnabled && rotationPeriodInDays === null) throw new KmsError("rotation_period_required");
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
    purpose: "general",
    status: "active",
    exportAllowed: request.exportAllowed,
    imported: false,
    allowRotation: true,
    rotationEnabled: request.keyRotationEnabled,
    rotationPeriodInDays,
    minDecryptionVersion: 1,
    deletionScheduledAt: null,
    createdAt: at,
    updatedAt: at,
    objectVersion: 1,
  } as const;
  return {
    ...facts,
    latestVersion: 1,
    revision: nextRevision(null),
    versions: [newVersion(facts, 1, vaultOf(region), at)],
  };
}
