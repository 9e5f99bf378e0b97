import type { KmsSummary } from "@/lib/contract/kms";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import { visibility } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { regionHealth } from "@/lib/regions/health";
import { allRegions, type Region } from "@/lib/regions/registry";
import { countByStatus } from "./key-list-store";

type RegionSummary = NonNullable<KmsSummary["regions"]>[number];

/** Whether KMS is on for the organisation, which regions have it at this moment, and how many keys the scope has there. */
export function kmsSummary(call: Call): Promise<KmsSummary> {
  const act = { action: call.method, event: "kms.summary", region: null, asked: "", feature: null } as const;
  return throughDoor(call, act, async ({ caller }) => {
    if (caller.organisation.featuresDisabled.includes("kms")) return { featureEnabled: false };
    const regions = await Promise.all(allRegions().map((region) => summaryOf(region, caller)));
    return { featureEnabled: true, regions };
  });
}

async function summaryOf(region: Region, caller: Caller): Promise<RegionSummary> {
  const { state } = await regionHealth(region);
  const kmsAvailable = state === "available" || state === "slow";
  const counts = await keyCounts(region, caller);
  const { identity, name, slug } = region;
  return { identity, name, slug, kmsAvailable: kmsAvailable && counts !== null, ...(counts ?? NO_COUNTS) };
}

const NO_COUNTS = { totalKeys: 0, activeKeys: 0, disabledKeys: 0, pendingDeletionKeys: 0 };

/** Keys that a caller may see in a region, by status; null where its database does not answer. */
export async function keyCounts(region: Region, caller: Caller): Promise<typeof NO_COUNTS | null> {
  try {
    const visible = visibility(caller, "kms_key:list", clock.nowMs());
    const rows = await countByStatus(region.database, caller.scope, [region.slug], visible);
    const of = (status: string) => rows.find((row) => row.status === status)?.count ?? 0;
    return {
      totalKeys: rows.reduce((total, { count }) => total + count, 0),
      activeKeys: of("active"),
      disabledKeys: of("disabled"),
      pendingDeletionKeys: of("pending_deletion"),
    };
  } catch (error) {
    log.warn({ region: region.slug, error: String(error) }, "keys cannot be counted");
    return null;
  }
}
