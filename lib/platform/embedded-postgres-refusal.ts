import { StartError } from "./start-error";

const errorCode = (error: unknown) => (error instanceof Error && "code" in error ? error.code : undefined);

/** Turns a file system error in the data directory into one sentence; other errors pass unchanged. */
export function diskRefusal(dataDirectory: string, error: unknown): unknown {
  switch (errorCode(error)) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
    // What mkdir says for a new folder on a read-only disk.
    case "ENOENT":
      return new StartError(
        `The data directory ${dataDirectory} is not writable: give this user the right to write there, or set PELAGOS_DATA_DIR to another folder.`,
        { cause: error },
      );
    case "ENOSPC":
    case "EDQUOT":
      return fullDisk(dataDirectory, error);
    case "ENOTDIR":
    case "EEXIST":
      return new StartError(`The data directory ${dataDirectory} is not a folder: set PELAGOS_DATA_DIR to a folder.`, {
        cause: error,
      });
    default:
      return error;
  }
}

function fullDisk(dataDirectory: string, cause?: unknown): StartError {
  return new StartError(
    `The disk that holds ${dataDirectory} is full: free some space (a new database needs about 100 MB), or set PELAGOS_DATA_DIR to another disk.`,
    { cause },
  );
}

/** Turns what PostgreSQL wrote before it ended into one sentence for the person at the terminal. */
export function startupRefusal(clusterDirectory: string, output: string): StartError {
  if (/No space left on device|Disk quota exceeded/.test(output)) return fullDisk(clusterDirectory);
  if (/database files are incompatible/.test(output)) {
    return new StartError(
      `The database in ${clusterDirectory} was made by another major version of PostgreSQL: dump it with that version and load it into a new data directory.`,
    );
  }
  if (/Permission denied|Operation not permitted/.test(output)) {
    return new StartError(
      `PostgreSQL may not use ${clusterDirectory}: start Pelagos as the user who owns that folder, or set PELAGOS_DATA_DIR to another one.`,
    );
  }
  const lines = output.split("\n").filter((line) => /FATAL|PANIC|error:/.test(line));
  const reason = (lines.at(-1) ?? output.trim().split("\n").at(-1) ?? "").replace(/^.*?(FATAL|PANIC|error): */, "");
  return new StartError(`The embedded PostgreSQL did not start: ${reason || "it said nothing"}.`);
}
