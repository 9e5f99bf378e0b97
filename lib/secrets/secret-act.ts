import { KmsError } from "@/lib/contract/kms-error";
import type { Permission } from "@/lib/contract/permissions";
import { secretPathProblem } from "@/lib/contract/secret-path";
import type { Act, Attempt } from "@/lib/door/attempt";
import type { Call } from "@/lib/door/call";
import { type Entered, regionOf } from "@/lib/door/door";
import { evaluate, requireSomewhere } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import { vaultOf } from "@/lib/regions/health";
import type { Region } from "@/lib/regions/registry";
import type { PolicedAction, PolicedCall } from "./access-policy";
import type { SecretPlace } from "./secret-store";

/** Which secret a call names. */
export interface SecretTarget {
  /** Slug or identity. */
  readonly region: string;
  /** With its slash in front. */
  readonly path: string;
}

/** What every secret's verb records about itself. */
export function secretAct(
  call: Call,
  event: string,
  target: { readonly region: string; readonly path?: string },
  more: Pick<Act, "status"> & { readonly action?: string } = {},
): Act {
  const { action = call.method, status } = more;
  return { action, event, region: target.region, asked: target.path ?? "", feature: "secrets", status };
}

/** Notes what the record is about, as soon as it is known. */
export function aboutSecret(attempt: Attempt, path: string, found: { readonly id: string } | null = null): void {
  attempt.resource = { type: "secret", id: found?.id ?? path, slug: path };
}

/**
 * What comes before anything is read: secrets need the KMS of the organisation and of the region.
 * Errors: feature_disabled, region_not_found, region_unavailable.
 */
export function enterSecrets({ attempt, caller }: Entered, path = ""): Region {
  aboutSecret(attempt, path);
  if (caller.organisation.featuresDisabled.includes("kms")) {
    throw new KmsError("feature_disabled", {
      message: "Secrets need KMS: it must be enabled for this organisation first.",
    });
  }
  const region = regionOf(attempt);
  vaultOf(region);
  return region;
}

/** The place a path names in the caller's scope. A path that no secret can have is answered as absent. Error: secret_not_found. */
export function placeOf(caller: Caller, region: Region, path: string): SecretPlace {
  if (secretPathProblem(path) !== null) throw new KmsError("secret_not_found");
  return { region: region.slug, scope: caller.scope, path };
}

interface Named {
  readonly id: string;
  readonly path: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Whether the caller holds a permission on a secret, which rules name by its path. */
export function mayOn(caller: Caller, permission: Permission, { path, labels }: Pick<Named, "path" | "labels">) {
  const { organisationId, projectId } = caller.scope;
  const resource = { type: "secret", id: path, organisationId, projectId, labels } as const;
  return evaluate(caller, permission, resource, clock.nowMs());
}

/** The secret, where there is one and the caller may do this with it; otherwise secret_not_found, the same for both. */
export function requireSecret<Row extends Named>(
  attempt: Attempt,
  caller: Caller,
  permission: Permission,
  row: Row | null,
): Row {
  if (row === null) throw new KmsError("secret_not_found");
  aboutSecret(attempt, row.path, row);
  const { allowed, reason } = mayOn(caller, permission, row);
  if (allowed) return row;
  throw new KmsError("secret_not_found", { recordedAs: "permission_denied", detail: reason.text });
}

/** Refuses the creation of a secret that the caller may not make there. Error: permission_denied. */
export function requireNewSecret(caller: Caller, named: Pick<Named, "path" | "labels">): void {
  requireSomewhere(caller, "secret:create");
  const { allowed, reason } = mayOn(caller, "secret:create", named);
  if (allowed) return;
  throw new KmsError("permission_denied", {
    message: "The permission secret:create on this path is required.",
    detail: reason.text,
  });
}

/** Error: version_mismatch where the caller wants to change another state of the object than the one there is. */
export function requireMatch(call: Call, { objectVersion }: { readonly objectVersion: number }): void {
  const wanted = call.ifMatch?.() ?? null;
  if (wanted === null || wanted === objectVersion) return;
  throw new KmsError("version_mismatch", {
    message: `The secret has changed: its objectVersion is ${objectVersion}, not ${wanted}.`,
  });
}

/** What an access policy looks at. */
export function policed(caller: Caller, action: PolicedAction): PolicedCall {
  const { principal, origin } = caller;
  return { action, actorId: principal.actorId, clientAddress: origin.clientAddress, atMs: clock.nowMs() };
}
