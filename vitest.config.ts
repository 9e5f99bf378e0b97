import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

const integrationTests = "**/*.integration.test.{ts,tsx}";
const ignored = ["**/node_modules/**", "**/dist/**", "**/.next/**", "e2e/**"];

const shared = {
  // Two files run at once: at the usual niceness key generation would wait for whole other files.
  env: { LOG_LEVEL: "fatal", CRYPTO_THREADS_NICE: "3" },
  // A started run under real load must not fail for being slow; a hanging one must.
  testTimeout: 20_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: root },
      { find: /^server-only$/, replacement: `${root}node_modules/server-only/empty.js` },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...ignored, integrationTests],
          // Vitest itself leaves one free, which of two is half.
          maxWorkers: availableParallelism(),
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: "integration",
          include: [integrationTests],
          exclude: ignored,
          globalSetup: ["lib/cli/vitest-database.ts"],
          pool: "forks",
          // Two files at a time, after the unit tests: each may start whole servers.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
