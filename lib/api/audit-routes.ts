import { listAuditCallCounts } from "@/lib/access/audit-call-counts";
import { readAuditFacets, readAuditHistogram } from "@/lib/access/audit-histogram";
import { readAuditRecord, searchAudit } from "@/lib/access/search-audit";
import {
  auditFacets,
  auditFilterQuery,
  auditHistogram,
  auditItem,
  auditPage,
  auditQuery,
  callCounts,
  callCountsQuery,
  histogramQuery,
} from "@/lib/contract/audit";
import { body, type Route, type RouteInput } from "./route";

const queryOf = ({ query }: RouteInput) => Object.fromEntries(query);

/** The audit log: what was done, by whom and how it ended. */
export const AUDIT_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/audit",
    operationId: "listAuditRecords",
    tag: "Audit",
    status: 200,
    summary: "Search the audit log",
    description:
      "Records of every call, sign-in, change and job of the organisation, the newest first; with X-Project-Identity those of the project. Different filters must all fit, of several values in one filter any. An answer takes bounded time: searchedBackTo says where a search for something rare has got to, and nextCursor goes on there.",
    query: auditQuery,
    response: auditPage,
    errors: ["permission_denied"],
    run: (call, input) => body(searchAudit(call, queryOf(input))),
  },
  {
    method: "GET",
    path: "/v1/audit/histogram",
    operationId: "readAuditHistogram",
    tag: "Audit",
    status: 200,
    summary: "Count records over time",
    description:
      "Records per bar of time and outcome, for the filters of the search; the last 24 hours where no time is named. The ends of the range are moved out to whole bars.",
    query: histogramQuery,
    response: auditHistogram,
    errors: ["permission_denied"],
    run: (call, input) => body(readAuditHistogram(call, queryOf(input))),
  },
  {
    method: "GET",
    path: "/v1/audit/facets",
    operationId: "listAuditFacets",
    tag: "Audit",
    status: 200,
    summary: "List what occurs in the audit log",
    description:
      "Events, actors, regions and more among the records that fit a filter, the most frequent first and at most 50 of each: suggestions for further filters.",
    query: auditFilterQuery,
    response: auditFacets,
    errors: ["permission_denied"],
    run: (call, input) => body(readAuditFacets(call, queryOf(input))),
  },
  {
    method: "GET",
    path: "/v1/audit/call-counts",
    operationId: "listAuditCallCounts",
    tag: "Audit",
    status: 200,
    summary: "List counted calls",
    description:
      "Calls that are counted per minute instead of recorded one by one, so that a flood does not fill the disk: throttled ones per credential of the organisation. Platform administrators also see calls without a valid credential, per address.",
    query: callCountsQuery,
    response: callCounts,
    errors: ["permission_denied"],
    run: (call, input) => body(listAuditCallCounts(call, queryOf(input))),
  },
  {
    method: "GET",
    path: "/v1/audit/records/:event",
    operationId: "getAuditRecord",
    tag: "Audit",
    status: 200,
    summary: "Read an audit record",
    description: "One record by its identity, evt-….",
    response: auditItem,
    errors: ["permission_denied", "object_not_found"],
    run: (call, { parameters }) => body(readAuditRecord(call, parameters.event ?? "")),
  },
];
