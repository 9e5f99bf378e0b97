import { type Scope, scopedAddress } from "../layout/scope";

/** Address of all records about an object, such as `kms-…`. */
export function recordsAddress(scope: Scope, resourceIdentity: string): string {
  return scopedAddress(scope, "/audit", { range: "all", resourceIdentity });
}
