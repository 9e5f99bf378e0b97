import { ALIAS_ROUTES } from "./alias-routes";
import { AUDIT_EXPORT_ROUTES } from "./audit-export-routes";
import { AUDIT_ROUTES } from "./audit-routes";
import { CLIENT_KEY_ROUTES } from "./client-key-routes";
import { CREDENTIAL_ROUTES } from "./credential-routes";
import { DNS_ROUTES } from "./dns-routes";
import { DNSSEC_ROUTES } from "./dnssec-routes";
import { EVENT_ROUTES } from "./event-routes";
import { FEDERATION_ROUTES } from "./federation-routes";
import { FURTHER_ROUTES } from "./further-routes";
import { KEY_ROUTES } from "./key-routes";
import { OPERATION_ROUTES } from "./operation-routes";
import { ORGANISATION_ROUTES } from "./organisation-routes";
import { POLICY_ROUTES } from "./policy-routes";
import type { Route } from "./route";
import { SECRET_ROUTES } from "./secret-routes";
import { USAGE_ROUTES } from "./usage-routes";

/** Every endpoint of the API, in the order the documentation shows them. */
export const ROUTES: readonly Route[] = [
  ...KEY_ROUTES,
  ...ALIAS_ROUTES,
  ...OPERATION_ROUTES,
  ...FURTHER_ROUTES,
  ...SECRET_ROUTES,
  ...DNS_ROUTES,
  ...DNSSEC_ROUTES,
  ...ORGANISATION_ROUTES,
  ...POLICY_ROUTES,
  ...CREDENTIAL_ROUTES,
  ...CLIENT_KEY_ROUTES,
  ...FEDERATION_ROUTES,
  ...AUDIT_EXPORT_ROUTES,
  ...USAGE_ROUTES,
  ...EVENT_ROUTES,
  ...AUDIT_ROUTES,
];
