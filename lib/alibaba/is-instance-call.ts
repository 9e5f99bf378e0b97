/** Headers that only this protocol has. A call that lacks the name of its operation is still one of them, to be refused in its form. */
const OWN_HEADERS = [
  "x-kms-apiname",
  "x-kms-apiversion",
  "x-kms-signaturemethod",
  "x-kms-acccesskeyid",
  "x-kms-migrationkeyversionid",
];

/** Largest request body in bytes: 3 MiB. */
export const INSTANCE_BODY_BYTES_MAX = 3_145_728;

/**
 * Whether a request for the root is a call of the KMS instance protocol: it carries what only this protocol sends. Anything
 * else at the root is a page.
 */
export function isInstanceCall(target: string, header: (name: string) => string | null | undefined): boolean {
  if (target !== "/" && !target.startsWith("/?")) return false;
  return OWN_HEADERS.some((name) => header(name) != null) || header("content-type") === "application/x-protobuf";
}
