import type { Recorded } from "@/lib/audit/recorded";
import type { RecordExplanation } from "@/lib/contract/audit";
import { ERRORS, type ErrorCode } from "@/lib/contract/errors";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { ALL_PERMISSIONS, type Permission, partsOf } from "@/lib/contract/permissions";
import type { Call } from "@/lib/door/call";
import { readActor } from "@/lib/iam/actor-store";
import { evaluate, requirePermission } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";
import { callerAs } from "@/lib/iam/explain";
import { callerInScope } from "@/lib/iam/scope";
import { visibleKey } from "@/lib/kms/visible-key";
import { clock } from "@/lib/platform/clock";
import { auditRead } from "./audit-verb";
import { reasonMessage } from "./explain-access";
import { recordOf } from "./search-audit";

/** Refusals that a right decides: where one names an object, lacking it looks like absence. */
const ABOUT_RIGHTS: readonly string[] = ["permission_denied", "key_not_found", "object_not_found"];

/**
 * Why the call of a record was refused, and whether the same call would be allowed now: by the same actor, from the same address, with the same
 * method, on the same object. Rights are those of now; what they were then is in the log.
 * Errors, beside those of the door: permission_denied (audit_log:read, iam_role:read), object_not_found, state_conflict (it was not refused).
 */
export function explainAuditRecord(call: Call, eventId: string): Promise<RecordExplanation> {
  return auditRead(call, eventId, {
    event: "audit.record.explain",
    permission: "audit_log:read",
    async run(caller) {
      const { organisationId, projectId } = caller.scope;
      requirePermission(caller, "iam_role:read", { type: "iam_role", id: "", organisationId, projectId });
      const record = await recordOf(caller, eventId);
      if (record.outcome !== "refused") {
        throw new KmsError("state_conflict", { message: "The record is not about a refused call." });
      }
      return explained(caller, record);
    },
  });
}

async function explained(caller: Caller, record: Recorded): Promise<RecordExplanation> {
  const permission = permissionOf(record);
  const isAboutRights = ABOUT_RIGHTS.includes(record.reason);
  const told = { reason: record.reason, remedy: remedyOf(record.reason, permission), isAboutRights, permission };
  const unknown = { ...told, allowedNow: null, decision: null };
  if (!isAboutRights || permission === null) return unknown;
  const actor = await readActor(record.organisationId, record.actorId);
  if (actor === undefined) return unknown;
  const origin = { clientAddress: record.clientAddress, method: record.method };
  const placed = await callerInScope(caller.principal, record.organisationId, record.projectId || null, caller.origin);
  const object = await objectOf(placed, record, permission);
  if (object === null) return unknown;
  const { allowed, reason } = evaluate(callerAs(placed, actor, origin), permission, object, clock.nowMs());
  return { ...told, allowedNow: allowed, decision: reasonMessage(reason) };
}

/** What is asked about now; null where the record names a key that is not there any more, or that the reader may not see. */
async function objectOf(placed: Caller, record: Recorded, permission: Permission) {
  const { type } = partsOf(permission);
  const { organisationId, projectId } = placed.scope;
  const plain = { type, id: record.resourceId, organisationId, projectId };
  if (type !== "kms_key" || record.resourceId === "") return plain;
  try {
    const { id, labels } = await visibleKey(placed, { region: record.region, key: record.resourceId });
    return { ...plain, id, labels };
  } catch (error) {
    if (isKmsError(error) && error.code === "key_not_found") return null;
    throw error;
  }
}

/** The permission that an event needs: its last words, on the type of its object. Null for events that need none of the table. */
function permissionOf({ event, resourceType }: Recorded): Permission | null {
  const words = event.split(".");
  const verbs = [words.slice(-1), words.slice(-2)].map((part) => part.join("_"));
  return ALL_PERMISSIONS.find((permission) => verbs.some((verb) => permission === `${resourceType}:${verb}`)) ?? null;
}

/** The table's words are about an answer, which has the permission in its message; here it is named. */
function remedyOf(reason: string, permission: Permission | null): string | null {
  if (reason === "permission_denied" && permission !== null)
    return `Ask an administrator of the organisation for the permission ${permission}.`;
  return isErrorCode(reason) ? ERRORS[reason].remedy : null;
}

const isErrorCode = (text: string): text is ErrorCode => text in ERRORS;
