import { accessSync, constants, existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The commands are TypeScript: bundled here in a few milliseconds, so that they are never older than their source. */
async function bundleCommands() {
  const { build } = await import("esbuild");
  const finished = join(root, "dist", "pelagos.mjs");
  const fresh = join(root, "dist", `pelagos.${process.pid}.mjs`);
  mkdirSync(dirname(finished), { recursive: true });
  accessSync(dirname(finished), constants.W_OK);
  await build({
    entryPoints: [join(root, "lib", "cli", "main.ts")],
    outfile: fresh,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: "inline",
    alias: { "@": root },
    logLevel: "error",
  });
  renameSync(fresh, finished);
  return finished;
}

function explained(error) {
  if (error.code === "ERR_MODULE_NOT_FOUND") {
    return new Error(`A package is missing (${error.message.split("\n")[0]}): run npm ci first.`);
  }
  if (error.code === "EACCES" || error.code === "EROFS") {
    return new Error(`The folder ${join(root, "dist")} is not writable: give this user the right to write there.`);
  }
  if (error.code === "ENOSPC") return new Error(`The disk that holds ${root} is full: free some space.`);
  return error;
}

/** An installation that was built and then made read-only runs what was built. */
async function commandsFile() {
  const finished = join(root, "dist", "pelagos.mjs");
  try {
    return await bundleCommands();
  } catch (error) {
    if (["EACCES", "EROFS"].includes(error.code) && existsSync(finished)) return finished;
    throw error;
  }
}

/** Runs one `pelagos` command with its parameters. */
export async function run(parameters) {
  if (existsSync(".env")) process.loadEnvFile(".env");
  // React and Next choose their production code by this variable when they are loaded.
  if (["start", "bench"].includes(parameters[0])) process.env.NODE_ENV = "production";
  try {
    const commands = await import(pathToFileURL(await commandsFile()).href);
    await commands.main(parameters);
  } catch (error) {
    const clear = explained(error);
    if (clear !== error) clear.name = "StartError";
    throw clear;
  }
}
