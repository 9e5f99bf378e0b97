import type { Recorded } from "@/lib/audit/recorded";
import type { AuditItem } from "@/lib/contract/audit";
import type { Caller } from "@/lib/iam/caller";
import type { KnownActors } from "@/lib/iam/known-actors";
import { appUserOf } from "./app-user";
import { describeRecord } from "./audit-words";
import { referenceTo } from "./described";

/** A record as the API shows it. */
export function auditItemOf(record: Recorded, { organisation }: Caller, known: KnownActors): AuditItem {
  const { actorId } = record;
  const person = known.people.get(actorId);
  const clientKey = known.clientKeys.get(actorId);
  const serviceAccount = known.serviceAccounts.get(actorId);
  return {
    eventID: record.eventId,
    createdAt: record.createdAt,
    organizationIdentity: record.organisationId,
    organization: record.organisationId === organisation.id ? referenceTo(organisation) : null,
    projectId: record.projectId || null,
    region: record.region || null,
    userIdentity: actorId.startsWith("u-") ? actorId : null,
    user: person === undefined ? null : appUserOf(person),
    serviceAccountIdentity: actorId.startsWith("sa-") ? actorId : null,
    serviceAccount: serviceAccount === undefined ? null : referenceTo(serviceAccount),
    clientKeyIdentity: actorId.startsWith("ck-") ? actorId : null,
    clientKey: clientKey === undefined ? null : { identity: clientKey.id, name: clientKey.name },
    impersonatorIdentity: null,
    impersonator: null,
    client: record.edge,
    action: record.action,
    event: record.event,
    description: describeRecord(record),
    resourceType: record.resourceType,
    resourceIdentity: record.resourceId,
    outcome: record.outcome,
    reason: record.reason,
    context: {
      client_ip: record.clientAddress,
      user_agent: record.userAgent,
      method: record.method,
      path: record.path,
      url: record.path,
      status: record.status,
      duration: record.durationInMicroseconds / 1_000,
      credentials_id: record.credentialId,
      credentials_type: record.credentialKind,
      request_id: record.requestId,
      resource_slug: record.resourceSlug,
      key_type: record.keyType,
      key_version: record.keyVersion,
      revision: record.revision,
      payload_bytes: record.payloadBytes,
      count: record.count ?? 1,
      items: [...(record.items ?? [])],
    },
  };
}
