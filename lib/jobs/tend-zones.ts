import { releaseLeftOverZoneKeys } from "@/lib/dns/dnssec/release-keys";
import { dueZones, zonesOfChangedKeys } from "@/lib/dns/dnssec/signing-row";
import { tendZone } from "@/lib/dns/dnssec/tend-zone";
import { clock } from "@/lib/platform/clock";
import { homeDatabase } from "@/lib/platform/db";
import type { JobTask } from "./harness";
import type { RepeatedTask } from "./repeated";

/** Zones that one run looks after before it looks which are due again. */
const ZONES_PER_RUN = 20;
const PAUSE_MS = 1_000;

/** Signs what has changed in signed zones within a second, renews signatures, moves keys, and notices keys that changed. */
export const tendZones: RepeatedTask = {
  name: "tend_zones",
  async run(database) {
    await zonesOfChangedKeys(database, clock.now());
    if (database !== homeDatabase()) return PAUSE_MS;
    const due = await dueZones(clock.now(), ZONES_PER_RUN);
    for (const zone of due) await tendZone(zone);
    return due.length === ZONES_PER_RUN ? 0 : PAUSE_MS;
  },
};

/** Lets go of keys that name zones which are not signed with them. */
export const releaseZoneKeys: JobTask = {
  name: "release_zone_keys",
  async run({ now, database, log }) {
    const released = await releaseLeftOverZoneKeys(database, now);
    if (released > 0) log.info({ released }, "keys released that named zones which they do not sign");
  },
};
