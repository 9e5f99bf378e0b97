import type { RegionHealth, RegionOverview } from "@/lib/contract/console";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import type { Caller } from "@/lib/iam/caller";
import { keyCounts } from "@/lib/kms/summary";
import { regionHealth } from "@/lib/regions/health";
import { allRegions, type Region } from "@/lib/regions/registry";

/** Every region with its health as this node sees it, and how many keys of the scope the caller may see there. */
export function readRegionOverview(call: Call): Promise<RegionOverview> {
  const act = { action: call.method, event: "kms.summary", region: null, asked: "" };
  return throughDoor(call, act, async ({ caller }) => {
    return { regions: await Promise.all(allRegions().map((region) => healthOf(region, caller))) };
  });
}

async function healthOf(region: Region, caller: Caller): Promise<RegionHealth> {
  const health = await regionHealth(region);
  // A database that does not answer would only hold up the page.
  const counts = health.state === "unreachable" ? null : await keyCounts(region, caller);
  const { identity, slug, name, location, latitude, longitude } = region;
  return {
    ...{ identity, slug, name, location, latitude, longitude },
    ...health,
    checkedAt: health.checkedAt.toISOString(),
    totalKeys: counts?.totalKeys ?? null,
    activeKeys: counts?.activeKeys ?? null,
    disabledKeys: counts?.disabledKeys ?? null,
    pendingDeletionKeys: counts?.pendingDeletionKeys ?? null,
  };
}
