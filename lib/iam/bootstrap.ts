import { config } from "@/lib/platform/config";
import { createAccessToken } from "./access-token";
import { addMembership, createOrganisation } from "./organisation";
import { newReadablePassword } from "./password";
import { type IamTransaction, inHomeTransaction, isInstallationEmpty, lockInstallation } from "./store";
import { createUser } from "./user";

/** What the first administrator needs; password and token are told this once. */
export interface BootstrapFacts {
  /** Slug. */
  organisation: string;
  /** Slug of the region examples use. */
  region: string;
  email: string;
  password: string;
  token: string;
  /** Fingerprint of the key that signs the home database's audit checkpoints, hex; null where that key is not to be had. */
  auditKey: string | null;
}

/**
 * Gives an empty installation its first organisation, its first administrator and a token. Does nothing where anybody
 * exists. Two nodes that start at once agree: one creates, the other waits and finds it done. `beforeCommit` gets the facts
 * before they are true; where it throws, nothing is created.
 */
export async function bootstrapInstallation(options: {
  region: string;
  auditKey?: string | null;
  beforeCommit?: (facts: BootstrapFacts) => void;
}): Promise<{ created: boolean; facts: BootstrapFacts | null }> {
  const facts = await inHomeTransaction(async (transaction) => {
    await lockInstallation(transaction, "pelagos.bootstrap");
    if (!(await isInstallationEmpty(transaction))) return null;
    const made = await createFirst(transaction, options.region, options.auditKey ?? null);
    options.beforeCommit?.(made);
    return made;
  });
  return { created: facts !== null, facts };
}

async function createFirst(
  transaction: IamTransaction,
  region: string,
  auditKey: string | null,
): Promise<BootstrapFacts> {
  const { bootstrapEmail: email, bootstrapOrganisation: name } = config();
  const password = newReadablePassword();
  const organisation = await createOrganisation({ name }, transaction);
  const administrator = { email, name: "Administrator", password, isPlatformAdministrator: true };
  const { id: userId } = await createUser(administrator, transaction);
  await addMembership({ organisationId: organisation.id, userId, role: "OWNER" }, transaction);
  const { token } = await createAccessToken({ userId, name: "First token", expiresAt: null }, transaction);
  return { organisation: organisation.slug, region, email: email.toLowerCase(), password, token, auditKey };
}
