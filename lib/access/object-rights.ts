import { KmsError } from "@/lib/contract/kms-error";
import { type Permission, partsOf } from "@/lib/contract/permissions";
import { evaluate, requirePermission, visibility } from "@/lib/iam/authorise";
import { requireLabels } from "@/lib/iam/label-rights";
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
 * Requires that the caller may change an object and may still do so with other labels, and that those give it nothing on
 * the object that it lacks: labels are what conditions of rules look at. Error: permission_denied.
 */
export function requireForLabels(
  asked: Asked,
  permission: Permission,
  row: Controlled,
  labels: Record<string, string> | undefined,
): void {
  if (labels === undefined) return;
  requireLabels(asked.caller, permission, referenceOf(asked, permission, row), labels, asked.at.getTime());
}

/** Requires a permission on every object of its type: for answers about all of them. Error: permission_denied. */
export function requireOnAll({ caller, at }: Asked, permission: Permission): void {
  const { allow, deny } = visibility(caller, permission, at.getTime());
  if (allow === null && deny.length === 0) return;
  throw new KmsError("permission_denied", {
    message: `The permission ${permission} is required on every object; it is denied on some.`,
  });
}

function isPermitted(asked: Asked, permission: Permission, row: Controlled): boolean {
  return evaluate(asked.caller, permission, referenceOf(asked, permission, row), asked.at.getTime()).allowed;
}

function referenceOf({ organisationId, projectId }: Asked, permission: Permission, { id, labels }: Controlled) {
  return { type: partsOf(permission).type, id, organisationId, projectId, labels: textMap(labels) };
}
