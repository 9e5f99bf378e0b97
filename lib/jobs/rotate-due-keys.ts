import { rotateDueKeys as rotate } from "@/lib/kms/rotate-due-keys";
import type { JobTask } from "./harness";

/** Rotates the keys of a database whose schedule is due. */
export const rotateDueKeys: JobTask = {
  name: "rotate_due_keys",
  async run({ now, database, log }) {
    const { rotated, failed } = await rotate(database, now);
    if (rotated > 0) log.info({ rotated }, "keys rotated by schedule");
    if (failed.length > 0)
      throw new Error(`${failed.length} keys could not be rotated: ${failed.slice(0, 5).join("; ")}`);
  },
};
