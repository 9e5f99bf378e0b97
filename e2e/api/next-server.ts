import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { unusedPort } from "@/lib/cli/spawn-server";
import { type Installation, startedInstallation } from "./kms-client";

/**
 * Serves the same installation through `next start`, where the API is a route handler of Next and our own server is not in
 * front. It shares database and root keys with the server that the run started.
 */
export async function startNext(): Promise<{ installation: Installation; stop(): Promise<void> }> {
  const started = startedInstallation();
  const port = await unusedPort();
  const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
  const child = spawn(process.execPath, [next, "start", "-H", "127.0.0.1", "-p", String(port)], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      PORT: String(port),
      DATABASE_URL: process.env.PELAGOS_TEST_DATABASE_URL,
      PELAGOS_DATA_DIR: process.env.PELAGOS_TEST_DATA_DIR,
      JOBS: "off",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (printed += String(text)));
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
  };
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`next start ended:\n${printed}`);
    if (
      await fetch(`${url}/readyz`)
        .then((answer) => answer.ok)
        .catch(() => false)
    )
      return { installation: { ...started, url }, stop };
    await sleep(100);
  }
  await stop();
  throw new Error(`next start was not ready in 30 seconds:\n${printed}`);
}
