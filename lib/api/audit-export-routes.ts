import { exportAudit, listCheckpoints, proveAudit, type TextStream } from "@/lib/access/export-audit";
import {
  auditCheckpointsAnswer,
  auditCheckpointsQuery,
  auditExportLines,
  auditExportQuery,
  auditProofQuery,
} from "@/lib/contract/audit-export";
import { body, type Route, type RouteInput, type RouteResult } from "./route";

const queryOf = ({ query }: RouteInput) => Object.fromEntries(query);

async function streamOf(made: Promise<TextStream>): Promise<RouteResult> {
  const { mediaType, chunks, unavailableRegions } = await made;
  const headers: Record<string, string> = { "content-type": mediaType };
  if (unavailableRegions.length > 0) headers["unavailable-regions"] = unavailableRegions.join(", ");
  return { body: null, chunks, headers };
}

/** What proves the audit log: its export, the proof beside it, and the signed checkpoints. */
export const AUDIT_EXPORT_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/audit/export",
    operationId: "exportAuditRecords",
    tag: "Audit",
    status: 200,
    summary: "Export the audit log",
    description:
      "The organisation's records of a range of time, each as it was hashed, with their proof up to the newest signed checkpoint: anybody can check offline that none was changed, added or left out. Records that the filter leaves out are given as hashes. It is sent while it is read, one section per database; regions whose database does not answer are named in the export and in the header Unavailable-Regions. With format=csv the proof is in /v1/audit/proof.",
    query: auditExportQuery,
    response: auditExportLines,
    mediaType: "application/jsonl",
    errors: ["permission_denied"],
    run: (call, input) => streamOf(exportAudit(call, queryOf(input))),
  },
  {
    method: "GET",
    path: "/v1/audit/proof",
    operationId: "proveAuditRecords",
    tag: "Audit",
    status: 200,
    summary: "Prove an export as CSV",
    description:
      "The export of the same range without payloads: every record as its hash. The hash of each row of the CSV, made from its salt and body, stands at the row's sequence number.",
    query: auditProofQuery,
    response: auditExportLines,
    mediaType: "application/jsonl",
    errors: ["permission_denied"],
    run: (call, input) => streamOf(proveAudit(call, queryOf(input))),
  },
  {
    method: "GET",
    path: "/v1/audit/checkpoints",
    operationId: "listAuditCheckpoints",
    tag: "Audit",
    status: 200,
    summary: "List signed checkpoints",
    description:
      "For each database how far the log is covered, and its newest checkpoints as they were signed. Kept elsewhere, they show a log that was rolled back.",
    query: auditCheckpointsQuery,
    response: auditCheckpointsAnswer,
    errors: ["permission_denied"],
    run: (call, input) => body(listCheckpoints(call, queryOf(input))),
  },
];
