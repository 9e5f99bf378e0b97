import { type DnsRecord, type DnsZone, listRecordsQuery, listZonesQuery } from "@/lib/contract/dns";
import { KmsError } from "@/lib/contract/kms-error";
import type { Permission } from "@/lib/contract/permissions";
import type { Call } from "@/lib/door/call";
import { type Entered, throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { visibility } from "@/lib/iam/authorise";
import { clock } from "@/lib/platform/clock";
import { type AskedRecord, recordAsked } from "./record-set";
import { aboutAsked, askedZone, requireZone, zoneAct } from "./zone-act";
import { recordMessage, zoneMessage } from "./zone-message";
import { countListedZones, findZone, findZones, listRecordSets, type ZoneRow } from "./zone-store";

/** One page of a list; `nextCursor` is null on the last. */
export interface Listing<Entry> {
  readonly answer: Entry[];
  readonly nextCursor: string | null;
}

/** The zones of the scope that the caller may list and read, by name. Errors, beside those of the door: invalid_request. */
export function listZones(call: Call, query: unknown): Promise<Listing<DnsZone> & { readonly total: number }> {
  return throughDoor(call, zoneAct(call, "dns.zone.list"), async ({ attempt, caller }) => {
    attempt.resource = { type: "dns_zone", id: "" };
    const { q, limit = null, cursor, matchLabels, name, ...rest } = parseRequest(listZonesQuery, query, "The query");
    const atMs = clock.nowMs();
    const visible = (["dns_zone:list", "dns_zone:read"] as const).map((permission) =>
      visibility(caller, permission, atMs),
    );
    const named = name === undefined ? undefined : askedZone(name);
    const filter = { ...rest, name: named, text: q, labels: matchLabels, scope: caller.scope, visible };
    const after = cursor === undefined ? null : textOfCursor(cursor);
    const [rows, total] = await Promise.all([
      findZones(filter, { after, limit: limit && limit + 1 }),
      limit === null ? null : countListedZones(filter),
    ]);
    const page = limit === null ? rows : rows.slice(0, limit);
    const nextCursor = rows.length > page.length ? cursorOf(page.at(-1)?.name ?? "") : null;
    return { answer: page.map(zoneMessage), nextCursor, total: total ?? page.length };
  });
}

/** Runs a reading verb of one zone. Errors, beside those of `run` and of the door: zone_not_found. */
export function readZone<Answer>(
  call: Call,
  { event, permission = "dns_zone:read" }: { readonly event: string; readonly permission?: Permission },
  asked: string,
  run: (zone: ZoneRow, entered: Entered) => Promise<Answer>,
): Promise<Answer> {
  const act = zoneAct(call, event, askedZone(asked));
  return throughDoor(call, act, async (entered) => {
    const { attempt, caller } = entered;
    aboutAsked(attempt);
    return run(requireZone(attempt, caller, permission, await findZone(caller.scope, act.asked)), entered);
  });
}

/** One zone, by identity, slug or name. Errors, beside those of the door: zone_not_found. */
export function getZone(call: Call, asked: string): Promise<DnsZone> {
  return readZone(call, { event: "dns.zone.read" }, asked, async (zone) => zoneMessage(zone));
}

/** The records of a zone, by name and type. Errors, beside those of the door: zone_not_found, invalid_request. */
export function listRecords(call: Call, asked: string, query: unknown): Promise<Listing<DnsRecord>> {
  return readZone(call, { event: "dns.record.list" }, asked, async (zone) => {
    const { recordType, q, limit = null, cursor } = parseRequest(listRecordsQuery, query, "The query");
    const after = cursor === undefined ? null : placeOfCursor(cursor);
    const rows = await listRecordSets(zone.id, { type: recordType, text: q }, { after, limit: limit && limit + 1 });
    const page = limit === null ? rows : rows.slice(0, limit);
    const last = page.at(-1);
    const nextCursor = rows.length > page.length && last !== undefined ? cursorOf(`${last.name} ${last.type}`) : null;
    return { answer: page.map(recordMessage), nextCursor };
  });
}

/** The records of one name and type. Errors, beside those of the door: zone_not_found, record_not_found. */
export function getRecord(call: Call, asked: string, record: AskedRecord): Promise<DnsRecord> {
  return readZone(call, { event: "dns.record.read" }, asked, async (zone) => {
    const row = await recordAsked(zone, record);
    if (row === null) throw new KmsError("record_not_found");
    return recordMessage(row);
  });
}

const cursorOf = (text: string) => Buffer.from(text).toString("base64url");

function textOfCursor(cursor: string): string {
  const text = Buffer.from(cursor, "base64url").toString();
  if (/^[\x21-\x7e]+( [A-Z]+)?$/.test(text)) return text;
  throw new KmsError("invalid_request", { message: "cursor: must be the one that the previous page gave." });
}

function placeOfCursor(cursor: string) {
  const [name = "", type = ""] = textOfCursor(cursor).split(" ");
  return { name, type };
}
