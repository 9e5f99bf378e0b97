import { deliverDue, forgetOldDeliveries } from "@/lib/events/deliver";
import { detectObjectEvents, detectServiceEvents } from "@/lib/events/detect";
import { forgetClosedEvents } from "@/lib/events/reconcile";
import { releaseLeftOverKeys } from "@/lib/events/release-keys";
import { homeDatabase } from "@/lib/platform/db";
import { forgetOldRegionMinutes, noteRegionMinute } from "@/lib/regions/region-minutes";
import type { JobTask } from "./harness";

const CLOSED_KEPT_MS = 90 * 86_400_000;

/** Notes how regions are, and opens and closes events of regions, audit logs and webhooks. They are kept in the home database. */
export const detectServiceTroubles: JobTask = {
  name: "detect_service_events",
  async run({ now, database }) {
    if (database !== homeDatabase()) return;
    await noteRegionMinute(now);
    await detectServiceEvents(now);
  },
};

/** Opens and closes events of keys and credentials, and forgets what is long over. */
export const detectObjectTroubles: JobTask = {
  name: "detect_object_events",
  async run({ now, database, log }) {
    const released = await releaseLeftOverKeys(database, now);
    if (released > 0) log.info({ released }, "keys released that named webhooks which do not exist");
    if (database !== homeDatabase()) return;
    await detectObjectEvents(now);
    await forgetClosedEvents(new Date(now.getTime() - CLOSED_KEPT_MS));
    await forgetOldDeliveries(now);
    await forgetOldRegionMinutes(now);
  },
};

/** Sends webhooks the messages that are due. */
export const deliverWebhooks: JobTask = {
  name: "deliver_webhooks",
  async run({ now, database, log }) {
    if (database !== homeDatabase()) return;
    const taken = await deliverDue(now);
    if (taken > 0) log.debug({ taken }, "webhook messages tried");
  },
};
