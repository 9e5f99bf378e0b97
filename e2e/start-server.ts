import { BUILT_SERVER, spawnServer } from "@/lib/cli/spawn-server";

/**
 * Starts the production build on an empty data directory and a free port. Tests find it through PELAGOS_TEST_URL (also
 * their base URL) and the first administrator through PELAGOS_TEST_BOOTSTRAP, the path of bootstrap.json.
 */
export default async function startServer(): Promise<() => Promise<void>> {
  const server = await spawnServer({ program: BUILT_SERVER });
  process.env.PELAGOS_TEST_URL = server.url;
  process.env.PELAGOS_TEST_BOOTSTRAP = `${server.dataDirectory}/bootstrap.json`;
  process.env.PELAGOS_TEST_DATA_DIR = server.dataDirectory;
  return async () => {
    await server.stop();
  };
}
