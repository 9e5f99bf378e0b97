import type { z } from "zod";
import { checkpointState } from "@/lib/audit/checkpoint-state";
import { cursorOf, EXPORT_FORMAT, LineWriter, lineOf, parseCursor } from "@/lib/audit/export-lines";
import { type ExportedEntry, type ExportRequest, exportSection, newestIn } from "@/lib/audit/export-section";
import { newestCheckpoints } from "@/lib/audit/newest-checkpoints";
import { recordHash } from "@/lib/audit/record";
import { recorded } from "@/lib/audit/recorded";
import { verifyExport } from "@/lib/audit/verify-export";
import {
  type AuditExportQuery,
  type AuditVerification,
  type auditCheckpointsAnswer,
  auditCheckpointsQuery,
  auditExportQuery,
  auditProofQuery,
  auditVerifyQuery,
} from "@/lib/contract/audit-export";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { parseRequest } from "@/lib/door/parse-request";
import { csvOf } from "@/lib/format/csv";
import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { allRegions } from "@/lib/regions/registry";
import { accessRead } from "./access-verb";
import { askDatabases } from "./audit-databases";

/** A stream of text that is made while it is read. */
export interface TextStream {
  readonly mediaType: "application/jsonl" | "text/csv";
  readonly chunks: AsyncIterable<string>;
  /** Regions whose part is missing because their database did not answer when the export began. */
  readonly unavailableRegions: readonly string[];
}

interface Section {
  readonly database: Database;
  readonly identity: string;
  readonly after: number | null;
}

/** Text that is sent at once: fewer, larger writes. */
const CHUNK_CHARACTERS = 65_536;

/**
 * The organisation's records in a range of time, each as it was hashed, with what proves them: for every database one section.
 * Errors: permission_denied, invalid_request.
 */
export function exportAudit(call: Call, given: Readonly<Record<string, string>>): Promise<TextStream> {
  return streamed(call, "audit.export", async (organisationId) => {
    const query = parseRequest(auditExportQuery, given);
    const { sections, unavailableRegions } = await sectionsOf(query.after);
    const request = requestOf(organisationId, query);
    const isCsv = query.format === "csv";
    const lines = isCsv ? csvChunks(sections, request) : jsonChunks(sections, request, unavailableRegions, null);
    return { mediaType: isCsv ? "text/csv" : "application/jsonl", chunks: inChunks(lines), unavailableRegions };
  });
}

/** The same without payloads: what proves an export as CSV. Errors: permission_denied, invalid_request. */
export function proveAudit(call: Call, given: Readonly<Record<string, string>>): Promise<TextStream> {
  return streamed(call, "audit.proof", async (organisationId) => {
    const query = parseRequest(auditProofQuery, given);
    const { sections, unavailableRegions } = await sectionsOf(query.after);
    const hashOf = (entry: ExportedEntry) =>
      entry.kind === "record" ? recordHash(entry.salt, entry.body) : entry.hash;
    const lines = jsonChunks(sections, requestOf(organisationId, query), unavailableRegions, hashOf);
    return { mediaType: "application/jsonl", chunks: inChunks(lines), unavailableRegions };
  });
}

/**
 * Checks the organisation's part of the log against the signed checkpoints: that no record in the range was changed, added
 * or left out. It runs after the call has been recorded and takes as long as there are records.
 * Errors: permission_denied, invalid_request.
 */
export async function verifyAudit(call: Call, given: Readonly<Record<string, string>>): Promise<AuditVerification> {
  const verb = accessRead({
    event: "audit.verify",
    permission: "audit_log:read",
    async run({ organisationId }) {
      const query = parseRequest(auditVerifyQuery, given, "The query");
      const { sections, unavailableRegions } = await sectionsOf(undefined);
      const lines = jsonChunks(sections, requestOf(organisationId, query), unavailableRegions, null);
      return () => verifyExport(withoutLineEnds(lines));
    },
  });
  const verify = await verb(call);
  const { sections, unavailable, findings, isIntact, isComplete } = await verify();
  const shown = sections.map((section) => ({ ...section, regions: [...section.regions] }));
  return { isIntact, isComplete, sections: shown, unavailable: [...unavailable], findings: [...findings] };
}

async function* withoutLineEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield line.slice(0, -1);
}

const streamed = (call: Call, event: string, run: (organisationId: string) => Promise<TextStream>) =>
  accessRead({ event, permission: "audit_log:read", run: ({ organisationId }) => run(organisationId) })(call);

/** The databases of the installation that answer, those before the cursor's left out. Error: invalid_request. */
async function sectionsOf(after: string | undefined) {
  const { parts, incompleteRegions } = await askDatabases(async (database) => ({
    database,
    newest: await newestIn(database),
  }));
  const sections = parts.flatMap(({ database, newest }): Section[] =>
    newest === null ? [] : [{ database, identity: newest.database, after: null }],
  );
  if (after === undefined) return { sections, unavailableRegions: incompleteRegions };
  const cursor = parseCursor(after);
  const place = sections.findIndex(({ identity }) => identity === cursor?.database);
  const newest = parts.find((part) => part.newest?.database === cursor?.database)?.newest;
  if (cursor === null || place < 0 || cursor.after > (newest?.number ?? 0)) {
    throw new KmsError("invalid_request", {
      message: "after: must be a cursor from an earlier export of this installation.",
    });
  }
  const rest = sections
    .slice(place)
    .map((section, index) => (index === 0 ? { ...section, after: cursor.after } : section));
  return { sections: rest, unavailableRegions: incompleteRegions };
}

function requestOf(organisationId: string, query: AuditExportQuery): Omit<ExportRequest, "after"> {
  const wanted = [
    ["actorId", query.userIdentity ?? query.serviceAccount],
    ["event", query.event],
    ["resourceId", query.resourceIdentity],
    ["outcome", query.outcome],
  ] as const;
  const asked = wanted.filter(([, value]) => value !== undefined);
  return {
    organisationId,
    from: new Date(query.from ?? 0),
    to: query.to === undefined ? clock.now() : new Date(query.to),
    wants: (body) => asked.every(([name, value]) => body[name] === value),
  };
}

const regionsOf = (database: Database) =>
  allRegions()
    .filter((region) => region.database === database)
    .map(({ slug }) => slug);

async function* jsonChunks(
  sections: readonly Section[],
  request: Omit<ExportRequest, "after">,
  unavailableRegions: readonly string[],
  hashOf: ((entry: ExportedEntry) => string) | null,
): AsyncGenerator<string> {
  const writer = new LineWriter();
  if (unavailableRegions.length > 0) yield writer.write({ type: "unavailable", regions: [...unavailableRegions] });
  for (const { database, identity, after } of sections) {
    const { organisationId: organisation, from, to } = request;
    const range = { from: from.toISOString(), to: to.toISOString() };
    const header = {
      type: "section",
      format: EXPORT_FORMAT,
      database: identity,
      regions: regionsOf(database),
    } as const;
    yield writer.write({ ...header, organisation, ...range });
    try {
      for await (const part of exportSection(database, { ...request, after }))
        yield writer.write(lineOf(part, identity, hashOf));
    } catch (error) {
      log.error({ database: database.name, error: String(error) }, "audit export broke off");
      yield writer.trailer(false);
      return;
    }
  }
  yield writer.trailer(true);
}

/** Columns of a CSV export: where the record stands, what it says, and the text and salt that its hash covers. */
const CSV_FIELDS = [
  "createdAt",
  "eventId",
  "event",
  "action",
  "outcome",
  "reason",
  "status",
  "actorId",
  "credentialId",
  "clientAddress",
  "resourceType",
  "resourceId",
  "keyVersion",
  "region",
  "projectId",
  "requestId",
] as const;

async function* csvChunks(sections: readonly Section[], request: Omit<ExportRequest, "after">): AsyncGenerator<string> {
  yield csvOf([["database", "sequence", "after", ...CSV_FIELDS, "salt", "body"]]);
  for (const { database, identity, after } of sections) {
    for await (const part of exportSection(database, { ...request, after })) {
      if (part.part !== "entry" || part.entry.kind !== "record") continue;
      const { sequence, salt, body } = part.entry;
      const said = recorded.parse(JSON.parse(body));
      const fields = CSV_FIELDS.map((name) => String(said[name] ?? ""));
      yield csvOf([[identity, String(sequence), cursorOf(identity, part.after), ...fields, salt, body]]);
    }
  }
}

async function* inChunks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let waiting = "";
  for await (const line of lines) {
    waiting += line;
    if (waiting.length < CHUNK_CHARACTERS) continue;
    yield waiting;
    waiting = "";
  }
  if (waiting !== "") yield waiting;
}

/** How far each database's log is covered, and its newest signed checkpoints. Errors: permission_denied, invalid_request. */
export function listCheckpoints(
  call: Call,
  given: Readonly<Record<string, string>>,
): Promise<z.output<typeof auditCheckpointsAnswer>> {
  return accessRead({
    event: "audit.checkpoint.list",
    permission: "audit_log:read",
    async run() {
      const { limit } = parseRequest(auditCheckpointsQuery, given);
      const { parts, incompleteRegions } = await askDatabases((database) => checkpointsIn(database, limit));
      return { databases: parts.flatMap((part) => part ?? []), unavailableRegions: incompleteRegions };
    },
  })(call);
}

async function checkpointsIn(database: Database, limit: number) {
  const state = await checkpointState(database);
  const checkpoints = await newestCheckpoints(database, limit);
  if (state.database === null || state.completeTo === null || state.ageInSeconds === null) return null;
  const { database: identity, completeTo, ageInSeconds, isOverdue } = state;
  const regions = regionsOf(database);
  return { database: identity, regions, completeTo: completeTo.toISOString(), ageInSeconds, isOverdue, checkpoints };
}
