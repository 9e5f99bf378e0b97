import { z } from "zod";
import { type DnsZone, updateZoneRequest } from "@/lib/contract/dns";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { requireLabels } from "@/lib/iam/label-rights";
import { requireSeen } from "./zone-act";
import { type ChangedZone, zoneChange } from "./zone-change";
import { setServing } from "./zone-claim";
import { zoneMessage } from "./zone-message";
import { describeZone, removeZone, touchZone, type ZoneChanges } from "./zone-store";

type Changes = z.output<typeof updateZoneRequest>;

const update = zoneChange({
  event: "dns.zone.update",
  permission: "dns_zone:update",
  request: updateZoneRequest,
  async apply(input) {
    const { tx, call, zone, request, at } = input;
    requireSeen(call, "zone", zone);
    requireSameName(input);
    requireLabelsOf(input);
    const { description, labels, annotations, serving } = request;
    const said = saidChanges(request);
    const described = {
      ...(description === undefined ? {} : { description: description || null }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    };
    let row = zone;
    if (Object.keys(said).length > 0) row = await touchZone(tx, row, at, { ...said, ...described });
    else if (Object.keys(described).length > 0) row = await describeZone(tx, row.id, described, at);
    if (serving !== undefined) row = await setServing(tx, row, serving, at);
    return zoneMessage(row);
  },
});

/**
 * Changes what a zone is called, its start of authority, and whether it is served; what is not given stays. Errors, beside
 * those of the door: zone_not_found, invalid_request, permission_denied (labels), version_mismatch.
 */
export const updateZone = (call: Call, zone: string): Promise<DnsZone> => update(call, zone, undefined);

function requireSameName({ zone, request }: ChangedZone<Changes>): void {
  if (request.zoneName === undefined || request.zoneName === zone.name) return;
  throw new KmsError("invalid_request", { message: `zoneName: cannot be changed; this zone is ${zone.name}.` });
}

function requireLabelsOf({ caller, zone, request, at }: ChangedZone<Changes>): void {
  if (request.labels === undefined) return;
  const { organisationId, projectId } = caller.scope;
  const resource = { type: "dns_zone", id: zone.id, organisationId, projectId, labels: zone.labels } as const;
  requireLabels(caller, "dns_zone:update", resource, request.labels, at.getTime());
}

/** Columns that change what the zone says. */
function saidChanges({ defaultTtl, startOfAuthority = {} }: Changes): ZoneChanges {
  const fields = { defaultTtl, ...startOfAuthority };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const remove = zoneChange({
  event: "dns.zone.delete",
  permission: "dns_zone:delete",
  request: z.unknown(),
  async apply({ tx, call, zone }) {
    requireSeen(call, "zone", zone);
    await removeZone(tx, zone.id);
    return { identity: zone.id, deleted: true as const };
  },
});

/** Deletes a zone with its records, at once and for good. Errors, beside those of the door: zone_not_found, version_mismatch. */
export const deleteZone = (call: Call, zone: string) => remove(call, zone, undefined);
