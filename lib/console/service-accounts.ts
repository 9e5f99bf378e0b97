import { accessCredentialMessage } from "@/lib/access/access-credentials";
import { accessRead } from "@/lib/access/access-verb";
import { federatedIdentityMessage } from "@/lib/access/federated-identities";
import { permitted, requireObject } from "@/lib/access/object-rights";
import { serviceAccountMessage } from "@/lib/access/service-accounts";
import type { ServiceAccountDetail, ServiceAccountRow } from "@/lib/contract/console";
import { listCredentialsOf } from "@/lib/iam/credential-list-store";
import { findIdentities } from "@/lib/iam/federation-store";
import { findAccessCredentials, findServiceAccount, findServiceAccounts } from "@/lib/iam/service-account-store";
import { rolesOf, seesRoles } from "./members";

/**
 * The service accounts that the caller may see, with what they have and when they were last used. Roles are told to those
 * who may read all of them. Errors: permission_denied.
 */
export const readServiceAccounts = accessRead({
  event: "iam.service_account.list",
  permission: null,
  onObject: "service_account:list",
  async run(asked): Promise<ServiceAccountRow[]> {
    const { organisationId, at } = asked;
    const [rows, credentials, roles] = await Promise.all([
      findServiceAccounts(organisationId),
      listCredentialsOf(organisationId, at),
      seesRoles(asked) ? rolesOf(organisationId, at.getTime()) : null,
    ]);
    return permitted(asked, "service_account:list", rows).map((row) => {
      const own = credentials.filter(({ ownerId }) => ownerId === row.id);
      const uses = own.flatMap(({ lastUsedAt }) => lastUsedAt?.getTime() ?? []);
      return {
        ...serviceAccountMessage(row),
        credentials: own.length,
        lastUsedAt: uses.length === 0 ? null : new Date(Math.max(...uses)).toISOString(),
        roles: roles === null ? null : (roles.get(row.id) ?? []),
      };
    });
  },
});

/** One service account with its credentials, federated identities and roles. Errors: object_not_found. */
export const readServiceAccountDetail = accessRead({
  event: "iam.service_account.read",
  permission: null,
  onObject: "service_account:read",
  async run(asked): Promise<ServiceAccountDetail> {
    const { organisationId, at } = asked;
    const found = await findServiceAccount(organisationId, asked.attempt.act.asked);
    const row = requireObject(asked, "service_account:read", found, "service account");
    const [credentials, identities, roles] = await Promise.all([
      findAccessCredentials(row.id),
      findIdentities(organisationId),
      seesRoles(asked) ? rolesOf(organisationId, at.getTime()) : null,
    ]);
    const own = identities.filter(({ serviceAccountId }) => serviceAccountId === row.id);
    return {
      ...serviceAccountMessage(row),
      accessCredentials: credentials.map(accessCredentialMessage),
      identities: permitted(asked, "federated_identity:read", own).map((one) => federatedIdentityMessage(one, at)),
      roles: roles === null ? null : (roles.get(row.id) ?? []),
    };
  },
});
