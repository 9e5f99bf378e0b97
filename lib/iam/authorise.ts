import { KmsError } from "@/lib/contract/kms-error";
import type { Caller } from "./caller";
import type { Permission, ResourceReference } from "./permissions";

/** A decision and the rules that led to it, in words for the access simulator and the log. */
export interface Decision {
  readonly allowed: boolean;
  readonly reasons: readonly string[];
}

/**
 * Decides whether a caller may do something. Pure: everything it needs is in its arguments. Owners and members may do
 * everything within the scope they call in; nobody may do anything outside it.
 */
export function evaluate(caller: Caller, permission: Permission, resource: ResourceReference): Decision {
  const { scope, organisation } = caller;
  if (!permission.startsWith(`${resource.type}:`)) return refused("the permission is about another kind of resource");
  if (resource.organisationId !== scope.organisationId) return refused("the resource is another organisation's");
  if (resource.projectId !== scope.projectId) return refused("the resource is outside the project");
  if (organisation.role === "OWNER") return { allowed: true, reasons: ["owners may do everything"] };
  if (organisation.role === "MEMBER") return { allowed: true, reasons: ["members may do everything"] };
  return refused("no role grants the permission");
}

/**
 * Refuses a call that may not be made. For permissions without a named object (create, list); where an object is named
 * the door answers as if it were absent.
 * Errors: permission_denied.
 */
export function requirePermission(caller: Caller, permission: Permission, resource: ResourceReference): void {
  const { allowed, reasons } = evaluate(caller, permission, resource);
  if (allowed) return;
  throw new KmsError("permission_denied", {
    message: `The permission ${permission} is required.`,
    detail: reasons.join("; "),
  });
}

function refused(reason: string): Decision {
  return { allowed: false, reasons: [reason] };
}
