import { type Database, homeDatabase } from "@/lib/platform/db";
import type { Plan } from "./plan";

/** How a zone is signed, as stored. */
export interface SigningRow {
  readonly zoneId: string;
  readonly organisationId: string;
  readonly projectId: string;
  readonly zone: string;
  readonly enabled: boolean;
  readonly region: string;
  readonly kmsKeyId: string;
  readonly plan: Plan;
  readonly keySets: Buffer;
  readonly keySetsDigest: Buffer;
  readonly keySetsExpireAt: Date | null;
  readonly startOfAuthority: Buffer;
  /** Null until the zone is signed. */
  readonly serial: number | null;
  readonly signedRevision: number | null;
  readonly chainTtl: number;
  readonly signedAt: Date | null;
  readonly error: string | null;
  readonly progressDone: number | null;
  readonly progressTotal: number | null;
  readonly dueAt: Date;
  readonly version: number;
}

/** Typed statements, each in the transaction that its holder is in, if any. */
export type Query = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** Statements outside transactions. */
export const queryHome: Query = async <Row extends object>(text: string, values: readonly unknown[] = []) =>
  (await homeDatabase().pool.query(text, [...values])).rows as Row[];

const COLUMNS = `
s.zone_id AS "zoneId", z.organisation_id AS "organisationId", z.project_id AS "projectId", z.name AS zone, s.enabled, s.region,
s.kms_key_id AS "kmsKeyId", s.plan, s.key_sets AS "keySets", s.key_sets_digest AS "keySetsDigest",
s.key_sets_expire_at AS "keySetsExpireAt", s.start_of_authority AS "startOfAuthority", s.serial::float8 AS serial,
s.signed_revision::float8 AS "signedRevision", s.chain_ttl AS "chainTtl", s.signed_at AS "signedAt", s.error,
s.progress_done AS "progressDone", s.progress_total AS "progressTotal", s.due_at AS "dueAt", s.version`;

/** How a zone is signed; null where it never was. */
export async function readSigning(query: Query, zoneId: string): Promise<SigningRow | null> {
  const text = `SELECT ${COLUMNS} FROM dnssec_zone s JOIN dns_zone z ON z.id = s.zone_id WHERE s.zone_id = $1`;
  return (await query<SigningRow>(text, [zoneId]))[0] ?? null;
}

/**
 * Zones that have something to be done, those that wait longest first. Changes make a zone due at once, unless nothing of it
 * could be published the last time: that is tried again after a while.
 */
export async function dueZones(now: Date, limit: number): Promise<string[]> {
  const rows = await queryHome<{ id: string }>(
    `SELECT s.zone_id AS id FROM dnssec_zone s JOIN dns_zone z ON z.id = s.zone_id
     WHERE s.enabled AND (s.due_at <= $1 OR (s.failed_at IS NULL AND (z.revision > s.signed_revision
       OR EXISTS (SELECT 1 FROM dnssec_change c WHERE c.zone_id = s.zone_id))))
     ORDER BY s.due_at LIMIT $2`,
    [now, limit],
  );
  return rows.map(({ id }) => id);
}

/** Makes zones due whose key in a region's database has another newest version or state than was last seen. */
export async function zonesOfChangedKeys(database: Database, now: Date): Promise<number> {
  const { rows: keys } = await database.pool.query<{ zoneId: string; version: number; status: string }>(
    `SELECT d.dependent_id AS "zoneId", k.latest_version AS version, k.status FROM kms_key_dependent d
     JOIN kms_key k ON k.id = d.key_id WHERE d.kind = 'dns_zone'`,
  );
  if (keys.length === 0) return 0;
  const changed = await queryHome<{ id: string }>(
    `UPDATE dnssec_zone s SET due_at = $4 FROM unnest($1::text[], $2::integer[], $3::boolean[]) AS k (zone_id, version, usable)
     WHERE s.zone_id = k.zone_id AND s.enabled AND s.due_at > $4
       AND ((s.plan->>'keyVersionSeen')::integer IS DISTINCT FROM k.version
         OR (s.plan->>'keyUsable')::boolean IS DISTINCT FROM k.usable)
     RETURNING s.zone_id AS id`,
    [
      keys.map(({ zoneId }) => zoneId),
      keys.map(({ version }) => version),
      keys.map(({ status }) => status === "active"),
      now,
    ],
  );
  return changed.length;
}
