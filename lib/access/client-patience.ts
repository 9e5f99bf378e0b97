import { countCall } from "@/lib/audit/call-counts";
import { isKmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { requireClientPatience } from "@/lib/iam/throttle";
import { homeDatabase } from "@/lib/platform/db";

/**
 * Refuses a client that has failed too often, before anything is looked up; such calls are counted like every throttled one.
 * Errors: too_many_requests.
 */
export async function requirePatience({ clientAddress }: Call, client: string): Promise<void> {
  try {
    await requireClientPatience(client, clientAddress);
  } catch (error) {
    if (isKmsError(error) && error.code === "too_many_requests") {
      countCall(homeDatabase(), error.code, clientAddress);
    }
    throw error;
  }
}
