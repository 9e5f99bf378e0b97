import type { ImportChange } from "@/lib/contract/dns";
import { APEX } from "@/lib/contract/dns-name";
import type { RecordType } from "@/lib/contract/dns-record-data";
import { newId } from "@/lib/platform/id";
import type { FileSet, FileStartOfAuthority, ParsedZoneFile } from "./parse-zone-file";
import { requireTypes } from "./record-set";
import { isLaterSerial } from "./zone-serial";
import type { RecordSetRow, ZoneChanges, ZoneRow } from "./zone-store";

/** What an import would change, decided before anything is. */
export interface ImportPlan {
  readonly created: readonly RecordSetRow[];
  readonly updated: readonly RecordSetRow[];
  readonly deleted: readonly RecordSetRow[];
  /** Records that are there and stay, where nothing is replaced, and records of types that cannot be held. */
  readonly skipped: number;
  /** In the order of the file, what is deleted last. */
  readonly changes: readonly ImportChange[];
  /** Columns of the start of authority that differ. */
  readonly soa: ZoneChanges;
  /** The file's serial number where it is later than the zone's; secondaries may have seen it. */
  readonly laterSerial: number | null;
}

/**
 * What a zone file does to a zone. Without `replaceExisting`, what is there stays, and names and types that it lacks are
 * added. With it, the zone says what the file says; only its name servers stay where the file names none.
 * Error: invalid_request, where what stays and what is added must not stand together.
 */
export function planImport(
  zone: ZoneRow,
  existing: readonly RecordSetRow[],
  file: ParsedZoneFile,
  { replaceExisting, at }: { readonly replaceExisting: boolean; readonly at: Date },
): ImportPlan {
  const known = new Map(existing.map((row) => [keyOf(row), row]));
  const named = new Set(file.sets.map(keyOf));
  const plan = { created: [] as RecordSetRow[], updated: [] as RecordSetRow[], changes: [] as ImportChange[] };
  let kept = 0;
  for (const set of file.sets) {
    const row = known.get(keyOf(set));
    if (row === undefined) {
      plan.created.push(newRow(zone, set, at));
      plan.changes.push({ change: "created", ...after(set) });
    } else if (saysTheSame(row, set)) {
      if (!replaceExisting) kept += 1;
    } else if (replaceExisting) {
      plan.updated.push({ ...row, ttl: set.ttl, values: set.data, data: set.data, updatedAt: at });
      plan.changes.push({ change: "updated", ...after(set), before: before(row) });
    } else {
      kept += 1;
      plan.changes.push({
        change: "skipped",
        name: set.name,
        type: set.type,
        before: before(row),
        reason: "the zone has other records of this name and type",
      });
    }
  }
  const deleted = replaceExisting ? existing.filter((row) => !named.has(keyOf(row)) && !staysAnyway(row, named)) : [];
  for (const row of deleted)
    plan.changes.push({ change: "deleted", name: row.name, type: row.type, before: before(row) });
  for (const { name, type, reason, line } of file.skipped) {
    plan.changes.push({ change: "skipped", name, type, reason: `line ${line}: ${reason}` });
  }
  requireStanding(zone, existing, plan.created, deleted);
  const laterSerial = file.soa !== null && isLaterSerial(file.soa.serial, zone.serial) ? file.soa.serial : null;
  return { ...plan, deleted, skipped: kept + file.skipped.length, soa: soaChanges(zone, file), laterSerial };
}

const keyOf = ({ name, type }: { readonly name: string; readonly type: string }) => `${name} ${type}`;
const after = ({ name, type, ttl, data }: FileSet) => ({ name, type, ttl, values: [...data] });
const before = ({ ttl, values }: RecordSetRow) => ({ ttl, values: [...values] });

/** A zone without name servers cannot be reached: a file that names none was not meant to take them away. */
const staysAnyway = ({ name, type }: RecordSetRow, named: ReadonlySet<string>) =>
  name === APEX && type === "NS" && !named.has(`${APEX} NS`);

function saysTheSame(row: RecordSetRow, { ttl, data }: FileSet): boolean {
  const [one, other] = [[...row.data].sort(), [...data].sort()];
  return row.ttl === ttl && one.length === other.length && one.every((text, at) => text === other[at]);
}

function newRow(zone: ZoneRow, { name, type, ttl, data }: FileSet, at: Date): RecordSetRow {
  return {
    id: newId("dnsr"),
    zoneId: zone.id,
    name,
    type,
    ttl,
    values: data,
    data,
    createdAt: at,
    updatedAt: at,
    objectVersion: 1,
  };
}

function requireStanding(
  zone: ZoneRow,
  existing: readonly RecordSetRow[],
  created: readonly RecordSetRow[],
  deleted: readonly RecordSetRow[],
): void {
  const gone = new Set(deleted.map(keyOf));
  const types = new Map<string, RecordType[]>();
  for (const row of [...existing.filter((row) => !gone.has(keyOf(row))), ...created]) {
    const beside = types.get(row.name);
    if (beside === undefined) types.set(row.name, [row.type]);
    else beside.push(row.type);
  }
  for (const [name, together] of types) requireTypes(zone, name, together);
}

/** The file's start of authority is taken over, as far as it differs from what the zone says. */
function soaChanges(zone: ZoneRow, { soa, sets }: ParsedZoneFile): ZoneChanges {
  if (soa === null) return {};
  const fallback =
    sets.find(({ name, type }) => name === APEX && type === "NS")?.data[0]?.replace(/\.$/, "") ?? zone.name;
  const shown = {
    ...zone,
    primaryNameServer: zone.primaryNameServer ?? fallback,
    hostmaster: zone.hostmaster ?? `hostmaster.${zone.name}`,
  };
  const wanted: Record<keyof Omit<FileStartOfAuthority, "serial" | "ttl">, string | number> & { defaultTtl: number } = {
    primaryNameServer: soa.primaryNameServer,
    hostmaster: soa.hostmaster,
    refresh: soa.refresh,
    retry: soa.retry,
    expire: soa.expire,
    negativeTtl: soa.negativeTtl,
    defaultTtl: soa.ttl,
  };
  return Object.fromEntries(
    Object.entries(wanted).filter(([column, value]) => shown[column as keyof typeof wanted] !== value),
  );
}
