import { auditVolume } from "@/lib/audit/audit-volume";
import { checkpointState } from "@/lib/audit/checkpoint-state";
import type { Condition, EventKind } from "@/lib/contract/event-kinds";
import { CREDENTIAL_CONDITION_KINDS, expiringCredentials } from "@/lib/iam/expiring-credentials";
import { KEY_CONDITION_KINDS, keyConditions } from "@/lib/kms/key-conditions";
import { homeDatabase } from "@/lib/platform/db";
import { type DiskState, diskSpace } from "@/lib/platform/disk-space";
import { log } from "@/lib/platform/log";
import { regionHealth } from "@/lib/regions/health";
import { allRegions, type Region } from "@/lib/regions/registry";
import { WEBHOOK_CONDITION_KINDS, webhookConditions } from "./deliver";
import { reconcileEvents } from "./reconcile";

/** A checkpoint is due every minute. */
const CHECKPOINT_LATE_SECONDS = 300;

const REGION_CONDITION_KINDS: readonly EventKind[] = ["region.unreachable", "region.sealed"];

/** Looks at regions and webhooks at a time, and opens and closes their events; quick enough for every minute. */
export async function detectServiceEvents(now: Date): Promise<void> {
  const regions = await Promise.all(allRegions().map(regionConditions));
  const found = [...regions.flat(), ...(await webhookConditions(now))];
  const slugs = allRegions().map(({ slug }) => slug);
  await reconcileEvents(found, { kinds: [...REGION_CONDITION_KINDS, ...WEBHOOK_CONDITION_KINDS], regions: slugs }, now);
  await detectLateCheckpoints(now);
  await detectFullDisk(now);
}

const STORAGE_CONDITION_KINDS: readonly EventKind[] = ["storage.full_in_30_days", "storage.full_in_7_days"];

/** The disk of the embedded database, under the name of the first region there; other databases have a watch of their own. */
async function detectFullDisk(now: Date): Promise<void> {
  const region = allRegions().find(({ database }) => database === homeDatabase());
  if (region === undefined) return;
  const { state, freeBytes } = diskSpace();
  const { daysLeft } = await auditVolume(region.database, freeBytes);
  const kind = storageKind(state, daysLeft ?? Number.POSITIVE_INFINITY);
  const full: Condition[] =
    kind === null
      ? []
      : [
          {
            kind,
            ...{ organisationId: "", projectId: "", region: region.slug, occurrence: "" },
            subject: { type: "region", id: region.identity, name: region.slug },
            details: {},
          },
        ];
  await reconcileEvents(full, { kinds: STORAGE_CONDITION_KINDS, regions: [region.slug] }, now);
}

/** How soon the disk is full, as far as that is worth a word. How fast the log grows is not said: that tells of other organisations. */
export function storageKind(state: DiskState, daysLeft: number): EventKind | null {
  if (state === "full" || daysLeft <= 7) return "storage.full_in_7_days";
  if (state === "low" || daysLeft <= 30) return "storage.full_in_30_days";
  return null;
}

/** One event per database, under the name of its first region. A database that does not answer is another event. */
async function detectLateCheckpoints(now: Date): Promise<void> {
  for (const database of new Set(allRegions().map((region) => region.database))) {
    const region = allRegions().find((one) => one.database === database);
    const state = await checkpointState(database).catch(() => null);
    if (state === null || region === undefined) continue;
    const isLate = state.ageInSeconds !== null && state.ageInSeconds > CHECKPOINT_LATE_SECONDS;
    const late: Condition = {
      kind: "audit.checkpoint_late",
      ...{ organisationId: "", projectId: "", region: region.slug, occurrence: String(state.number) },
      subject: { type: "region", id: region.identity, name: region.slug },
      details: { completeTo: state.completeTo?.toISOString() ?? "" },
    };
    const checked = { kinds: ["audit.checkpoint_late"], regions: [region.slug] } as const;
    await reconcileEvents(isLate ? [late] : [], checked, now);
  }
}

async function regionConditions(region: Region): Promise<Condition[]> {
  const { state, reason } = await regionHealth(region);
  if (state === "available" || state === "slow") return [];
  return [
    {
      kind: `region.${state}`,
      ...{ organisationId: "", projectId: "", region: region.slug, occurrence: "" },
      subject: { type: "region", id: region.identity, name: region.slug },
      details: { reason: reason ?? "" },
    },
  ];
}

/**
 * Looks at keys and credentials at a time, and opens and closes their events. What cannot be looked at stays as it was: a
 * region whose database does not answer must not seem to be without troubles.
 */
export async function detectObjectEvents(now: Date): Promise<void> {
  await reconcileEvents(await expiringCredentials(now), { kinds: CREDENTIAL_CONDITION_KINDS, regions: [] }, now);
  for (const database of new Set(allRegions().map((region) => region.database))) {
    const regions = allRegions().filter((region) => region.database === database);
    const slugs = regions.map(({ slug }) => slug);
    const found = await keyConditions(database, slugs, now).catch((error: unknown) => {
      log.warn({ database: database.name, error: String(error) }, "keys cannot be looked at for events");
      return null;
    });
    if (found !== null) await reconcileEvents(found, { kinds: KEY_CONDITION_KINDS, regions: slugs }, now);
  }
}
