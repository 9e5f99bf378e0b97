import { indexNewRecords } from "@/lib/audit/index-records";
import { type RepeatedTask, timed } from "./repeated";

/** How long new records wait for the index where it keeps up, in milliseconds. */
const INTERVAL_MS = 5_000;
/** Of the time of a processor, indexing takes at most one part in so many: calls come first, and what is missing is searched without. */
const PARTS = 8;
const PAUSE_MS_MIN = 20;

/** Takes newly committed audit records into what the audit log is searched by. */
export const indexAudit: RepeatedTask = {
  name: "index_audit",
  async run(database) {
    const { value: run, tookMs } = await timed(() => indexNewRecords(database));
    if (run === null || !run.isBehind) return INTERVAL_MS;
    return Math.max(PAUSE_MS_MIN, tookMs * (PARTS - 1));
  },
};
