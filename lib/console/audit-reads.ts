import { listAuditCallCounts } from "@/lib/access/audit-call-counts";
import { readAuditFacets, readAuditHistogram } from "@/lib/access/audit-histogram";
import { getAuditSink, listAuditSinks } from "@/lib/access/audit-sinks";
import { explainAuditRecord } from "@/lib/access/explain-record";
import { readAuditRecord, searchAudit } from "@/lib/access/search-audit";
import type { ConsoleRead } from "./console-read";

/** What the pages of the audit log read. */
export const AUDIT_READS: readonly ConsoleRead[] = [
  { path: "audit", run: (call, { query }) => searchAudit(call, query) },
  { path: "audit/histogram", run: (call, { query }) => readAuditHistogram(call, query) },
  { path: "audit/facets", run: (call, { query }) => readAuditFacets(call, query) },
  { path: "audit/call-counts", run: (call, { query }) => listAuditCallCounts(call, query) },
  { path: "audit/records/*/explanation", run: (call, { segments: [event = ""] }) => explainAuditRecord(call, event) },
  { path: "audit/sinks", run: (call) => listAuditSinks(call) },
  { path: "audit/sinks/*", run: (call, { segments: [sink = ""] }) => getAuditSink(call, sink) },
  { path: "audit/records/*", run: (call, { segments: [event = ""] }) => readAuditRecord(call, event) },
];
