import { readKnownActors } from "@/lib/iam/known-actors";

/** Names of people and of an organisation's service accounts and client keys by their identity; who is gone is not in it. */
export async function namesOf(organisationId: string, identities: readonly string[]): Promise<Record<string, string>> {
  const { people, serviceAccounts, clientKeys } = await readKnownActors(organisationId, identities);
  const known = [people, serviceAccounts, clientKeys].flatMap((actors) => [...actors.values()]);
  return Object.fromEntries(known.map(({ id, name }) => [id, name]));
}
