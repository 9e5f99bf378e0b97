import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { config } from "@/lib/platform/config";
import { installationRoot } from "@/lib/platform/installation-root";
import { build, isBuilt } from "./build";
import { stopWithNpm } from "./stop-with-npm";

/** Starts the server in this process, after building it where there is no build of this source yet. */
export async function start(): Promise<void> {
  // A bad setting is refused at once, not after a minute of building.
  config();
  stopWithNpm();
  if (!isBuilt()) await build();
  await import(pathToFileURL(join(installationRoot(), "dist", "server.mjs")).href);
}
