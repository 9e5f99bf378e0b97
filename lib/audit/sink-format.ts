import { createHmac } from "node:crypto";
import type { SinkFormat } from "@/lib/contract/audit";
import { REVEAL_SECRET, type SecretBytes } from "@/lib/crypto/secret-bytes";
import { type Recorded, recorded } from "./recorded";

/** Media type of a delivery. */
export const SINK_MEDIA_TYPES: Readonly<Record<SinkFormat, string>> = {
  jsonl: "application/x-ndjson",
  cef: "text/plain; charset=utf-8",
};

/** Records as a sink gets them, one a line; in `jsonl` exactly the stored text, so that its hash can be checked. */
export function sinkText(format: SinkFormat, bodies: readonly string[]): string {
  const lines = format === "jsonl" ? bodies : bodies.map((body) => cefLine(recorded.parse(JSON.parse(body))));
  return lines.map((line) => `${line}\n`).join("");
}

const SEVERITY = { allowed: 3, refused: 6, failed: 8 } as const;

/** A record in ArcSight's Common Event Format, version 0 (CEF white paper, revision 26): key names of its dictionary where it has one. */
function cefLine(record: Recorded): string {
  const header = ["CEF:0", "Pelagos", "Pelagos", "1", record.event, record.event, String(SEVERITY[record.outcome])];
  const extension = {
    rt: String(Date.parse(record.createdAt)),
    externalId: record.eventId,
    src: record.clientAddress,
    suid: record.actorId,
    requestMethod: record.method,
    request: record.path,
    requestClientApplication: record.userAgent,
    act: record.action,
    outcome: record.outcome,
    reason: record.reason,
    cs1Label: "organisation",
    cs1: record.organisationId,
    cs2Label: "project",
    cs2: record.projectId,
    cs3Label: "resource",
    cs3: `${record.resourceType}/${record.resourceId}`,
    cs4Label: "region",
    cs4: record.region,
    cs5Label: "requestId",
    cs5: record.requestId,
    cs6Label: "credential",
    cs6: record.credentialId,
    cn1Label: "status",
    cn1: String(record.status),
    cn2Label: "keyVersion",
    cn2: record.keyVersion === null ? "" : String(record.keyVersion),
    cnt: String(record.count ?? 1),
  };
  const named = Object.entries(extension).filter(([, value]) => value !== "");
  return `${header.map(headerText).join("|")}|${named.map(([name, value]) => `${name}=${extensionText(value)}`).join(" ")}`;
}

const headerText = (text: string) => text.replaceAll(/[\\|]/g, "\\$&");
const extensionText = (text: string) => text.replaceAll(/[\\=]/g, "\\$&");

/**
 * Value of the header `Pelagos-Signature`: `t=` and the seconds since 1970, `,v1=` and HMAC-SHA-256 in hex of those seconds, a dot and the body. The time
 * is signed so that a delivery cannot be played back later.
 */
export function sinkSignature(secret: SecretBytes, body: string, atSeconds: number): string {
  const mac = createHmac("sha256", secret.reveal(REVEAL_SECRET)).update(`${atSeconds}.${body}`).digest("hex");
  return `t=${atSeconds},v1=${mac}`;
}
