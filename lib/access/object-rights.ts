import { KmsError } from "@/lib/contract/kms-error";
import { ALL_PERMISSIONS, type Permission, partsOf } from "@/lib/contract/permissions";
import { evaluate, requirePermission, visibility } from "@/lib/iam/authorise";
import { type Asked, notFound } from "./access-verb";
import { textMap } from "./described";

/** An object that rules can name by identity and labels. */
interface Controlled {
  readonly id: string;
  readonly labels?: unknown;
}

/** Those of some objects of the caller's organisation on which it holds a permission. */
export function permitted<Row extends Controlled>(asked: Asked, permission: Permission, rows: readonly Row[]): Row[] {
  return rows.filter((row) => isPermitted(asked, permission, row));
}

/**
 * The object that was found, if the caller holds the permission on it; else the call is answered as if it were absent.
 * The record says which of the two it was. Errors: object_not_found.
 */
export function requireObject<Row extends Controlled>(
  asked: Asked,
  permission: Permission,
  row: Row | null,
  noun: string,
): Row {
  if (row === null) throw notFound(noun);
  asked.about(row.id);
  if (isPermitted(asked, permission, row)) return row;
  throw new KmsError("object_not_found", { message: `No such ${noun}.`, recordedAs: "permission_denied" });
}

/** Requires the permission for a new object with these labels. Error: permission_denied. */
export function requireForNew(asked: Asked, permission: Permission, labels: Record<string, string> | undefined): void {
  requirePermission(asked.caller, permission, referenceOf(asked, permission, { id: "", labels }));
}

/**
 * Requires that the caller may do everything in the organisation: what gives somebody rights that are not looked at one by
 * one. `act` completes "Only who may do everything in the organisation may …". Error: permission_denied.
 */
export function requireEverything({ caller, at }: Asked, act: string): void {
  if (caller.organisation.role === "OWNER") return;
  const holds = ALL_PERMISSIONS.every((permission) => {
    const { allow, deny } = visibility(caller, permission, at.getTime());
    return allow === null && deny.length === 0;
  });
  if (holds) return;
  throw new KmsError("permission_denied", { message: `Only who may do everything in the organisation may ${act}.` });
}

function isPermitted(asked: Asked, permission: Permission, row: Controlled): boolean {
  return evaluate(asked.caller, permission, referenceOf(asked, permission, row), asked.at.getTime()).allowed;
}

function referenceOf({ organisationId, projectId }: Asked, permission: Permission, { id, labels }: Controlled) {
  return { type: partsOf(permission).type, id, organisationId, projectId, labels: textMap(labels) };
}
