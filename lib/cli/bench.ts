import { existsSync } from "node:fs";
import { join } from "node:path";
import { build as bundle } from "esbuild";
import { installationRoot } from "@/lib/platform/installation-root";
import { StartError } from "@/lib/platform/start-error";
import { build, isBuilt } from "./build";
import { bundleOptions } from "./bundle";
import { runNode } from "./run-program";

/** Measures a production build; parameters go to the benchmark. */
export async function bench(parameters: readonly string[]): Promise<void> {
  const entry = join("e2e", "bench", "main.ts");
  if (!existsSync(join(installationRoot(), entry))) throw new StartError(`There is no ${entry}.`);
  if (!isBuilt()) await build();
  await bundle(bundleOptions({ bench: entry }));
  const { code } = await runNode(join(installationRoot(), "dist", "bench.mjs"), parameters);
  process.exitCode = code;
}
