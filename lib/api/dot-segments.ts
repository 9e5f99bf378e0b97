import { KmsError } from "@/lib/contract/kms-error";

/** `.` or `..` between slashes, each sign as it is or escaped. A backslash counts as a slash, as it does where addresses are resolved. */
const DOT_SEGMENT = /^[^?#]*(?:[/\\]|%2f|%5c)(?:\.|%2e){1,2}(?:[/\\?#]|%2f|%5c|$)/i;

/**
 * Refuses a request target with a dot segment (RFC 3986, section 5.2.4): resolved on the way, it names another object than the
 * one that is written. Error: invalid_request.
 */
export function refuseDotSegments(target: string): void {
  if (!DOT_SEGMENT.test(target)) return;
  throw new KmsError("invalid_request", {
    message: "The address must not hold . or .. between slashes, escaped or not: write it in full.",
  });
}
