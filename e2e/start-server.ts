import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { BUILT_SERVER, type SpawnedServer, spawnServer, unusedPort } from "@/lib/cli/spawn-server";
import { expectNoSecretRecorded, noteSecrets } from "./noted-secrets";

/** Address of the embedded PostgreSQL of a data directory, for a second server beside the first. */
function databaseUrl(dataDirectory: string): string {
  const access = z.object({ port: z.number(), password: z.string() });
  const { port, password } = access.parse(JSON.parse(readFileSync(`${dataDirectory}/postgres.json`, "utf8")));
  return `postgresql://pelagos:${password}@127.0.0.1:${port}/pelagos`;
}

/** What the server printed, without what the first start shows to whoever started it. */
function withoutWelcome(server: SpawnedServer): string {
  const { password, token } = server.bootstrap();
  return server.output().replaceAll(password, "").replaceAll(token, "");
}

/**
 * Starts the production build on an empty data directory and a free port. Tests find it through PELAGOS_TEST_URL (also
 * their base URL) and the first administrator through PELAGOS_TEST_BOOTSTRAP, the path of bootstrap.json.
 */
export default async function startServer(): Promise<() => Promise<void>> {
  // Issuers that tests start on this machine may be asked for their keys, by this server and by those beside it.
  process.env.PELAGOS_OUTBOUND_ALLOW = "127.0.0.1";
  // Browser and server fill both processors; a key of large primes must not wait until they are idle.
  const environment = {
    PELAGOS_OUTBOUND_ALLOW: "127.0.0.1",
    CRYPTO_THREADS_NICE: "0",
    DNS_LISTEN: `127.0.0.1:${await unusedPort()}`,
    // Nothing answers there until a test starts a parent zone: no test depends on what the machine's resolver says.
    DNS_RESOLVER: `127.0.0.1:${await unusedPort()}`,
  };
  const server = await spawnServer({ program: BUILT_SERVER, environment });
  process.env.PELAGOS_TEST_URL = server.url;
  process.env.PELAGOS_TEST_RESOLVER = environment.DNS_RESOLVER;
  process.env.PELAGOS_TEST_BOOTSTRAP = `${server.dataDirectory}/bootstrap.json`;
  process.env.PELAGOS_TEST_DATA_DIR = server.dataDirectory;
  process.env.PELAGOS_TEST_DATABASE_URL = databaseUrl(server.dataDirectory);
  process.env.PELAGOS_TEST_SECRETS = join(server.dataDirectory, "secrets-of-tests");
  noteSecrets(server.bootstrap());
  return async () => {
    try {
      await expectNoSecretRecorded(databaseUrl(server.dataDirectory), withoutWelcome(server));
    } finally {
      await server.stop();
    }
  };
}
