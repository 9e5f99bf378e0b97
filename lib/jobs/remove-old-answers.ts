import { removeOldAnswers as remove } from "@/lib/kms/repeatable-change";
import type { JobTask } from "./harness";

/** Removes the answers kept for calls with an Idempotency-Key once they are older than 24 hours. */
export const removeOldAnswers: JobTask = {
  name: "remove_old_answers",
  async run({ now, database, log }) {
    const removed = await remove(database, now);
    if (removed > 0) log.debug({ removed }, "answers kept for repetitions removed");
  },
};
