/** Longest path of a secret, in characters. */
export const SECRET_PATH_CHARACTERS_MAX = 512;

/** Last segments that address a part of a secret; no secret may be called so. */
export const SECRET_PARTS = ["value", "versions", "policy", "difference"] as const;

const SEGMENT = /^[A-Za-z0-9_.+-]+$/;

/**
 * What is wrong with the path of a secret, as the end of a sentence; null where nothing is. It begins with a slash, has 1
 * to 512 characters from `A-Z a-z 0-9 / _ - . +`, no empty segment and no slash at the end. `.` and `..` are refused
 * because clients resolve them before they send an address.
 */
export function secretPathProblem(path: string): string | null {
  if (!path.startsWith("/")) return "must begin with a slash";
  if (path.length > SECRET_PATH_CHARACTERS_MAX) return `must have at most ${SECRET_PATH_CHARACTERS_MAX} characters`;
  const segments = path.slice(1).split("/");
  if (segments.includes("")) return "must not end with a slash or hold two in a row";
  if (segments.some((segment) => segment === "." || segment === "..")) return "must not hold . or .. between slashes";
  if (!segments.every((segment) => SEGMENT.test(segment))) return "must be made of letters, digits and / _ - . +";
  return null;
}

/** The same for the path of a new secret, whose last segment must not be the name of a part of one. */
export function newSecretPathProblem(path: string): string | null {
  const problem = secretPathProblem(path);
  if (problem !== null) return problem;
  const last = lastSegment(path);
  const isPart = SECRET_PARTS.some((part) => part === last);
  return isPart ? `must not end in /${last}, which addresses a part of a secret` : null;
}

/** What is wrong with a folder to browse, which may end with a slash; null where nothing is. The root is `/`. */
export function secretFolderProblem(path: string): string | null {
  return path === "/" ? null : secretPathProblem(path.endsWith("/") ? path.slice(0, -1) : path);
}

/** A folder with one slash at its end. */
export function asFolder(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}

/** The folder a secret is in: `/app/` for `/app/password`. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** `password` for `/app/password`. */
export function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
