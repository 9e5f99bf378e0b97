import type { Condition, EventKind } from "@/lib/contract/event-kinds";
import { DELETION_WINDOW_DAYS } from "@/lib/contract/key-lifecycle";
import { BOUNDED_KEY_TYPES } from "@/lib/contract/key-types";
import { ENCRYPTING_USES, KEY_USE_NAMES, NEAR_LIMIT_SHARE } from "@/lib/contract/key-uses";
import { config } from "@/lib/platform/config";
import { type Database, jobQuery } from "@/lib/platform/db";
import { OVERDUE_HOURS } from "./rotation-schedule";

/** Shortest period, in days, at which a rotation is announced: more often than that it would only be noise. */
const ANNOUNCED_PERIOD_DAYS_MIN = 14;

const SUBJECT = `k.id, k.slug, k.region, k.organisation_id AS "organisationId", k.project_id AS "projectId"`;

interface SubjectRow {
  readonly id: string;
  readonly slug: string;
  readonly region: string;
  readonly organisationId: string;
  readonly projectId: string;
}

const ROTATIONS = `
SELECT ${SUBJECT}, k.latest_version AS version, due.at AS "dueAt", f.attempts, f.next_try_at AS "nextTryAt",
  CASE WHEN f.key_id IS NOT NULL THEN 'key.rotation_failed'
    WHEN due.at <= $1::timestamptz - interval '${OVERDUE_HOURS} hours' THEN 'key.rotation_overdue'
    ELSE 'key.rotation_due_soon' END AS kind
FROM kms_key k
JOIN kms_key_version v ON v.key_id = k.id AND v.version = k.latest_version
CROSS JOIN LATERAL (SELECT v.created_at + k.rotation_period_in_days * interval '24 hours' AS at) due
LEFT JOIN kms_rotation_failure f ON f.key_id = k.id
WHERE k.rotation_enabled AND k.allow_rotation AND k.status = 'active' AND k.purged_at IS NULL AND k.region = ANY ($2)
  AND (f.key_id IS NOT NULL OR due.at <= $1::timestamptz - interval '${OVERDUE_HOURS} hours'
    OR (due.at > $1 AND due.at <= $1::timestamptz + interval '7 days'
      AND k.rotation_period_in_days >= ${ANNOUNCED_PERIOD_DAYS_MIN}))`;

interface RotationRow extends SubjectRow {
  readonly kind: EventKind;
  readonly version: number;
  readonly dueAt: Date;
  readonly attempts: number | null;
  readonly nextTryAt: Date | null;
}

const DELETIONS = `
SELECT ${SUBJECT}, k.deletion_scheduled_at AS "deletionAt", asked.at AS "lastAskedAt", asked.calls,
  CASE WHEN k.purge_waiting_since IS NOT NULL THEN 'key.deletion_waits'
    WHEN k.deletion_scheduled_at <= $1::timestamptz + interval '24 hours' THEN 'key.deletion_in_1_day'
    WHEN k.deletion_scheduled_at <= $1::timestamptz + interval '7 days' THEN 'key.deletion_in_7_days' END AS kind
FROM kms_key k
CROSS JOIN LATERAL (
  SELECT max(r.created_at) AS at, count(*)::integer AS calls FROM audit_record r
  WHERE r.resource_id = k.id AND r.organisation_id = k.organisation_id AND r.event = ANY ($3::text[])
    AND r.outcome = 'refused' AND r.status = 400 AND r.created_at > greatest(
      $1::timestamptz - interval '24 hours', k.deletion_scheduled_at - interval '${DELETION_WINDOW_DAYS * 24} hours')
) asked
WHERE k.status = 'pending_deletion' AND k.purged_at IS NULL AND k.region = ANY ($2)`;

interface DeletionRow extends SubjectRow {
  readonly kind: EventKind | null;
  readonly deletionAt: Date;
  readonly lastAskedAt: Date | null;
  readonly calls: number;
}

const LIMITS = `
SELECT ${SUBJECT}, k.latest_version AS version, uses.calls,
  CASE WHEN v.exhausted_at IS NULL THEN 'key.version_near_limit' ELSE 'key.version_exhausted' END AS kind
FROM kms_key k
JOIN kms_key_version v ON v.key_id = k.id AND v.version = k.latest_version
CROSS JOIN LATERAL (
  SELECT sum(t.calls)::float8 AS calls FROM key_use_total t
  WHERE t.key_id = k.id AND t.key_version = k.latest_version AND t.event = ANY ($1::text[])
) uses
WHERE k.purged_at IS NULL AND k.status <> 'pending_deletion' AND k.region = ANY ($2)
  AND k.key_type = ANY ($4::text[])
  AND (v.exhausted_at IS NOT NULL OR uses.calls >= $3)`;

interface LimitRow extends SubjectRow {
  readonly kind: EventKind;
  readonly version: number;
  readonly calls: number | null;
}

/** Kinds of events that are about keys. */
export const KEY_CONDITION_KINDS: readonly EventKind[] = [
  "key.rotation_due_soon",
  "key.rotation_overdue",
  "key.rotation_failed",
  "key.deletion_in_7_days",
  "key.deletion_in_1_day",
  "key.deletion_waits",
  "key.used_while_pending_deletion",
  "key.version_near_limit",
  "key.version_exhausted",
];

/** What somebody should know of the keys of some regions of a database, at a time. */
export async function keyConditions(database: Database, regions: readonly string[], now: Date): Promise<Condition[]> {
  const nearLimit = config().encryptionsPerVersionMax * NEAR_LIMIT_SHARE;
  const rotations = await jobQuery<RotationRow>(database, ROTATIONS, [now, regions]);
  const deletions = await jobQuery<DeletionRow>(database, DELETIONS, [now, regions, KEY_USE_NAMES]);
  const limits = await jobQuery<LimitRow>(database, LIMITS, [ENCRYPTING_USES, regions, nearLimit, BOUNDED_KEY_TYPES]);
  return [...rotations.map(rotationCondition), ...deletions.flatMap(deletionConditions), ...limits.map(limitCondition)];
}

function rotationCondition(row: RotationRow): Condition {
  const { kind, version, dueAt, attempts, nextTryAt } = row;
  const details: Record<string, string | number> = { dueAt: dueAt.toISOString(), version };
  if (attempts !== null) details.attempts = attempts;
  if (nextTryAt !== null) details.nextTryAt = nextTryAt.toISOString();
  return condition(row, kind, String(version), details);
}

function deletionConditions(row: DeletionRow): Condition[] {
  const { kind, deletionAt, lastAskedAt, calls } = row;
  const at = deletionAt.toISOString();
  const asked = { deletionScheduledAt: at, lastAskedAt: lastAskedAt?.toISOString() ?? "", calls };
  return [
    ...(kind === null ? [] : [condition(row, kind, at, { deletionScheduledAt: at })]),
    ...(lastAskedAt === null ? [] : [condition(row, "key.used_while_pending_deletion", at, asked)]),
  ];
}

function limitCondition(row: LimitRow): Condition {
  const { encryptionsPerVersionMax: max } = config();
  return condition(row, row.kind, String(row.version), { version: row.version, encryptions: row.calls ?? max, max });
}

function condition(
  { id, slug, region, organisationId, projectId }: SubjectRow,
  kind: EventKind,
  occurrence: string,
  details: Condition["details"],
): Condition {
  const subject = { type: "kms_key", id, name: slug };
  return { kind, organisationId, projectId, region, subject, details, occurrence };
}
