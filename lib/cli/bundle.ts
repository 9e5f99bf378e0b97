import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { installationRoot } from "@/lib/platform/installation-root";

/** How the TypeScript outside Next's reach becomes a program in dist/: packages stay in node_modules. */
export function bundleOptions(entries: Readonly<Record<string, string>>): BuildOptions {
  const root = installationRoot();
  return {
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(root, file)])),
    outdir: join(root, "dist"),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: true,
    alias: { "@": root },
    logLevel: "warning",
  };
}

/** Bundles the entry of the crypto threads, which every kind of server finds in dist/. */
export async function bundleCryptoThread(): Promise<void> {
  await build(bundleOptions({ "crypto-thread": "lib/kms/crypto-thread.ts" }));
}
