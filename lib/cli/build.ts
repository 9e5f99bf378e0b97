import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build as bundle } from "esbuild";
import { clock } from "@/lib/platform/clock";
import { installationRoot } from "@/lib/platform/installation-root";
import { StartError } from "@/lib/platform/start-error";
import { bundleCryptoThread, bundleOptions } from "./bundle";
import { fingerprint } from "./fingerprint";
import { generate } from "./generate";
import { OPERATOR_ENTRY } from "./run-operator";
import { packageProgram, runNode, tell } from "./run-program";

const sources = [
  "app",
  "components",
  "lib",
  "prisma",
  "public",
  "server.ts",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];

const buildMark = () => join(installationRoot(), "dist", "build-id");

/** True where dist/ and .next/ hold a finished build of exactly this source. */
export function isBuilt(): boolean {
  const root = installationRoot();
  const complete = [
    buildMark(),
    join(root, "dist", "server.mjs"),
    join(root, "dist", "crypto-thread.mjs"),
    join(root, ".next", "BUILD_ID"),
  ].every(existsSync);
  return complete && readFileSync(buildMark(), "utf8") === fingerprint(root, sources);
}

/** Builds the database client, the server and the console. Throws StartError where a step fails. */
export async function build(): Promise<void> {
  const startedMs = clock.monotonicMs();
  const built = fingerprint(installationRoot(), sources);
  rmSync(buildMark(), { force: true });
  await generate();
  tell("Building the server");
  await bundle(bundleOptions({ server: "server.ts", ...OPERATOR_ENTRY }));
  await bundleCryptoThread();
  tell("Building the console (about a minute on two cores)");
  const environment = { NODE_ENV: "production" };
  const { code } = await runNode(packageProgram("next", "dist", "bin", "next"), ["build"], { environment });
  if (code !== 0) throw new StartError("The console was not built; the reason is above.");
  writeFileSync(buildMark(), built);
  tell(`Built in ${Math.round((clock.monotonicMs() - startedMs) / 1_000)} s`);
}
