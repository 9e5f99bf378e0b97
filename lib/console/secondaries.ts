import type { SecondaryMessage } from "@/lib/contract/dnssec";
import { isKmsError } from "@/lib/contract/kms-error";
import { listSecondaries } from "@/lib/dns/serving/secondaries";
import type { Call } from "@/lib/door/call";
import { config } from "@/lib/platform/config";

/** What the pages about name servers read. */
interface Secondaries {
  /** Null for those who may not see them. */
  readonly secondaries: readonly SecondaryMessage[] | null;
  /** Where zones can be taken over; null = nowhere. */
  readonly listen: { readonly host: string; readonly port: number } | null;
}

/** The servers that may take over the organisation's zones, as they stand with the one that the query names, and where they do. */
export async function readSecondaries(call: Call, query: Readonly<Record<string, string>>): Promise<Secondaries> {
  return { secondaries: await listedSecondaries(call, query), listen: config().dnsListen ?? null };
}

/** They are the whole organisation's: who may read some zones only has a page all the same. */
async function listedSecondaries(
  call: Call,
  query: Readonly<Record<string, string>>,
): Promise<SecondaryMessage[] | null> {
  try {
    return await listSecondaries(call, query);
  } catch (error) {
    if (isKmsError(error) && error.code === "permission_denied") return null;
    throw error;
  }
}
