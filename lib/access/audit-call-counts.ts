import { readCallCounts } from "@/lib/audit/call-counts";
import { type CallCountsMessage, callCountsQuery } from "@/lib/contract/audit";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { parseRequest } from "@/lib/door/parse-request";
import { clock } from "@/lib/platform/clock";
import { homeDatabase } from "@/lib/platform/db";
import { auditRead, requireStorable } from "./audit-verb";

const DAY_MS = 86_400_000;
const ENTRIES = 100;

/**
 * Calls that were counted per minute instead of recorded one by one: the organisation's throttled ones; for platform administrators also those
 * without a valid credential, which belong to no organisation.
 * Errors, beside those of the door: permission_denied (audit_log:list), invalid_request.
 */
export function listAuditCallCounts(call: Call, query: Readonly<Record<string, string>>): Promise<CallCountsMessage> {
  return auditRead(call, "", {
    event: "audit.call_count.list",
    permission: "audit_log:list",
    async run({ principal, scope }) {
      requireStorable(query);
      if (scope.projectId !== "") {
        throw new KmsError("invalid_request", {
          message: "Counted calls belong to the whole organisation: leave X-Project-Identity out.",
        });
      }
      const {
        reason = null,
        searchText = "",
        from,
        to,
        limit = ENTRIES,
      } = parseRequest(callCountsQuery, query, "The query");
      const end = to === undefined ? clock.now() : new Date(to);
      const counted = await readCallCounts(homeDatabase(), {
        organisationIds: principal.isPlatformAdministrator ? [scope.organisationId, ""] : [scope.organisationId],
        reason,
        subject: searchText,
        from: from === undefined ? new Date(end.getTime() - DAY_MS) : new Date(from),
        to: end,
        limit,
      });
      return {
        items: counted.map((entry) => ({
          at: entry.at.toISOString(),
          reason: entry.reason,
          subject: entry.subject,
          organizationIdentity: entry.organisationId || null,
          calls: entry.calls,
        })),
      };
    },
  });
}
