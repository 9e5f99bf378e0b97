"use client";

import type { PolicyMessage } from "@/lib/contract/access";
import type { AccessReviewMessage, KeyAccessMessage } from "@/lib/contract/access-answers";
import type { Grantee } from "@/lib/contract/grantee";
import type { KeyPlace } from "../keys/key-actions";
import type { Scope } from "../layout/scope";
import { useConsoleRead } from "../query/use-console-read";

const pathOf = (scope: Scope) => (scope.project === null ? "roles" : "policies");

/** Every role or policy of a place with rules and bindings; `first` came with the document. */
export function useRoles(scope: Scope, first?: PolicyMessage[]) {
  return useConsoleRead<PolicyMessage[]>(scope, pathOf(scope), first);
}

/** One role or policy; `first` came with the document. */
export function useRole(scope: Scope, first: PolicyMessage) {
  return useConsoleRead<PolicyMessage>(scope, `${pathOf(scope)}/${encodeURIComponent(first.identity)}`, first);
}

/** Members, teams and service accounts. */
export function useGrantees(scope: Scope) {
  return useConsoleRead<Grantee[]>({ ...scope, project: null }, "grantees");
}

/** Who can do what with a key. */
export function useKeyAccess(place: KeyPlace) {
  const path = `keys/${encodeURIComponent(place.region)}/${encodeURIComponent(place.key)}/access`;
  return useConsoleRead<KeyAccessMessage>(place, path);
}

/** Every right in the organisation as of now; `first` came with the document. */
export function useReview(scope: Scope, first?: AccessReviewMessage, isEnabled = true) {
  return useConsoleRead<AccessReviewMessage>({ ...scope, project: null }, "access-review", first, isEnabled);
}
