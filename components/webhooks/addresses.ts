import { type Scope, scopedAddress } from "../layout/scope";

/** Address of the list of webhooks. */
export function webhooksAddress(scope: Scope): string {
  return scopedAddress(scope, "/settings/webhooks");
}

/** Address of one webhook's page. */
export function webhookAddress(scope: Scope, identity: string): string {
  return scopedAddress(scope, `/settings/webhooks/${encodeURIComponent(identity)}`);
}
