import { findServiceAccounts } from "@/lib/iam/service-account-store";
import { readUserNames } from "@/lib/iam/store";

/** Names of people and of an organisation's service accounts by their identity; who is gone is not in it. */
export async function namesOf(organisationId: string, identities: readonly string[]): Promise<Record<string, string>> {
  const people = await readUserNames(identities);
  if (people.size === identities.length) return Object.fromEntries(people);
  const accounts = await findServiceAccounts(organisationId);
  const named = accounts.filter(({ id }) => identities.includes(id)).map(({ id, name }) => [id, name] as const);
  return Object.fromEntries([...people, ...named]);
}
