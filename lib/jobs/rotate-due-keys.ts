import { rotateDueKeys as rotate } from "@/lib/kms/rotate-due-keys";
import type { JobTask } from "./harness";

/** Rotates the keys of a database whose schedule is due. Those that fail are noted, and tried again by a later run. */
export const rotateDueKeys: JobTask = {
  name: "rotate_due_keys",
  async run({ now, database, log }) {
    const { rotated, failed, waitingRegions } = await rotate(database, now);
    if (rotated > 0) log.info({ rotated }, "keys rotated by schedule");
    if (failed.length > 0) log.error({ failed: failed.length }, "scheduled rotations failed");
    if (waitingRegions.length > 0) log.warn({ waitingRegions }, "keys due for rotation wait for their region");
  },
};
