import type { z } from "zod";
import type { region } from "@/lib/contract/access";
import { allRegions, type Region, regionNamed } from "@/lib/regions/registry";
import { accessRead } from "./access-verb";

const OF_PRINCIPAL = { permission: null, ofPrincipal: true, resourceType: "region" } as const;

/** Every region, in the order of the configuration. */
export const listRegions = accessRead({
  ...OF_PRINCIPAL,
  event: "region.list",
  run: async () => allRegions().map(messageOf),
});

/** One region, by identity or slug. Errors: region_not_found. */
export const getRegion = accessRead({
  ...OF_PRINCIPAL,
  event: "region.read",
  run: async ({ attempt }) => messageOf(regionNamed(attempt.act.asked)),
});

function messageOf({ identity, name, slug, location, createdAt }: Region): z.output<typeof region> {
  return {
    identity,
    name,
    slug,
    description: location,
    labels: {},
    annotations: {},
    createdAt: createdAt.toISOString(),
    updatedAt: createdAt.toISOString(),
    objectVersion: 1,
    zones: [],
  };
}
