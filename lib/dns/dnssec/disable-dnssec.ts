import { z } from "zod";
import { type DnssecStatus, disableDnssecQuery } from "@/lib/contract/dnssec";
import { zoneChange } from "@/lib/dns/zone-change";
import type { Call } from "@/lib/door/call";
import { parseRequest } from "@/lib/door/parse-request";
import { changePlan, lockSigning } from "./dnssec-store";
import { currentStatus } from "./status";
import { tendSoon } from "./tend-soon";
import { tendZone } from "./tend-zone";

/**
 * Ends signing of a zone: it asks its parent to remove every DS (CDS delete) and stays signed until the parent has none that
 * resolvers may remember; with `force=true` it ends at once. The KMS key stays. Errors, beside those of the door:
 * zone_not_found, invalid_request. Source: RFC 8078, 4; RFC 6781, 4.3.4.
 */
export async function disableDnssec(call: Call, asked: string, query: unknown): Promise<DnssecStatus> {
  const zoneId = await disable(call, asked, query);
  await tendSoon(tendZone, zoneId, call.deadlineMs);
  return currentStatus(zoneId);
}

const disable = zoneChange({
  event: "dns.dnssec.disable",
  permission: "dns_zone:update",
  request: z.unknown(),
  async apply({ tx, zone, at }, query: unknown) {
    const forced = parseRequest(disableDnssecQuery, query, "The query").force === "true";
    const signing = await lockSigning(tx, zone.id);
    if (signing?.enabled) {
      const { plan } = signing;
      const disablingSince = plan.disablingSince ?? at.getTime();
      const probeAt = at.getTime();
      await changePlan(tx, zone.id, { ...plan, disablingSince, probeAt, forced: plan.forced || forced }, at);
    }
    return zone.id;
  },
});
