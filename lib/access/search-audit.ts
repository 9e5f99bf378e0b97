import { type CountedRecords, countRecords, ONE_BAR_MS, type RecordCounts } from "@/lib/audit/count-records";
import { formatRecordCursor, parseRecordCursor } from "@/lib/audit/record-cursor";
import type { RecordFilter } from "@/lib/audit/record-filter";
import { withinTimeOfIds } from "@/lib/audit/record-filter";
import type { Recorded } from "@/lib/audit/recorded";
import { byNewest, type FoundRecords, findRecord, positionOf, searchRecords } from "@/lib/audit/search-records";
import {
  AUDIT_PAGED_RECORDS_MAX,
  type AuditItem,
  type AuditPage,
  type AuditQuery,
  auditQuery,
} from "@/lib/contract/audit";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { parseRequest } from "@/lib/door/parse-request";
import type { Caller } from "@/lib/iam/caller";
import { readKnownActors } from "@/lib/iam/known-actors";
import { clock } from "@/lib/platform/clock";
import { askDatabases } from "./audit-databases";
import { auditFilterOf } from "./audit-filter";
import { auditItemOf } from "./audit-item";
import { auditRead, requireStorable } from "./audit-verb";

const RECORDS_PER_PAGE = 50;
/** How long a page waits for its total, in milliseconds; what is not counted by then makes it a lower bound. */
const COUNT_MS = 150;

/**
 * One page of the audit log over all databases, the newest records first, as far as it is found in bounded time.
 * Errors, beside those of the door: permission_denied (audit_log:list), invalid_request, organisation_not_found.
 */
export function searchAudit(call: Call, query: Readonly<Record<string, string>>): Promise<AuditPage> {
  return auditRead(call, "", {
    event: "audit.record.list",
    permission: "audit_log:list",
    async run(caller) {
      requireStorable(query);
      const wanted = parseRequest(auditQuery, query, "The query");
      const filter = auditFilterOf(caller, wanted);
      return pageOf(caller, filter, pagingOf(wanted, filter));
    },
  });
}

/**
 * One record by its identity.
 * Errors, beside those of the door: permission_denied (audit_log:read), object_not_found.
 */
export function readAuditRecord(call: Call, eventId: string): Promise<AuditItem> {
  return auditRead(call, eventId, {
    event: "audit.record.read",
    permission: "audit_log:read",
    async run(caller) {
      const record = await recordOf(caller, eventId);
      const known = await readKnownActors(record.organisationId, [record.actorId]);
      return auditItemOf(record, caller, known);
    },
  });
}

/** A record that the caller may read. Errors: object_not_found. */
export async function recordOf(caller: Caller, eventId: string): Promise<Recorded> {
  const missing = new KmsError("object_not_found", { message: "No such audit record." });
  if (!/^evt-[0-9a-v]{20}$/.test(eventId)) throw missing;
  const filter = withinTimeOfIds({ ...auditFilterOf(caller, {}), words: [eventId] });
  const { parts } = await askDatabases((database) => findRecord(database, filter, eventId));
  const found = parts.find((part) => part !== undefined);
  if (found === undefined || (filter.projectId !== null && found.projectId !== filter.projectId)) throw missing;
  return found;
}

interface Paging {
  readonly page: number;
  readonly limit: number;
  /** Records before the page that are found and left out. */
  readonly skipped: number;
  readonly after: ReturnType<typeof parseRecordCursor> | null;
}

function pagingOf({ page = 1, limit = RECORDS_PER_PAGE, cursor }: AuditQuery, filter: RecordFilter): Paging {
  if (cursor !== undefined) return { page, limit, skipped: 0, after: parseRecordCursor(cursor, filter) };
  if (page * limit > AUDIT_PAGED_RECORDS_MAX) {
    throw new KmsError("invalid_request", {
      message: `page: reaches the first ${AUDIT_PAGED_RECORDS_MAX} records only; go on with cursor, or narrow the filter.`,
    });
  }
  return { page, limit, skipped: (page - 1) * limit, after: null };
}

async function pageOf(
  caller: Caller,
  filter: RecordFilter,
  { page, limit, skipped, after }: Paging,
): Promise<AuditPage> {
  const narrowed = withinTimeOfIds(filter);
  const search = { filter: narrowed, after, limit: skipped + limit + 1 };
  const countUntilMs = clock.monotonicMs() + COUNT_MS;
  const { parts, incompleteRegions } = await askDatabases(async (database, deadlineMs) => {
    const [found, counts] = await Promise.all([
      searchRecords(database, { ...search, deadlineMs }),
      countRecords(database, { filter: narrowed, bucketMs: ONE_BAR_MS, byActor: false, deadlineMs: countUntilMs }),
    ]);
    return { found, counts };
  });
  const merged = mergeFound(parts.map(({ found }) => found));
  const shown = merged.records.slice(skipped, skipped + limit);
  const isFull = merged.records.length > skipped + limit;
  const isAll = after === null && !isFull && merged.searchedBackToMs === null;
  const totals = isAll
    ? { totalCount: merged.records.length, totalIsExact: true }
    : totalsOf(parts.map(({ counts }) => counts));
  const totalItems = Math.min(totals.totalCount, AUDIT_PAGED_RECORDS_MAX);
  const known = await readKnownActors(
    caller.scope.organisationId,
    shown.map(({ actorId }) => actorId),
  );
  const searchedBackToMs = isFull ? null : merged.searchedBackToMs;
  return {
    items: shown.map((record) => auditItemOf(record, caller, known)),
    totalItems,
    page,
    itemsPerPage: limit,
    totalPages: Math.ceil(totalItems / limit),
    ...totals,
    nextCursor: nextCursorOf(filter, isFull ? shown.at(-1) : undefined, searchedBackToMs),
    searchedBackTo: searchedBackToMs === null ? null : new Date(searchedBackToMs).toISOString(),
    incompleteRegions,
  };
}

/** One order from several databases. Where one has not been searched as far back as others, what is older waits for the next page. */
function mergeFound(parts: readonly FoundRecords[]): FoundRecords {
  const bounds = parts.flatMap(({ searchedBackToMs }) => searchedBackToMs ?? []);
  const searchedBackToMs = bounds.length === 0 ? null : Math.max(...bounds);
  const records = parts.flatMap((part) => part.records).sort(byNewest);
  if (searchedBackToMs === null) return { records, searchedBackToMs };
  return { records: records.filter((record) => positionOf(record).createdAtMs >= searchedBackToMs), searchedBackToMs };
}

function nextCursorOf(
  filter: RecordFilter,
  last: Recorded | undefined,
  searchedBackToMs: number | null,
): string | null {
  if (last !== undefined) return formatRecordCursor(positionOf(last), filter);
  if (searchedBackToMs === null) return null;
  return formatRecordCursor({ createdAtMs: searchedBackToMs, eventId: "" }, filter);
}

function totalsOf(parts: readonly RecordCounts[]): { totalCount: number; totalIsExact: boolean } {
  const counted: readonly CountedRecords[] = parts.flatMap((part) => part.counted);
  return {
    totalCount: counted.reduce((sum, { records }) => sum + records, 0),
    totalIsExact: parts.every(({ countedBackToMs }) => countedBackToMs === null),
  };
}
