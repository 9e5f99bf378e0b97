import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder that holds package.json and prisma/, found upwards from this code: the same whether it runs from its
 * source or from a bundle in dist/. Absolute.
 */
export function installationRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "prisma", "migrations"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("prisma/migrations was not found above the program");
    folder = parent;
  }
  return folder;
}
