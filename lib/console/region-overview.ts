import type { RegionHealth, RegionOverview } from "@/lib/contract/console";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import { requirePermission } from "@/lib/iam/authorise";
import type { Scope } from "@/lib/iam/caller";
import { keyCounts } from "@/lib/kms/summary";
import { regionHealth } from "@/lib/regions/health";
import { allRegions, type Region } from "@/lib/regions/registry";

/**
 * Every region with its health as this node sees it and the keys of the scope there.
 * Errors, beside those of the door: permission_denied.
 */
export function readRegionOverview(call: Call): Promise<RegionOverview> {
  const act = { action: call.method, event: "kms.summary", region: null, asked: "" };
  return throughDoor(call, act, async ({ caller }) => {
    const { organisationId, projectId } = caller.scope;
    requirePermission(caller, "kms_key:list", { type: "kms_key", id: "", organisationId, projectId });
    return { regions: await Promise.all(allRegions().map((region) => healthOf(region, caller.scope))) };
  });
}

async function healthOf(region: Region, scope: Scope): Promise<RegionHealth> {
  const health = await regionHealth(region);
  // A database that does not answer would only hold up the page.
  const counts = health.state === "unreachable" ? null : await keyCounts(region, scope);
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
