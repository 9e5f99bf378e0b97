import { type KeyReport, keyReportQuery, type ReportedKey } from "@/lib/contract/key-report";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { requirePermission, type Visibility, visibility } from "@/lib/iam/authorise";
import type { Scope } from "@/lib/iam/caller";
import { lastUses, lastUsesBefore } from "@/lib/metering/last-uses";
import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { allRegions } from "@/lib/regions/registry";
import { statusAt, versionsAt } from "./key-at";
import { purposeOf } from "./key-facts";
import { findKeysAt, type ReportedFacts } from "./key-list-store";
import { ageInDays, rotationOf } from "./rotation-compliance";
import { type KeyHistories, keyHistories } from "./status-history";

interface Wanted {
  readonly at: Date;
  readonly isNow: boolean;
  readonly limitInDays: number;
  readonly visible: Visibility;
}

/**
 * Every key of the scope over all regions as it was at a moment, and how it stood to its rotation then. What a past moment
 * cannot be read from is derived from the audit log, so both rights are needed. A region whose database does not answer is
 * named.
 * Errors, beside those of the door: permission_denied (audit_log:list; keys without kms_key:list are left out),
 * invalid_request.
 */
export function reportKeys(call: Call, query: unknown): Promise<KeyReport> {
  const act = { action: call.method, event: "kms.key.report", region: null, asked: "" };
  return throughDoor(call, act, async ({ caller }) => {
    const { organisationId, projectId } = caller.scope;
    requirePermission(caller, "audit_log:list", { type: "audit_log", id: "", organisationId, projectId });
    const asked = parseRequest(keyReportQuery, query, "The query");
    const now = clock.now();
    const at = asked.at === undefined ? now : new Date(asked.at);
    if (at > now) throw new KmsError("invalid_request", { message: "at: must not be in the future." });
    const visible = visibility(caller, "kms_key:list", now.getTime());
    const wanted = { at, isNow: asked.at === undefined, limitInDays: asked.limit, visible };
    const databases = [...new Set(allRegions().map(({ database }) => database))];
    const parts = await Promise.all(databases.map((database) => partOf(database, caller.scope, wanted)));
    return {
      at: at.toISOString(),
      isNow: wanted.isNow,
      limitInDays: wanted.limitInDays,
      keys: parts.flatMap(({ keys }) => keys).sort(byPlace),
      unavailableRegions: parts.flatMap(({ unavailableRegions }) => unavailableRegions),
    };
  });
}

function byPlace(one: ReportedKey, other: ReportedKey): number {
  const [a, b] = [one, other].map(({ region, slug, identity }) => `${region} ${slug} ${identity}`);
  return (a ?? "") < (b ?? "") ? -1 : 1;
}

type Part = Pick<KeyReport, "keys" | "unavailableRegions">;

/** A database that does not answer is named: its keys are missing, not gone. */
async function partOf(database: Database, scope: Scope, wanted: Wanted): Promise<Part> {
  const regions = allRegions().filter((region) => region.database === database);
  const slugs = regions.map(({ slug }) => slug);
  try {
    return { keys: await keysOf(database, scope, slugs, wanted), unavailableRegions: [] };
  } catch (error) {
    log.warn({ database: database.name, error: String(error) }, "keys cannot be reported");
    return { keys: [], unavailableRegions: slugs };
  }
}

async function keysOf(database: Database, scope: Scope, regions: string[], wanted: Wanted): Promise<ReportedKey[]> {
  const { at, isNow, visible } = wanted;
  const keys = await findKeysAt(database, scope, { regions, visible }, at);
  const ids = keys.map(({ id }) => id);
  const [histories, uses] = await Promise.all([
    isNow ? null : keyHistories(database, scope),
    isNow ? lastUses(database, ids) : lastUsesBefore(database, ids, at),
  ]);
  return keys.flatMap((key) => reported(key, { wanted, histories, lastUsedAt: uses.get(key.id) ?? null }));
}

interface Known {
  readonly wanted: Wanted;
  /** Null where the report is about now. */
  readonly histories: KeyHistories | null;
  readonly lastUsedAt: Date | null;
}

/** None for a key that is there without a version: it is being made at this moment. */
function reported(key: ReportedFacts, { wanted, histories, lastUsedAt }: Known): ReportedKey[] {
  const { at, limitInDays } = wanted;
  const versions = versionsAt(key.versions, at);
  if (versions === null) return [];
  const { status, from } = statusOf(key, histories, at);
  const periodInDays = key.rotationEnabled ? key.rotationPeriodInDays : null;
  const changedAt = histories?.scheduleChangedAt.get(key.id);
  const canRotate = key.allowRotation && !key.publicOnly;
  const { newest } = versions;
  return [
    {
      ...{ identity: key.id, name: key.name, slug: key.slug, region: key.region, keyType: key.keyType },
      purpose: purposeOf(key),
      status,
      statusFrom: from,
      createdAt: key.createdAt.toISOString(),
      purgedAt: key.purgedAt?.toISOString() ?? null,
      versions: versions.count,
      destroyedVersions: versions.destroyed,
      latestVersion: newest.version,
      latestVersionCreatedAt: newest.createdAt.toISOString(),
      latestVersionAgeInDays: ageInDays(newest.createdAt, at),
      exportAllowed: key.exportAllowed,
      imported: key.imported,
      rotationPeriodInDays: periodInDays,
      rotationChangedSince: changedAt !== undefined && changedAt > at,
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
      rotation: rotationOf({ status, canRotate, periodInDays, newestVersionAt: newest.createdAt }, limitInDays, at),
    },
  ];
}

function statusOf(key: ReportedFacts, histories: KeyHistories | null, at: Date) {
  if (histories === null) return { status: key.status, from: "now" } as const;
  const { actsOf, completeSince } = histories;
  return statusAt(key, { acts: actsOf.get(key.id) ?? [], completeSince }, at);
}
