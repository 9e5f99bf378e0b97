import type { z } from "zod";
import { IMPORT_LISTED_MAX, importZoneRequest, type ZoneImport } from "@/lib/contract/dns";
import { ZONE_RECORDS_MAX } from "@/lib/contract/dns-limits";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { changeThroughDoor } from "@/lib/door/change";
import { type Entered, throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { clock } from "@/lib/platform/clock";
import { type ImportPlan, planImport } from "./import-plan";
import { type ParsedZoneFile, parseZoneFile } from "./parse-zone-file";
import { tooManyRecords } from "./record-set";
import { aboutAsked, askedZone, requireZone, zoneAct } from "./zone-act";
import { ZoneFileProblem } from "./zone-file-entries";
import { recordMessage } from "./zone-message";
import { nextSerial } from "./zone-serial";
import {
  findRecordSets,
  findZone,
  insertManyRecordSets,
  lockZone,
  removeRecordSets,
  replaceRecordSets,
  touchZone,
  type ZoneRow,
} from "./zone-store";

/** Longest time from receipt of a file to its answer, in milliseconds. */
const IMPORT_MS = 60_000;

type Request = z.output<typeof importZoneRequest>;

/** A file that has been read already; the zone may have changed since, but not its name. */
interface PreparedImport {
  readonly request: Request;
  readonly file: ParsedZoneFile;
}

/**
 * Takes over a zone file: see `planImport`. The file is read before anything is locked. Errors, beside those of the door:
 * zone_not_found, invalid_request (with the line), too_many_requests (records of a zone).
 */
export async function importZone(given: Call, asked: string): Promise<ZoneImport> {
  // A zone of 200,000 records is written in one transaction, which takes longer than a call usually may.
  const call = { ...given, deadlineMs: given.startedAtMs + IMPORT_MS };
  const act = zoneAct(call, "dns.zone.import", askedZone(asked));
  const { changed } = await changeThroughDoor<PreparedImport, ZoneImport>(call, act, {
    prepare: (entered) => prepare(entered),
    async apply({ attempt, caller }, tx, prepared) {
      if (prepared === undefined) throw new Error("an import has no file");
      const found = await lockZone(tx, caller.scope, act.asked);
      const zone = requireZone(attempt, caller, "dns_zone:update", found);
      const at = clock.now();
      const existing = await findRecordSets(zone.id, tx);
      const plan = planned(zone, existing, prepared, at);
      await removeRecordSets(
        tx,
        plan.deleted.map(({ id }) => id),
      );
      await replaceRecordSets(tx, plan.updated, at);
      await insertManyRecordSets(tx, plan.created);
      if (!changesSomething(plan)) return answerOf(zone, plan);
      return answerOf(await touchZone(tx, withSerial(zone, plan), at, plan.soa), plan);
    },
  });
  return changed;
}

/** What an import would do, without doing it. The same errors. */
export function previewImport(call: Call, asked: string): Promise<ZoneImport> {
  const act = zoneAct(call, "dns.zone.preview_import", askedZone(asked));
  return throughDoor(call, act, async (entered) => {
    const prepared = await prepare(entered);
    const zone = await zoneOf(entered);
    const plan = planned(zone, await findRecordSets(zone.id), prepared, clock.now());
    const serial = changesSomething(plan) ? nextSerial(withSerial(zone, plan).serial, clock.now()) : zone.serial;
    return { ...answerOf({ ...zone, serial }, plan), records: [] };
  });
}

async function zoneOf({ attempt, caller }: Entered): Promise<ZoneRow> {
  aboutAsked(attempt);
  return requireZone(attempt, caller, "dns_zone:update", await findZone(caller.scope, attempt.act.asked));
}

async function prepare(entered: Entered): Promise<PreparedImport> {
  const zone = await zoneOf(entered);
  const request = parseRequest(importZoneRequest, await entered.attempt.call.body());
  return { request, file: readFile(request.zoneFile, zone) };
}

function readFile(text: string, zone: ZoneRow): ParsedZoneFile {
  try {
    return parseZoneFile(text, zone.name, zone.defaultTtl);
  } catch (error) {
    if (!(error instanceof ZoneFileProblem)) throw error;
    const told = [error, ...error.others].map(({ line, message }) => `line ${line}: ${message}.`);
    throw new KmsError("invalid_request", { message: `zoneFile: ${told.join("\n")}` });
  }
}

function planned(
  zone: ZoneRow,
  existing: Parameters<typeof planImport>[1],
  { request, file }: PreparedImport,
  at: Date,
): ImportPlan {
  const plan = planImport(zone, existing, file, { replaceExisting: request.replaceExisting, at });
  const count = (rows: readonly { readonly data: readonly string[] }[]) =>
    rows.reduce((sum, { data }) => sum + data.length, 0);
  const updated = new Set(plan.updated.map(({ id }) => id));
  const replaced = existing.filter(({ id }) => updated.has(id));
  const after = count(existing) - count(replaced) - count(plan.deleted) + count(plan.updated) + count(plan.created);
  if (after > ZONE_RECORDS_MAX) throw tooManyRecords();
  return plan;
}

const changesSomething = ({ created, updated, deleted, soa, laterSerial }: ImportPlan) =>
  created.length + updated.length + deleted.length + Object.keys(soa).length > 0 || laterSerial !== null;

/** A zone that is moved here goes on from the serial number that its secondaries have seen. */
const withSerial = (zone: ZoneRow, { laterSerial }: ImportPlan): ZoneRow => ({
  ...zone,
  serial: laterSerial ?? zone.serial,
});

function answerOf({ serial }: ZoneRow, plan: ImportPlan): ZoneImport {
  const { created, updated, deleted, skipped, changes, soa } = plan;
  return {
    created: created.length,
    updated: updated.length,
    deleted: deleted.length,
    skipped,
    records: [...created, ...updated].slice(0, IMPORT_LISTED_MAX).map(recordMessage),
    changes: changes.slice(0, IMPORT_LISTED_MAX),
    startOfAuthority: Object.keys(soa).length === 0 ? "unchanged" : "updated",
    serial,
  };
}
