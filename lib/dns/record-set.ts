import type { ChangeTransaction } from "@/lib/audit/change-writer";
import { ZONE_RECORDS_MAX } from "@/lib/contract/dns-limits";
import { absoluteName, ownerName } from "@/lib/contract/dns-name";
import { isRecordType, type RecordType } from "@/lib/contract/dns-record-data";
import { coexistenceProblem, recordsOf, setTitle } from "@/lib/contract/dns-zone-rules";
import { KmsError } from "@/lib/contract/kms-error";
import { newId } from "@/lib/platform/id";
import { orRefuse } from "./zone-act";
import { countRecords, findRecordSet, type RecordSetRow, recordSetsAt, type ZoneRow } from "./zone-store";

/** How an address names a record set: by identity, or by name and type. */
export interface AskedRecord {
  readonly identity?: string | undefined;
  readonly name?: string | undefined;
  readonly type?: string | undefined;
}

/** The record set that an address names; null where the zone has none, or where no record can be called so. */
export async function recordAsked(
  zone: ZoneRow,
  asked: AskedRecord,
  reader: ChangeTransaction | null = null,
): Promise<RecordSetRow | null> {
  if (asked.identity !== undefined)
    return findRecordSet(zone.id, { id: asked.identity.replaceAll("\u0000", "") }, reader);
  const type = (asked.type ?? "").toUpperCase();
  return findRecordSet(
    zone.id,
    { name: nameOrNone(asked.name ?? "", zone.name), type: isRecordType(type) ? type : "" },
    reader,
  );
}

/** A name that no record has, where the text is none: the database is asked all the same. */
function nameOrNone(text: string, zone: string): string {
  try {
    return ownerName(text, zone);
  } catch {
    return "";
  }
}

/** What somebody wants a record set to be. */
export interface WantedSet {
  readonly name: string;
  readonly type: RecordType;
  /** Seconds. */
  readonly ttl: number;
  readonly values: readonly string[];
}

/** A new record set of a zone, checked by itself. Error: invalid_request, which names the record. */
export function newRecordSet(zone: ZoneRow, wanted: WantedSet, at: Date): RecordSetRow {
  const name = orRefuse("name:", () => ownerName(wanted.name, zone.name));
  const { type, ttl, values } = wanted;
  const data = checkedValues(zone, { name, type }, values);
  return {
    id: newId("dnsr"),
    zoneId: zone.id,
    name,
    type,
    ttl,
    values,
    data,
    createdAt: at,
    updatedAt: at,
    objectVersion: 1,
  };
}

/** The records of a set in canonical form. Error: invalid_request, which names the record. */
export function checkedValues(
  zone: ZoneRow,
  set: { readonly name: string; readonly type: RecordType },
  values: readonly string[],
): string[] {
  return orRefuse(`${setTitle(set, zone.name)}:`, () => recordsOf(set, values));
}

/** Refuses a record set that must not stand beside those that are there. Errors: invalid_request, record_taken. */
export async function requireStands(tx: ChangeTransaction, zone: ZoneRow, { name, type }: RecordSetRow): Promise<void> {
  const beside = (await recordSetsAt(zone.id, name, tx)).map((row) => row.type);
  if (beside.includes(type)) throw new KmsError("record_taken");
  requireTypes(zone, name, [...beside, type]);
}

/** Refuses the removal of a record set without which another must not stand. Error: invalid_request. */
export async function requireNotNeeded(
  tx: ChangeTransaction,
  zone: ZoneRow,
  { name, type }: RecordSetRow,
): Promise<void> {
  const left = (await recordSetsAt(zone.id, name, tx)).map((row) => row.type).filter((other) => other !== type);
  requireTypes(zone, name, left);
}

/** Refuses types that must not stand under one name together. Error: invalid_request. */
export function requireTypes(zone: Pick<ZoneRow, "name">, name: string, types: readonly RecordType[]): void {
  const problem = coexistenceProblem(name, types);
  if (problem !== null)
    throw new KmsError("invalid_request", { message: `${absoluteName(name, zone.name)} ${problem}.` });
}

/** Refuses records beyond what a zone may hold. Error: too_many_requests. */
export async function requireRecordRoom(tx: ChangeTransaction, zone: ZoneRow, added: number): Promise<void> {
  if (added <= 0 || (await countRecords(zone.id, tx)) + added <= ZONE_RECORDS_MAX) return;
  throw tooManyRecords();
}

/** Error: a zone would hold more records than it may. */
export function tooManyRecords(): KmsError {
  return new KmsError("too_many_requests", {
    message: `A zone has at most ${ZONE_RECORDS_MAX} records.`,
    retryAfterInSeconds: 3_600,
  });
}
