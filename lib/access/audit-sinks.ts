import { z } from "zod";
import { type Sink, SinkRefusal, send } from "@/lib/audit/deliver-records";
import { auditRecord } from "@/lib/audit/record";
import { type SinkState, sinkState } from "@/lib/audit/sink-cursor";
import {
  type AuditSinkMessage,
  createSinkRequest,
  SINK_FORMATS,
  type SinkFormat,
  type SinkTestMessage,
  updateSinkRequest,
} from "@/lib/contract/audit";
import { KmsError } from "@/lib/contract/kms-error";
import {
  type AuditSinkRow,
  changeAuditSink,
  countAuditSinks,
  findAuditSink,
  findAuditSinks,
  insertAuditSink,
  removeAuditSink,
} from "@/lib/iam/audit-sink-store";
import { randomLetters } from "@/lib/iam/random-letters";
import type { Database } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { OutboundError } from "@/lib/platform/outbound";
import { openAtHome, sealAtHome } from "@/lib/regions/home-secrets";
import { allRegions } from "@/lib/regions/registry";
import { type Asked, accessChange, accessRead, notFound } from "./access-verb";
import { askDatabases } from "./audit-databases";
import { requireCallableAddress } from "./require-callable-address";

const NOUN = "audit sink";
const SECRET_LABEL = "pelagos/1/audit-sink";
const SECRET_CHARACTERS = 43;
/** Sinks of one organisation; each follows the whole log. */
const SINKS_MAX = 10;
/** How long a test waits for the sink, in milliseconds. */
const TEST_MS = 3_000;
const RESOURCE = { resourceType: "audit_sink" } as const;

/** The organisation's sinks with how delivery stands. Errors: permission_denied (audit_log:read). */
export const listAuditSinks = accessRead({
  ...RESOURCE,
  event: "audit.sink.list",
  permission: "audit_log:read",
  async run({ organisationId }) {
    return Promise.all((await findAuditSinks(organisationId)).map(messageOf));
  },
});

/** One sink with how delivery stands. Errors: permission_denied (audit_log:read), object_not_found. */
export const getAuditSink = accessRead({
  ...RESOURCE,
  event: "audit.sink.read",
  permission: "audit_log:read",
  run: async (asked) => messageOf(await sinkAsked(asked)),
});

/**
 * Makes a sink, which gets what is recorded from now on. The secret that signs deliveries is told this once.
 * Errors: permission_denied (audit_log:manage_sinks), invalid_request, state_conflict (too many).
 */
export const createAuditSink = accessChange({
  ...RESOURCE,
  event: "audit.sink.create",
  permission: "audit_log:manage_sinks",
  status: 201,
  request: createSinkRequest,
  async apply({ tx, request, ...asked }) {
    requireCallableAddress(request.url);
    if ((await countAuditSinks(tx, asked.organisationId)) >= SINKS_MAX) {
      throw new KmsError("state_conflict", { message: `An organisation has at most ${SINKS_MAX} audit sinks.` });
    }
    const id = newId("snk");
    asked.about(id);
    const secret = randomLetters(SECRET_CHARACTERS);
    const row = await insertAuditSink(tx, {
      id,
      organisationId: asked.organisationId,
      name: request.name,
      url: request.url,
      format: request.format ?? "jsonl",
      isEnabled: request.enabled ?? true,
      ...(await sealAtHome(SECRET_LABEL, id, Buffer.from(secret))),
      createdAt: asked.at,
      updatedAt: asked.at,
    });
    return { ...factsOf(row), deliveries: [], incompleteRegions: [], secret };
  },
});

/** Changes a sink; what the request leaves out stays, as do secret and cursor. Errors: object_not_found, invalid_request. */
export const updateAuditSink = accessChange({
  ...RESOURCE,
  event: "audit.sink.update",
  permission: "audit_log:manage_sinks",
  request: updateSinkRequest,
  async apply({ tx, request, ...asked }) {
    const { id } = await sinkAsked(asked, tx);
    if (request.url !== undefined) requireCallableAddress(request.url);
    const { enabled: isEnabled, ...changes } = request;
    const row = await changeAuditSink(tx, id, { ...changes, isEnabled, updatedAt: asked.at });
    return { ...factsOf(row), deliveries: [], incompleteRegions: [] };
  },
});

/** Deletes a sink; nothing is delivered to it from then on. Errors: object_not_found. */
export const deleteAuditSink = accessChange({
  ...RESOURCE,
  event: "audit.sink.delete",
  permission: "audit_log:manage_sinks",
  request: z.unknown(),
  async apply({ tx, ...asked }) {
    const { id } = await sinkAsked(asked, tx);
    await removeAuditSink(tx, id);
    return { identity: id, deleted: true as const };
  },
});

/**
 * Sends one record of its own to a sink, now, and says how that went; the cursor stays.
 * Errors: permission_denied (audit_log:manage_sinks), object_not_found.
 */
export const testAuditSink = accessRead({
  ...RESOURCE,
  event: "audit.sink.test",
  permission: "audit_log:manage_sinks",
  run: async (asked): Promise<SinkTestMessage> => {
    const row = await sinkAsked(asked);
    try {
      const status = await send(sinkOf(row), [testRecord(asked, row)], TEST_MS);
      return { delivered: true, status, message: "The sink took the record." };
    } catch (error) {
      if (error instanceof SinkRefusal) return { delivered: false, status: error.status, message: error.message };
      if (error instanceof OutboundError) return { delivered: false, status: null, message: error.message };
      throw error;
    }
  },
});

/** A stored sink as deliveries take it. */
export function sinkOf(row: AuditSinkRow): Sink {
  return {
    sinkId: row.id,
    organisationId: row.organisationId,
    since: row.createdAt,
    address: row.url,
    format: formatOf(row),
    secret: () => openAtHome(SECRET_LABEL, row.id, row),
  };
}

const formatOf = ({ format }: Pick<AuditSinkRow, "format">): SinkFormat =>
  SINK_FORMATS.find((known) => known === format) ?? "jsonl";

async function sinkAsked(
  { organisationId, attempt, about }: Omit<Asked, "require">,
  tx?: Parameters<typeof findAuditSink>[2],
) {
  const row = await findAuditSink(organisationId, attempt.act.asked, tx);
  if (row === null) throw notFound(NOUN);
  about(row.id);
  return row;
}

function testRecord({ attempt, caller, organisationId }: Asked, sink: AuditSinkRow): string {
  const { call } = attempt;
  const record = auditRecord(
    {
      ...{ organisationId, projectId: "", region: "", actorId: caller.principal.actorId },
      ...{ credentialId: caller.principal.credentialId, credentialKind: caller.principal.credentialKind },
      ...{ action: call.method, event: "audit.sink.test", resourceType: "audit_sink", resourceId: sink.id },
      ...{ resourceSlug: "", keyType: "", keyVersion: null, revision: "", payloadBytes: null },
      ...{ outcome: "allowed", reason: "", status: 200, requestId: call.requestId, edge: call.edge },
      ...{ method: call.method, path: call.path, clientAddress: call.clientAddress, userAgent: call.userAgent },
      durationInMicroseconds: 0,
    },
    { key: null, epoch: null },
  );
  return record.body;
}

function factsOf(row: AuditSinkRow) {
  return {
    identity: row.id,
    name: row.name,
    url: row.url,
    format: formatOf(row),
    enabled: row.isEnabled,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    objectVersion: row.objectVersion,
  };
}

async function messageOf(row: AuditSinkRow): Promise<AuditSinkMessage> {
  const { parts, incompleteRegions } = await askDatabases(async (database) => ({
    database,
    state: await sinkState(database, row.id, row.organisationId),
  }));
  const deliveries = parts.flatMap(({ database, state }) => (state === undefined ? [] : [deliveryOf(database, state)]));
  return { ...factsOf(row), deliveries, incompleteRegions };
}

function deliveryOf(database: Database, state: SinkState): AuditSinkMessage["deliveries"][number] {
  const moment = (at: Date | null) => at?.toISOString() ?? null;
  return {
    regions: allRegions()
      .filter((region) => region.database === database)
      .map(({ slug }) => slug),
    lagInRecords: Math.round(state.lagInRecords),
    lagInSeconds: state.lagInRecords === 0 ? 0 : Math.max(0, Math.round(state.lagInSeconds)),
    consecutiveFailures: state.failures,
    lastSuccessAt: moment(state.lastSuccessAt),
    lastErrorAt: moment(state.lastErrorAt),
    lastError: state.lastError,
    nextAttemptAt: moment(state.nextAttemptAt),
  };
}
