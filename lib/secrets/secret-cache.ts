import { LRUCache } from "lru-cache";
import { shared } from "@/lib/platform/shared";
import type { Region } from "@/lib/regions/registry";
import { findReadable, type ReadableSecret, type SecretPlace } from "./secret-store";

/** Memory for secrets as stored, per process, in bytes: their values are there as ciphertexts only. */
const BYTES_MAX = 8 * 1_024 * 1_024;
/** What an entry takes beside its ciphertext, roughly. */
const ENTRY_BYTES = 1_024;

const cache = () =>
  shared(
    "secret-cache",
    () =>
      new LRUCache<string, ReadableSecret>({
        maxSize: BYTES_MAX,
        sizeCalculation: ({ ciphertext }) => ENTRY_BYTES + (ciphertext?.length ?? 0),
      }),
  );

/**
 * A secret as a call wants to read it, from memory where it is there and `fresh` is not asked for, else from the primary. What
 * memory holds may be old: only the commit, which joins the revision, says whether it still holds. Absence is never kept.
 */
export async function readableAt(
  region: Region,
  place: SecretPlace,
  asked: { readonly version: number | null; readonly stage: string | null },
  fresh: boolean,
): Promise<ReadableSecret | null> {
  const { organisationId, projectId } = place.scope;
  const name = [region.slug, organisationId, projectId, place.path, asked.version ?? "", asked.stage ?? ""].join(
    "\u0000",
  );
  const held = fresh ? undefined : cache().get(name);
  if (held !== undefined) return held;
  const found = await findReadable(region.database, place, asked);
  if (found === null) cache().delete(name);
  else cache().set(name, found);
  return found;
}
