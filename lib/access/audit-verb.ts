import { KmsError } from "@/lib/contract/kms-error";
import type { Permission } from "@/lib/contract/permissions";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import { requirePermission } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";

interface AuditRead<Answer> {
  /** Our own name, for example `audit.record.list`. */
  readonly event: string;
  readonly permission: Permission;
  run(caller: Caller): Promise<Answer>;
}

/**
 * Reads the audit log of the scope of a call: the organisation's with all its projects, or that of the one project named, for which rights in
 * the project are enough.
 * Errors: permission_denied.
 */
export function auditRead<Answer>(call: Call, asked: string, read: AuditRead<Answer>): Promise<Answer> {
  const act = { action: call.method, event: read.event, region: null, asked, feature: null };
  return throughDoor(call, act, async ({ attempt, caller }) => {
    attempt.resource = { type: "audit_log", id: asked };
    const { organisationId, projectId } = caller.scope;
    requirePermission(caller, read.permission, { type: "audit_log", id: "", organisationId, projectId });
    return read.run(caller);
  });
}

/** Refuses text that no database can hold. Errors: invalid_request. */
export function requireStorable(query: Readonly<Record<string, string>>): void {
  const broken = Object.entries(query).find(([, value]) => value.includes("\u0000") || !value.isWellFormed());
  if (broken === undefined) return;
  throw new KmsError("invalid_request", { message: `${broken[0]}: must be text without NUL characters.` });
}
