import { type AuditRecord, auditRecord } from "@/lib/audit/record";
import { newId } from "@/lib/platform/id";
import type { KeyFacts } from "./key-facts";

/** What a job did to a key. */
export interface JobAct {
  /** Documented action, or our own event where there is none. */
  readonly action: string;
  readonly event: string;
  readonly keyVersion: number | null;
  readonly durationMs: number;
}

/** The record of an act that nobody called for: the installation itself is the actor. It holds only for the revision the key has now. */
export function jobRecord(key: KeyFacts, { action, event, keyVersion, durationMs }: JobAct): AuditRecord {
  return auditRecord(
    {
      organisationId: key.organisationId,
      projectId: key.projectId,
      region: key.region,
      actorId: "",
      credentialId: "",
      credentialKind: "",
      action,
      event,
      resourceType: "kms_key",
      resourceId: key.id,
      resourceSlug: key.slug,
      keyType: key.keyType,
      keyVersion,
      revision: key.revision,
      payloadBytes: null,
      outcome: "allowed",
      reason: "",
      status: 200,
      requestId: newId("req"),
      edge: "job",
      method: "",
      path: "",
      clientAddress: "",
      userAgent: "",
      durationInMicroseconds: Math.round(durationMs * 1_000),
    },
    { key: { id: key.id, revision: key.revision }, epoch: null },
  );
}
