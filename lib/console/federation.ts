import { listFederatedIdentities } from "@/lib/access/federated-identities";
import { listFederatedIdentityProviders } from "@/lib/access/federated-identity-providers";
import { listServiceAccounts } from "@/lib/access/service-accounts";
import type { Federation } from "@/lib/contract/console";
import { isKmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";

/** Issuers that the organisation trusts and what their tokens open. Errors: permission_denied. */
export async function readFederation(call: Call): Promise<Federation> {
  const [providers, identities] = [await listFederatedIdentityProviders(call), await listFederatedIdentities(call)];
  return { providers, identities };
}

/** The same, and the service accounts that tokens could act as: none where the caller may not list them. */
export async function readFederationChoices(call: Call) {
  const federation = await readFederation(call);
  const accounts = await listServiceAccounts(call).catch((error: unknown) => {
    if (isKmsError(error) && error.code === "permission_denied") return [];
    throw error;
  });
  return { ...federation, accounts: accounts.map(({ identity, name, slug }) => ({ identity, name, slug })) };
}
