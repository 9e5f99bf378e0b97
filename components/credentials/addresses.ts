import { type Scope, scopedAddress } from "../layout/scope";

/** Address of a service account's page. */
export function serviceAccountAddress(scope: Scope, slug: string): string {
  return scopedAddress(scope, `/access/service-accounts/${encodeURIComponent(slug)}`);
}

/** Address of a federated identity's page. */
export function federatedIdentityAddress(scope: Scope, slug: string): string {
  return scopedAddress(scope, `/access/federation/${encodeURIComponent(slug)}`);
}

/** Address of the page that lets tokens of another issuer in; for one service account where it is named. */
export function newTrustAddress(scope: Scope, account?: string): string {
  return scopedAddress(scope, "/access/federation/new", account === undefined ? {} : { account });
}

/** Address of the list of everything that opens the organisation. */
export function tokensAddress(scope: Scope): string {
  return scopedAddress(scope, "/access/tokens");
}
