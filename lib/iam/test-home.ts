import { config, loadConfig, setConfig } from "@/lib/platform/config";
import { closeDatabases, homeDatabase } from "@/lib/platform/db";
import { createTestDatabase } from "@/lib/platform/test-database";
import { createAccessToken } from "./access-token";
import { addMembership, createOrganisation } from "./organisation";
import { forgetAllPrincipals } from "./principal";
import { forgetAllProjects } from "./scope";
import { createUser } from "./user";

/** A home database of one test's own, in place as this process's. */
export interface TestHome {
  readonly url: string;
  /** Makes the home database unreachable until called with false. */
  cutOff(unreachable: boolean): void;
  close(): Promise<void>;
}

/** Opens an empty home database. For integration tests; call `close` afterwards. */
export async function openTestHome(): Promise<TestHome> {
  const database = await createTestDatabase();
  setConfig({ ...loadConfig({}), databaseUrl: database.url });
  forgetEverything();
  return {
    url: database.url,
    cutOff(unreachable) {
      const databaseUrl = unreachable ? "postgresql://nobody@127.0.0.1:1/absent" : database.url;
      setConfig({ ...config(), databaseUrl });
    },
    async close() {
      await closeDatabases();
      await database.drop();
    },
  };
}

/** Where calls of tests come from. */
export const TEST_ORIGIN = { clientAddress: "192.0.2.7", method: "POST" } as const;

/** Empties the caches of this process, as if another node answered from now on. */
export function forgetEverything(): void {
  forgetAllPrincipals();
  forgetAllProjects();
}

/** A person with a token and, unless another is named, an organisation of their own. */
export async function createTestPerson(name: string, options: { organisationId?: string; expiresAt?: Date } = {}) {
  const { id: userId } = await createUser({ email: `${name}@example.org`, name, password: null });
  const organisationId = options.organisationId ?? (await createOrganisation({ name: `${name} works` })).id;
  await addMembership({ organisationId, userId, role: "OWNER" });
  const { id: tokenId, token } = await createAccessToken({
    userId,
    name: "test",
    expiresAt: options.expiresAt ?? null,
  });
  return { userId, organisationId, tokenId, token };
}

/** The access epoch of an organisation as stored. */
export async function storedEpoch(organisationId: string): Promise<bigint> {
  const row = await homeDatabase().prisma.accessEpoch.findUnique({ where: { organisationId } });
  return row?.epoch ?? 0n;
}
