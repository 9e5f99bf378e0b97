import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { installationRoot } from "@/lib/platform/installation-root";
import { bundleOptions } from "./bundle";
import { generate } from "./generate";

type Operator = typeof import("./operator");

/** What a build makes of the commands that open the database. */
export const OPERATOR_ENTRY = { operator: "lib/cli/operator.ts" };

/** Runs a command of `operator.ts`, from the present source where dist/ is writable, else as it was built. */
export async function runOperator(name: keyof Operator, parameters: readonly string[]): Promise<void> {
  const built = join(installationRoot(), "dist", "operator.mjs");
  if (!existsSync(built) || isWritable(built)) {
    await generate();
    await build(bundleOptions(OPERATOR_ENTRY));
  }
  const operator: Operator = await import(pathToFileURL(built).href);
  await operator[name](parameters);
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
