import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { context } from "esbuild";
import { childEnvironment, config } from "@/lib/platform/config";
import { installationRoot } from "@/lib/platform/installation-root";
import { bundleCryptoThread, bundleOptions } from "./bundle";
import { generate } from "./generate";
import { stopWithNpm } from "./stop-with-npm";

const isRunning = (child: ChildProcess | null): child is ChildProcess =>
  child !== null && child.exitCode === null && child.signalCode === null;

async function stop(child: ChildProcess | null): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

function startServer(): ChildProcess {
  return spawn(process.execPath, ["--enable-source-maps", join(installationRoot(), "dist", "dev", "server.mjs")], {
    cwd: process.cwd(),
    env: childEnvironment({ NODE_ENV: "development", WORKERS: "1" }),
    stdio: "inherit",
  });
}

/** Starts one server that follows the source: Next replaces pages in place, a change under lib/ restarts the server. */
export async function dev(): Promise<void> {
  config();
  stopWithNpm();
  await generate();
  await bundleCryptoThread();
  let server: ChildProcess | null = null;
  let turn: Promise<void> = Promise.resolve();
  const restart = async () => {
    await stop(server);
    server = startServer();
  };
  const options = bundleOptions({ server: "server.ts" });
  const watcher = await context({
    ...options,
    outdir: join(installationRoot(), "dist", "dev"),
    plugins: [
      {
        name: "restart",
        setup: (build) =>
          build.onEnd((result) => {
            if (result.errors.length === 0) turn = turn.then(restart);
          }),
      },
    ],
  });
  await watcher.watch();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, async () => {
      await watcher.dispose();
      await turn;
      await stop(server);
      process.exit(0);
    });
  }
}
