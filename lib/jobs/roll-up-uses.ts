import { exhaustVersions } from "@/lib/kms/exhaust-versions";
import { forgetOldMinutes, rollUpUses as rollUp } from "@/lib/metering/roll-up";
import type { JobTask } from "./harness";

/** Counts the calls recorded since the last run, and ends encrypting with versions that have done it as often as is safe. */
export const rollUpUses: JobTask = {
  name: "roll_up_uses",
  async run({ now, database, log }) {
    const { records, encrypted } = await rollUp(database);
    if (records > 0) log.debug({ records }, "calls counted");
    const exhausted = await exhaustVersions(database, encrypted);
    if (exhausted > 0) log.warn({ exhausted }, "versions have encrypted as often as is safe");
    await forgetOldMinutes(database, now);
  },
};
