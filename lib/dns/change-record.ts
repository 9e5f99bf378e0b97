import { z } from "zod";
import { createRecordRequest, type DnsRecord, replaceRecordRequest, updateRecordRequest } from "@/lib/contract/dns";
import { KmsError } from "@/lib/contract/kms-error";
import type { Attempt } from "@/lib/door/attempt";
import type { Call } from "@/lib/door/call";
import {
  type AskedRecord,
  checkedValues,
  newRecordSet,
  recordAsked,
  requireNotNeeded,
  requireRecordRoom,
  requireStands,
} from "./record-set";
import { requireSeen } from "./zone-act";
import { type ChangedZone, zoneChange } from "./zone-change";
import { recordMessage } from "./zone-message";
import {
  changeRecordSet,
  insertRecordSets,
  type RecordSetRow,
  removeRecordSets,
  touchZone,
  type ZoneRow,
} from "./zone-store";

/** Notes which records of which zone an attempt is about. */
function aboutRecord(attempt: Attempt, zone: ZoneRow, { name, type }: Pick<RecordSetRow, "name" | "type">): void {
  attempt.resource = { type: "dns_zone", id: zone.id, slug: `${zone.name} ${name} ${type}` };
}

const create = zoneChange({
  event: "dns.record.create",
  permission: "dns_zone:update",
  status: 201,
  request: createRecordRequest,
  async apply({ tx, attempt, zone, request, at }) {
    const row = newRecordSet(zone, { ...request, ttl: request.ttl ?? zone.defaultTtl }, at);
    aboutRecord(attempt, zone, row);
    await requireStands(tx, zone, row);
    await requireRecordRoom(tx, zone, row.data.length);
    await insertRecordSets(tx, [row]);
    await touchZone(tx, zone, at);
    return recordMessage(row);
  },
});

/**
 * Adds every record of one name and type to a zone. Errors, beside those of the door: zone_not_found, invalid_request,
 * record_taken, too_many_requests (records of a zone).
 */
export const createRecord = (call: Call, zone: string): Promise<DnsRecord> => create(call, zone, undefined);

interface AskedRow {
  /** Filled in once the record set is found, before the body is read. */
  readonly found: { row: RecordSetRow | null };
  readonly record: AskedRecord;
}

async function requireRecord(
  { tx, call, attempt, zone }: Omit<ChangedZone<unknown>, "request">,
  { record, found }: AskedRow,
) {
  const row = await recordAsked(zone, record, tx);
  if (row === null) throw new KmsError("record_not_found");
  aboutRecord(attempt, zone, row);
  requireSeen(call, "record", row);
  found.row = row;
}

function foundRow({ found }: AskedRow): RecordSetRow {
  if (found.row === null) throw new KmsError("record_not_found");
  return found.row;
}

type Changes = z.output<typeof updateRecordRequest>;

async function changeRow({ tx, zone, request, at }: ChangedZone<Changes>, row: RecordSetRow): Promise<DnsRecord> {
  const { ttl = row.ttl, values = row.values } = request;
  const data = checkedValues(zone, row, values);
  if (ttl === row.ttl && same(values, row.values)) return recordMessage(row);
  await requireRecordRoom(tx, zone, data.length - row.data.length);
  const changed = await changeRecordSet(tx, row.id, { ttl, values, data }, at);
  await touchZone(tx, zone, at);
  return recordMessage(changed);
}

const same = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((value, at) => value === other[at]);

const CHANGE = { event: "dns.record.update", permission: "dns_zone:update", requires: requireRecord } as const;

const replace = zoneChange({
  ...CHANGE,
  request: replaceRecordRequest,
  apply: (input, asked: AskedRow) => changeRow(input, foundRow(asked)),
});

const update = zoneChange({
  ...CHANGE,
  request: updateRecordRequest,
  apply: (input, asked: AskedRow) => changeRow(input, foundRow(asked)),
});

const asRow = (record: AskedRecord): AskedRow => ({ record, found: { row: null } });

/**
 * Sets the records of one name and type; the time to live stays where it is not given. Errors, beside those of the door:
 * zone_not_found, record_not_found, invalid_request, version_mismatch, too_many_requests.
 */
export const replaceRecord = (call: Call, zone: string, record: AskedRecord): Promise<DnsRecord> =>
  replace(call, zone, asRow(record));

/** The same where what is not given stays. */
export const updateRecord = (call: Call, zone: string, record: AskedRecord): Promise<DnsRecord> =>
  update(call, zone, asRow(record));

const remove = zoneChange({
  event: "dns.record.delete",
  permission: "dns_zone:update",
  requires: requireRecord,
  request: z.unknown(),
  async apply({ tx, zone, at }, asked: AskedRow) {
    const row = foundRow(asked);
    await requireNotNeeded(tx, zone, row);
    await removeRecordSets(tx, [row.id]);
    await touchZone(tx, zone, at);
    return { identity: row.id, deleted: true as const };
  },
});

/** Removes every record of one name and type. Errors, beside those of the door: zone_not_found, record_not_found, version_mismatch, invalid_request. */
export const deleteRecord = (call: Call, zone: string, record: AskedRecord) => remove(call, zone, asRow(record));
