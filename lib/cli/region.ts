import { Checkpointer } from "@/lib/audit/checkpointer";
import { isKmsError } from "@/lib/contract/kms-error";
import { StartError } from "@/lib/platform/start-error";
import { checkpointKeysOf } from "@/lib/regions/checkpoint-keys";
import { openRegistry, type Region, regionNamed } from "@/lib/regions/registry";
import { acknowledgeRestore, SKIPPED_VERSIONS } from "@/lib/regions/restore-guard";
import { closeVault, openVault } from "@/lib/regions/vault";
import { withDatabases } from "./reach-databases";
import { tell } from "./run-program";

const USAGE = "Usage: pelagos region acknowledge-restore REGION";

/** `region acknowledge-restore REGION` opens a region again whose database was restored, or failed over with a loss. */
export async function region([action, slug = ""]: readonly string[]): Promise<void> {
  if (action !== "acknowledge-restore" || slug === "") throw new StartError(USAGE);
  await withDatabases(async () => {
    await openRegistry();
    const { acknowledgement, keys } = await acknowledge(named(slug));
    tell(
      `Acknowledged (${acknowledgement}). The next version of each of the ${keys} keys of ${slug} is at least ${SKIPPED_VERSIONS + 1} above its newest one. Nodes open the region within seconds.`,
    );
  });
}

async function acknowledge({ slug, database, rootKeyUri }: Region) {
  const vault = await openVault(database, slug, rootKeyUri);
  try {
    const acknowledged = await acknowledgeRestore(database, slug, vault);
    const event = { kind: "restore", region: slug, acknowledgement: acknowledged.acknowledgement } as const;
    await new Checkpointer(database, checkpointKeysOf(database)).writeNow({ when: "always", events: [event] });
    return acknowledged;
  } finally {
    closeVault(vault);
  }
}

function named(slug: string): Region {
  try {
    return regionNamed(slug);
  } catch (error) {
    if (isKmsError(error)) throw new StartError(`There is no region ${JSON.stringify(slug)}.`);
    throw error;
  }
}
