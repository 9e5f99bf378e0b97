import { announceChanges } from "@/lib/dns/serving/announce";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import type { RepeatedTask } from "./repeated";

const PAUSE_MS = 1_000;
const PAUSE_WITHOUT_LISTENER_MS = 60_000;

/** Tells secondaries of zones that have changed, within a second or two. Only where they could take them over. */
export const announceZones: RepeatedTask = {
  name: "announce_zones",
  async run(database) {
    if (config().dnsListen === undefined || database !== homeDatabase()) return PAUSE_WITHOUT_LISTENER_MS;
    await announceChanges(clock.now());
    return PAUSE_MS;
  },
};
