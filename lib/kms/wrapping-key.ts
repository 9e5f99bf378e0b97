import { emptyRequest } from "@/lib/contract/kms";
import type { WrappingKeyResponse } from "@/lib/contract/kms-operations";
import type { Permission } from "@/lib/contract/permissions";
import { IMPORT_HASH_NAMES } from "@/lib/contract/wrapping-hashes";
import { KeyMaterial } from "@/lib/crypto/key-material";
import { open, type SealFields, seal } from "@/lib/crypto/seal";
import { REVEAL_SECRET } from "@/lib/crypto/secret-bytes";
import type { Call } from "@/lib/door/call";
import { changeThroughDoor } from "@/lib/door/change";
import { type Entered, regionOf } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { requirePermission } from "@/lib/iam/authorise";
import { clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/id";
import { vaultOf } from "@/lib/regions/health";
import type { Region } from "@/lib/regions/registry";
import type { Vault } from "@/lib/regions/vault";
import { queryOf } from "./key-cache";
import { transactionQuery } from "./store";
import { generateMaterial } from "./use-material";
import { insertWrappingKey, newestWrappingKey, type WrappingKeyFacts } from "./wrapping-key-store";

const LABEL = "pelagos/1/wrapping-key";
const FORMAT = 1;

/** What the private half is bound to: the key of one organisation does not open as that of another. */
const bindingOf = (key: Omit<WrappingKeyFacts, "salt" | "sealed" | "createdAt">): SealFields => [
  "wrapping-key",
  FORMAT,
  key.regionKeyId,
  key.region,
  key.organisationId,
  key.id,
  key.sequence,
];

/**
 * The RSA key of a region under which the caller's organisation wraps the keys it brings along; made at the first read,
 * which takes up to some seconds.
 * Errors, beside those of the door: region_not_found, region_unavailable, permission_denied.
 */
export function readWrappingKey(call: Call, target: { readonly region: string }): Promise<WrappingKeyResponse> {
  return wrappingKeyCall(call, target, READ);
}

/**
 * Puts a new wrapping key in the place of the newest, which opens blobs for 24 hours more. Of two rotations at once one
 * takes place, and both answer with its key. Errors as for `readWrappingKey`, and invalid_request.
 */
export function rotateWrappingKey(call: Call, target: { readonly region: string }): Promise<WrappingKeyResponse> {
  return wrappingKeyCall(call, target, ROTATE);
}

interface Verb {
  readonly event: string;
  readonly permission: Permission;
  readonly replaces: boolean;
}

const READ: Verb = { event: "kms.wrapping_key.read", permission: "kms_key:create", replaces: false };
const ROTATE: Verb = { event: "kms.wrapping_key.rotate", permission: "kms_key:rotate_wrapping_key", replaces: true };

async function wrappingKeyCall(
  call: Call,
  target: { readonly region: string },
  { event, permission, replaces }: Verb,
): Promise<WrappingKeyResponse> {
  const act = { action: call.method, event, region: target.region, asked: "" };
  const { changed } = await changeThroughDoor<WrappingKeyFacts, WrappingKeyResponse>(call, act, {
    async prepare(entered, deadlineMs) {
      const region = allowedRegion(entered, permission);
      if (replaces) parseRequest(emptyRequest.optional(), await call.body());
      const { organisationId } = entered.caller.scope;
      const newest = await newestWrappingKey(queryOf(region.database), region.slug, organisationId);
      if (newest !== null && !replaces) return newest;
      return newWrappingKey(region, organisationId, (newest?.sequence ?? 0) + 1, deadlineMs);
    },
    async apply({ attempt }, tx, prepared) {
      if (prepared === undefined) throw new Error("a wrapping key was not prepared");
      const current = await insertWrappingKey(transactionQuery(tx), prepared);
      attempt.resource = { type: "kms_wrapping_key", id: current.id };
      return messageOf(current, vaultOf(regionOf(attempt)));
    },
  });
  return changed;
}

function allowedRegion({ attempt, caller }: Entered, permission: Permission): Region {
  attempt.resource = { type: "kms_wrapping_key", id: "" };
  const region = regionOf(attempt);
  const { organisationId, projectId } = caller.scope;
  requirePermission(caller, permission, { type: "kms_key", id: "", organisationId, projectId });
  vaultOf(region);
  return region;
}

async function newWrappingKey(
  region: Region,
  organisationId: string,
  sequence: number,
  deadlineMs: number,
): Promise<WrappingKeyFacts> {
  const material = await generateMaterial("rsa-4096", deadlineMs);
  try {
    return sealWrappingKey(region, organisationId, sequence, material);
  } finally {
    material.destroy();
  }
}

/** A wrapping key of an organisation with this private half, sealed under the region's newest key. */
export function sealWrappingKey(
  region: Region,
  organisationId: string,
  sequence: number,
  material: KeyMaterial,
): WrappingKeyFacts {
  const vault = vaultOf(region);
  const regionKey = vault.keys.get(vault.newestId);
  if (regionKey === undefined) throw new Error("the vault has no newest key");
  const facts = { id: newId("wk"), region: region.slug, organisationId, sequence, regionKeyId: vault.newestId };
  const sealed = seal(regionKey, LABEL, bindingOf(facts), material.bytes().reveal(REVEAL_SECRET));
  return { ...facts, ...sealed, createdAt: clock.now() };
}

/** The private half of a wrapping key, unsealed; overwrite it after use. Throws SealError where the row was tampered with. */
export function unsealWrappingKey(key: WrappingKeyFacts, vault: Vault): KeyMaterial {
  const regionKey = vault.keys.get(key.regionKeyId);
  if (regionKey === undefined) throw new Error(`wrapping key ${key.id} is sealed under an unknown region key`);
  return KeyMaterial.of("pkcs8", open(regionKey, LABEL, bindingOf(key), key));
}

function messageOf(key: WrappingKeyFacts, vault: Vault): WrappingKeyResponse {
  const material = unsealWrappingKey(key, vault);
  try {
    return {
      publicKey: material.publicKey().export({ format: "pem", type: "spki" }).toString(),
      algorithm: "RSA_OAEP_AES_KWP",
      hashFunctions: [...IMPORT_HASH_NAMES],
      createdAt: key.createdAt.toISOString(),
    };
  } finally {
    material.destroy();
  }
}
