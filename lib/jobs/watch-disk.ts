import { homeDatabase } from "@/lib/platform/db";
import { checkDisk } from "@/lib/platform/disk-space";
import type { RepeatedTask } from "./repeated";

const INTERVAL_MS = 5_000;
const NOT_HERE_MS = 3_600_000;

/** Looks at what the disk of the embedded database has left; every process for itself, as each refuses calls. */
export const watchDisk: RepeatedTask = {
  name: "watch_disk",
  async run(database) {
    if (database !== homeDatabase()) return NOT_HERE_MS;
    await checkDisk();
    return INTERVAL_MS;
  },
};
