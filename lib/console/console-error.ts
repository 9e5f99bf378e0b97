import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { log } from "@/lib/platform/log";

/** The error to show for whatever a verb threw: expected refusals as they are, everything else logged and `internal`. */
export function consoleError(thrown: unknown, requestId: string): KmsError {
  if (!isKmsError(thrown)) {
    log.error({ requestId, error: thrown }, "console call failed unexpectedly");
    return new KmsError("internal", { cause: thrown });
  }
  // The table's text tells API clients about the Authorization header.
  if (thrown.code === "unauthenticated") {
    return new KmsError("unauthenticated", { message: "Your session has ended. Sign in again." });
  }
  return thrown;
}
