import { z } from "zod";
import type { DnssecStatus } from "@/lib/contract/dnssec";
import { KmsError } from "@/lib/contract/kms-error";
import { zoneChange } from "@/lib/dns/zone-change";
import type { Call } from "@/lib/door/call";
import { changePlan, lockSigning } from "./dnssec-store";
import { currentStatus } from "./status";
import { tendSoon } from "./tend-soon";
import { tendZone } from "./tend-zone";

/** How long an answer of the parent is good enough, in milliseconds: whoever asks in a loop asks us, not the resolver. */
const ASKED_AGAIN_AFTER_MS = 5_000;

/**
 * Asks the parent of a signed zone for its DS records now, not at nextDsProbeAt, and does what follows from its answer.
 * Errors, beside those of the door: zone_not_found, state_conflict (the zone is not signed).
 */
export async function checkParent(call: Call, asked: string): Promise<DnssecStatus> {
  const zoneId = await askSoon(call, asked, undefined);
  await tendSoon(tendZone, zoneId, call.deadlineMs);
  return currentStatus(zoneId);
}

const askSoon = zoneChange({
  event: "dns.dnssec.check_parent",
  permission: "dns_zone:update",
  request: z.unknown(),
  async apply({ tx, zone, at }) {
    const signing = await lockSigning(tx, zone.id);
    if (!signing?.enabled) throw new KmsError("state_conflict", { message: "The zone is not signed." });
    const { plan } = signing;
    const now = at.getTime();
    const isKnown = (plan.parent?.checkedAt ?? 0) > now - ASKED_AGAIN_AFTER_MS;
    if (!isKnown) await changePlan(tx, zone.id, { ...plan, probeAt: Math.min(plan.probeAt, now) }, at);
    return zone.id;
  },
});
