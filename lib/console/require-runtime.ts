import { KmsError } from "@/lib/contract/kms-error";
import { openRuntime } from "@/lib/kms/runtime";

/**
 * Opens databases, regions and writers where Next runs without the server in front; at once where they are open.
 * Errors: unavailable.
 */
export async function requireRuntime(): Promise<void> {
  try {
    await openRuntime();
  } catch (cause) {
    throw new KmsError("unavailable", { detail: String(cause), retryAfterInSeconds: 5, cause });
  }
}
