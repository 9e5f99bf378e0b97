import { queryOf } from "@/lib/kms/key-cache";
import { purgeDueKeys as purge } from "@/lib/kms/purge-due-keys";
import { deleteRetiredWrappingKeys } from "@/lib/kms/wrapping-key-store";
import type { JobTask } from "./harness";

/** Removes the material of keys and versions of a database whose waiting period is over, and wrapping keys that open nothing any more. */
export const purgeDueKeys: JobTask = {
  name: "purge_due_keys",
  async run({ now, database, log }) {
    const { purged, waiting, destroyedVersions, failed } = await purge(database, now);
    if (purged + destroyedVersions > 0) log.info({ purged, destroyedVersions }, "key material removed for good");
    if (waiting > 0) log.warn({ waiting }, "keys due for deletion wait for what depends on them");
    const wrappingKeys = await deleteRetiredWrappingKeys(queryOf(database), now);
    if (wrappingKeys > 0) log.info({ wrappingKeys }, "retired wrapping keys removed");
    if (failed.length > 0)
      throw new Error(`${failed.length} keys could not be purged: ${failed.slice(0, 5).join("; ")}`);
  },
};
