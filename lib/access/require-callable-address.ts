import { KmsError } from "@/lib/contract/kms-error";
import { OutboundError, requireCallable } from "@/lib/platform/outbound";

/**
 * Refuses, in the field `url` of a request, an address that could never be called as it is written: of another kind than
 * http and https, with a password, or in a network that is not allowed. Error: invalid_request.
 */
export function requireCallableAddress(url: string): void {
  try {
    requireCallable(url);
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    throw new KmsError("invalid_request", { message: `url: ${error.message}` });
  }
}
