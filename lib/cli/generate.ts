import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installationRoot } from "@/lib/platform/installation-root";
import { StartError } from "@/lib/platform/start-error";
import { fingerprint } from "./fingerprint";
import { packageProgram, runNode, tell } from "./run-program";

const nextTypes = `/// <reference types="next" />\n/// <reference types="next/image-types/global" />\n`;

/** Next's own version of this file, written by each build, names files below .next that may have been removed since. */
function declareNextTypes(root: string): void {
  const file = join(root, "next-env.d.ts");
  const isUsable =
    existsSync(file) && (existsSync(join(root, ".next", "types")) || !readFileSync(file, "utf8").includes(".next/"));
  if (!isUsable) writeFileSync(file, nextTypes);
}

/**
 * Generates the database client, and the one declaration file that the type checker needs before the first build, where
 * they are missing or older than their source. Returns whether the client was generated.
 */
export async function generate(): Promise<boolean> {
  const root = installationRoot();
  declareNextTypes(root);
  const made = join(root, "prisma", "generated");
  const mark = join(made, "schema-fingerprint");
  const wanted = fingerprint(root, ["prisma/schema", "package-lock.json"]);
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return false;
  tell("Generating the database client");
  // The generator never runs the engine, but would download one; naming any existing file keeps it offline.
  const environment = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath };
  const program = packageProgram("prisma", "build", "index.js");
  const { code, output } = await runNode(program, ["generate", "--no-hints"], { environment, capture: true });
  if (code !== 0) throw new StartError(`The database client was not generated:\n${output}`);
  writeFileSync(mark, wanted);
  return true;
}
