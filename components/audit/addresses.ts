import { type Scope, scopedAddress } from "../layout/scope";

/** Address of all records about an object, such as `kms-…`; with `record` that one is open. */
export function recordsAddress(scope: Scope, resourceIdentity: string, record?: string): string {
  const open: Record<string, string> = record === undefined ? {} : { record };
  return scopedAddress(scope, "/audit", { range: "all", resourceIdentity, ...open });
}
