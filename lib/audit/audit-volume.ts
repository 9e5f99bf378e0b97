import type { Database } from "@/lib/platform/db";
import { ANYBODY } from "./record-facets";

/** What the audit log of a database takes, and what it will take. */
export interface AuditVolume {
  /** Records, their groups and the search index, with all indexes. */
  readonly bytes: number;
  /** About so many; as of PostgreSQL's last look. */
  readonly records: number;
  readonly bytesPerRecord: number;
  /** Mean of the last seven days, or of fewer where the log is younger. */
  readonly recordsPerDay: number;
  readonly bytesPerDay: number;
  /** Null where the free space is not known, nothing is recorded, or there is less than a day to reckon from. */
  readonly daysLeft: number | null;
}

const DAYS = 7;

const VOLUME = `
SELECT
  (SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::float8 FROM pg_class
   WHERE relkind = 'r' AND relname LIKE 'audit\\_%') AS bytes,
  (SELECT coalesce(sum(greatest(reltuples, 0)), 0)::float8 FROM pg_class
   WHERE relkind = 'r' AND relname LIKE 'audit\\_record\\_%') AS records,
  recent.records AS "recentRecords", recent.days
FROM (
  SELECT coalesce(sum(c.records), 0)::float8 AS records, extract(epoch FROM now() - min(c.bucket))::float8 / 86400 AS days
  FROM audit_facet f JOIN audit_facet_count c ON c.facet_id = f.id AND c.organisation_id = f.organisation_id
  WHERE f.actor_id = $1 AND c.bucket >= now() - make_interval(days => ${DAYS})
) recent`;

/** Size and growth of the audit log of a database; `freeBytes` of its disk, null where not known. */
export async function auditVolume(database: Database, freeBytes: number | null): Promise<AuditVolume> {
  const { rows } = await database.pool.query<{
    bytes: number;
    records: number;
    recentRecords: number;
    days: number | null;
  }>(VOLUME, [ANYBODY]);
  const { bytes = 0, records = 0, recentRecords = 0, days = null } = rows[0] ?? {};
  const counted = Math.max(records, recentRecords);
  const bytesPerRecord = counted === 0 ? 0 : bytes / counted;
  const recordsPerDay = recentRecords / Math.max(days ?? DAYS, 1 / 24);
  const bytesPerDay = bytesPerRecord * recordsPerDay;
  return {
    ...{ bytes, records: counted, bytesPerRecord, recordsPerDay, bytesPerDay },
    daysLeft: freeBytes === null || bytesPerDay === 0 || (days ?? 0) < 1 ? null : freeBytes / bytesPerDay,
  };
}
