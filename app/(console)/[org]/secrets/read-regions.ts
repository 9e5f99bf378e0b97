import type { Scope } from "@/components/layout/scope";
import { pageRead } from "@/lib/console/page-read";
import { readRegionOverview } from "@/lib/console/region-overview";

/** Slugs of every region, for choosing one; none where they cannot be read. */
export async function readRegionSlugs(scope: Scope): Promise<string[]> {
  const overview = await pageRead(scope, readRegionOverview);
  return overview.ok ? overview.value.regions.map(({ slug }) => slug) : [];
}
