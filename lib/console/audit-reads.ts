import { listAuditCallCounts } from "@/lib/access/audit-call-counts";
import { readAuditFacets, readAuditHistogram } from "@/lib/access/audit-histogram";
import { getAuditSink, listAuditSinks } from "@/lib/access/audit-sinks";
import { explainAuditRecord } from "@/lib/access/explain-record";
import { exportAudit, listCheckpoints, proveAudit, verifyAudit } from "@/lib/access/export-audit";
import { readAuditRecord, searchAudit } from "@/lib/access/search-audit";
import { inventoryAsCsv, rotationAsCsv } from "@/lib/kms/key-report-csv";
import { reportKeys } from "@/lib/kms/report-keys";
import type { ConsoleRead } from "./console-read";
import { csvFile, savedFile } from "./saved-file";

/** What the pages of the audit log and its reports read. */
export const AUDIT_READS: readonly ConsoleRead[] = [
  { path: "audit", run: (call, { query }) => searchAudit(call, query) },
  { path: "audit/histogram", run: (call, { query }) => readAuditHistogram(call, query) },
  { path: "audit/facets", run: (call, { query }) => readAuditFacets(call, query) },
  { path: "audit/call-counts", run: (call, { query }) => listAuditCallCounts(call, query) },
  { path: "audit/records/*/explanation", run: (call, { segments: [event = ""] }) => explainAuditRecord(call, event) },
  { path: "audit/sinks", run: (call) => listAuditSinks(call) },
  { path: "audit/sinks/*", run: (call, { segments: [sink = ""] }) => getAuditSink(call, sink) },
  { path: "audit/checkpoints", run: (call) => listCheckpoints(call, { limit: "1" }) },
  { path: "audit/verification", run: (call, { query }) => verifyAudit(call, query) },
  {
    path: "audit/export",
    run: (call, { query }) => exportAudit(call, query).then((made) => savedFile(made, "audit-log")),
  },
  {
    path: "audit/proof",
    run: (call, { query }) => proveAudit(call, query).then((made) => savedFile(made, "audit-proof")),
  },
  { path: "reports/keys", run: (call, { query }) => reportKeys(call, query) },
  {
    path: "reports/key-inventory.csv",
    run: async (call, { query }) => csvFile(inventoryAsCsv(await reportKeys(call, query)), "key-inventory"),
  },
  {
    path: "reports/rotation.csv",
    run: async (call, { query }) => csvFile(rotationAsCsv(await reportKeys(call, query)), "rotation"),
  },
  { path: "audit/records/*", run: (call, { segments: [event = ""] }) => readAuditRecord(call, event) },
];
