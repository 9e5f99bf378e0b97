import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

const isTest = (path: string) => /\.test\.tsx?$/.test(path);
const isMade = (path: string) => /(^|\/)(generated|node_modules)(\/|$)/.test(path);

function filesUnder(root: string, path: string): string[] {
  const full = join(root, path);
  if (!existsSync(full) || isMade(path)) return [];
  if (!statSync(full).isDirectory()) return [full];
  return readdirSync(full)
    .sort()
    .flatMap((name) => filesUnder(root, join(path, name)));
}

/** SHA-256 in hex over names and contents of files and folders below `root`; tests and generated files are left out. */
export function fingerprint(root: string, paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of paths.flatMap((path) => filesUnder(root, path))) {
    if (isTest(file)) continue;
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}
