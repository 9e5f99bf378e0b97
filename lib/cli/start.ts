import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { config, readEnvironment } from "@/lib/platform/config";
import { installationRoot } from "@/lib/platform/installation-root";
import { build, isBuilt } from "./build";

/**
 * npm runs a script through a shell that ends without passing a stop on: its child would run on unseen. Losing the
 * parent counts as being asked to stop.
 */
function stopWithNpm(): void {
  if (!readEnvironment("npm_lifecycle_event")) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 500);
  watch.unref();
}

/** Starts the server in this process, after building it where there is no build of this source yet. */
export async function start(): Promise<void> {
  // A bad setting is refused at once, not after a minute of building.
  config();
  stopWithNpm();
  if (!isBuilt()) await build();
  await import(pathToFileURL(join(installationRoot(), "dist", "server.mjs")).href);
}
