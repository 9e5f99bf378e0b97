/** The header that names the operation of a call of the KMS instance protocol. */
export const API_NAME_HEADER = "x-kms-apiname";

/** Largest request body in bytes: 3 MiB. */
export const INSTANCE_BODY_BYTES_MAX = 3_145_728;

/**
 * Whether a request for the root is a call of the KMS instance protocol: it names an operation, or carries what only this
 * protocol sends. Anything else at the root is a page.
 */
export function isInstanceCall(target: string, header: (name: string) => string | null | undefined): boolean {
  if (target !== "/" && !target.startsWith("/?")) return false;
  return Boolean(header(API_NAME_HEADER)) || header("content-type") === "application/x-protobuf";
}
