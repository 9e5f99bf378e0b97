import { KmsError } from "@/lib/contract/kms-error";
import { ALL_PERMISSIONS, type Permission, partsOf } from "@/lib/contract/permissions";
import { evaluate, type ResourceReference } from "./authorise";
import type { Caller } from "./caller";

/**
 * Requires that a caller who may change an object may still do so with other labels, and that those give it nothing on the
 * object that it lacks: labels are what conditions of rules look at. Error: permission_denied.
 */
export function requireLabels(
  caller: Caller,
  permission: Permission,
  resource: ResourceReference,
  labels: Readonly<Record<string, string>>,
  atMs: number,
): void {
  const relabelled = { ...resource, labels };
  const holds = (one: Permission, on: ResourceReference) => evaluate(caller, one, on, atMs).allowed;
  if (!holds(permission, relabelled)) throw labelsRefused(`takes ${permission} on it from you`);
  const gained = ALL_PERMISSIONS.filter((one) => partsOf(one).type === resource.type).find(
    (one) => holds(one, relabelled) && !holds(one, resource),
  );
  if (gained !== undefined) throw labelsRefused(`gives you ${gained} on it`);
}

const labelsRefused = (what: string) =>
  new KmsError("permission_denied", { message: `labels: nobody may label an object so that it ${what}.` });
