import { isAes, isAsymmetric, keyTypeFacts } from "@/lib/contract/key-types";
import type { KmsKey } from "@/lib/contract/kms";
import { clock } from "@/lib/platform/clock";
import type { Region } from "@/lib/regions/registry";
import { purposeOf } from "./key-facts";
import type { ListedKey } from "./key-list-store";
import { nextRotationAt } from "./rotation-schedule";

/** A key as the API shows it. Optional fields are left out when empty, as the reference's clients expect. */
export function keyMessage(key: ListedKey, region: Region): KmsKey {
  const { family } = keyTypeFacts(key.keyType);
  return {
    identity: key.id,
    name: key.name,
    slug: key.slug,
    description: key.description ?? undefined,
    labels: optionalMap(key.labels),
    annotations: optionalMap(key.annotations),
    projectId: key.projectId || undefined,
    region: { identity: region.identity, name: region.name, slug: region.slug },
    keyType: key.keyType,
    purpose: purposeOf(key),
    status: key.status,
    exportAllowed: key.exportAllowed,
    imported: key.imported || undefined,
    allowRotation: key.allowRotation && !key.publicOnly,
    publicOnly: key.publicOnly || undefined,
    contextAllowed: family === "aead" ? key.contextAllowed : undefined,
    cipherModes: isAes(key.keyType) ? [...key.cipherModes] : undefined,
    callerNonceAllowed: isAes(key.keyType) ? key.callerNonceAllowed : undefined,
    rsaPaddings: family === "rsa" ? [...key.rsaPaddings] : undefined,
    jwksPublic: isAsymmetric(key.keyType) ? key.jwksPublic : undefined,
    keyRotationEnabled: key.rotationEnabled,
    rotationPeriodInDays: key.rotationPeriodInDays,
    nextRotationAt: nextRotationAt(key, clock.now())?.toISOString(),
    lastRotatedAt: key.versions.length > 1 ? key.versions.at(-1)?.createdAt.toISOString() : undefined,
    latestVersion: key.latestVersion,
    minDecryptionVersion: key.minDecryptionVersion,
    versions: key.versions.map(({ version, status, createdAt, destructionScheduledAt, exhaustedAt }) => ({
      version,
      status,
      createdAt: createdAt.toISOString(),
      destructionScheduledAt: destructionScheduledAt?.toISOString(),
      exhaustedAt: exhaustedAt?.toISOString(),
    })),
    deletionScheduledAt: key.deletionScheduledAt?.toISOString(),
    createdAt: key.createdAt.toISOString(),
    updatedAt: key.updatedAt.toISOString(),
    objectVersion: key.objectVersion,
  };
}

function optionalMap(map: Readonly<Record<string, string>>): Record<string, string> | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}
